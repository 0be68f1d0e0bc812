"""What every answer has in common: problems, headers, the list of routes, health."""

import importlib
import pkgutil
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

import api
import data
import dispatch
import geo
import maps
from api.app import create_app
from api.errors import ApiError
from api.statuses import FIELDS, STATUS_CODES
from data.errors import DatabaseAway, DataError
from data.schema import migrate, newest_revision, revert
from data.scope import as_system
from data.session import make_engine, make_sessions, transaction
from dispatch.errors import DispatchError
from geo.errors import GeoError
from maps.errors import MapError


def everything(root):
    """A class with all classes below it."""
    return {root}.union(*(everything(kind) for kind in root.__subclasses__()))


@pytest.fixture(scope="module")
def refusals():
    """Every class of ours that says no, wherever it is written."""
    for package in (api, data, dispatch, geo, maps):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    return set().union(*map(everything, (DataError, DispatchError, GeoError, MapError)))


def test_every_refusal_has_a_status_of_its_own_or_of_its_parent(refusals):
    roots = {DataError, DispatchError, GeoError, MapError}
    without = {
        kind.__name__ for kind in refusals - roots if not set(kind.__mro__) & set(STATUS_CODES)
    }

    assert without == set()
    assert set(FIELDS) <= set(STATUS_CODES) <= refusals
    assert all(400 <= status < 600 for status in STATUS_CODES.values())


def test_every_request_that_cannot_be_taken_has_status_and_title(refusals):
    for kind in everything(ApiError) - {ApiError}:
        assert 400 <= kind.status < 600
        assert kind.title != ApiError.title


def refusing(kind):
    """A route that says no."""

    def refuse():
        msg = "no"
        raise kind(msg)

    return refuse


@pytest.fixture(scope="module")
def breaking(county_engine, api_settings, refusals):
    """An application with one more route for each refusal, and one that breaks."""
    app = create_app(api_settings, county_engine)
    for kind in refusals:
        app.get(f"/refuse/{kind.__module__}.{kind.__name__}")(refusing(kind))
    app.get("/break")(lambda: 1 / 0)
    return TestClient(app, raise_server_exceptions=False)


def test_every_refusal_is_answered_as_a_problem(breaking, refusals):
    for kind in refusals - {DataError, DispatchError, GeoError, MapError}:
        answer = breaking.get(f"/refuse/{kind.__module__}.{kind.__name__}")
        expected = next(STATUS_CODES[one] for one in kind.__mro__ if one in STATUS_CODES)

        assert answer.status_code == answer.json()["status"] == expected
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] == "no"
        assert answer.json()["title"].replace(" ", "") == kind.__name__.lower()


def test_what_nobody_foresaw_tells_nothing_of_itself(breaking):
    answer = breaking.get("/break")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "division" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/healthz", 200),
        ("get", "/readyz", 200),
        ("get", "/", 200),
        ("get", "/api/v1/openapi.json", 200),
        ("get", "/api/v1/grids", 200),
        ("get", "/api/v1/issues?bbox=x", 422),
        ("get", "/api/v1/issues/2026-0000-0000", 404),
        ("get", "/api/v1/nothing", 404),
        ("delete", "/api/v1/issues", 405),
        ("post", "/api/v1/issues", 422),
        ("get", "/static/nothing.js", 404),
        ("get", "/desk", 401),
        ("get", "/break", 500),
    ],
)
def test_every_answer_carries_the_security_headers(breaking, token_of, now, method, path, status):
    breaking.app.state.clock = lambda: now
    headers = {"Authorization": f"Bearer {token_of('county')}"}
    answer = breaking.request(method, path, headers=headers)

    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_body_too_large_is_answered_with_the_headers_too(client):
    answer = client("county").post("/api/v1/issues", content=b"x" * 2_000_000)

    assert answer.status_code == 413
    assert "Content-Security-Policy" in answer.headers


def test_nothing_that_is_read_is_kept_on_the_way(client):
    assert client("county").get("/api/v1/issues").headers["Cache-Control"] == "no-store"


def test_openapi_lists_the_routes_of_the_contract(client):
    paths = client().get("/api/v1/openapi.json").json()["paths"]

    routes = {(method, path) for path, methods in paths.items() for method in methods}
    assert routes >= {
        ("post", "/api/v1/auth/token"),
        ("post", "/api/v1/issues"),
        ("get", "/api/v1/issues"),
        ("get", "/api/v1/issues/{number}"),
        ("get", "/api/v1/grids"),
        ("get", "/api/v1/grids/{code}"),
        ("get", "/api/v1/households"),
        ("get", "/api/v1/agents"),
        ("get", "/healthz"),
        ("get", "/readyz"),
    }


def test_the_service_is_ready_only_with_its_own_schema(new_database, api_settings):
    engine = make_engine(new_database("older"))
    client = TestClient(create_app(api_settings, engine))
    ready = client.get("/readyz")
    revert(engine, "-1")
    older, alive = client.get("/readyz"), client.get("/healthz")
    migrate(engine)
    again = client.get("/readyz")
    engine.dispose()

    assert newest_revision()
    assert (ready.status_code, older.status_code, again.status_code) == (200, 503, 200)
    assert older.headers["content-type"] == "application/problem+json"
    assert alive.json() == {"status": "ok"}


def test_without_a_database_the_service_lives_but_is_not_ready(api_settings):
    engine = make_engine(f"postgresql+psycopg://nobody@127.0.0.1:1/{uuid4().hex}")
    client = TestClient(create_app(api_settings, engine))

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert "127.0.0.1" not in client.get("/readyz").text


def test_a_database_that_is_away_is_told_as_busy_and_not_as_a_fault(api_settings):
    engine = make_engine("postgresql+psycopg://nobody:none@127.0.0.1:1/nowhere")
    away = TestClient(create_app(api_settings, engine), raise_server_exceptions=False)

    answer = away.post("/api/v1/auth/token", data={"username": "x", "password": "y"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "send the same again" in answer.json()["detail"]
    engine.dispose()


def test_a_connection_cut_in_the_middle_is_told_as_busy(new_database):
    engine = make_engine(new_database("cut"))
    sessions = make_sessions(engine)

    with pytest.raises(DatabaseAway), transaction(sessions) as session, as_system(session):  # noqa: PT012 - the exit counts
        own = session.scalar(text("SELECT pg_backend_pid()"))
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
        session.execute(text("SELECT 1"))
    engine.dispose()
