"""Log lines: one for each request, none with anything a person typed, none that can be forged."""

import io
import json
import logging
import re
from urllib.parse import quote

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.log import FIELDS, LOGGING, JsonLines, error_fields
from api.request_log import add_request_log

PERSON = "王小明13812345678"
FORGERIES = [
    "\r\n" + '{"level": "info", "account": 1}',
    "\n",
    "\r",
    "\x1b[2K\x1b[1A",
    "\x1b]0;title\x07",
    "\u2028",
    "\u202e",
    "\x00",
    "\x85",
]
FORGERY_NAMES = ["json", "lf", "cr", "csi", "osc", "separator", "direction", "nul", "nel"]


@pytest.fixture
def written():
    """Everything logged, as it would stand in the file."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root, ours = logging.getLogger(), logging.getLogger("wangge")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield stream.getvalue
    ours.setLevel(before)
    root.removeHandler(handler)


def lines(written):
    """Lines of the request log, each of which must be one JSON object."""
    found = [json.loads(line) for line in written().splitlines()]
    return [line for line in found if line["logger"] == "wangge.request"]


def no_mark_in(text_):
    return re.search(r"[^\x20-\x7e\n]", text_) is None


@pytest.fixture
def made_up():
    """An application with a clock that moves on 12.3 ms a look, and ids in a row."""
    app, router, ticks, ids = FastAPI(), APIRouter(), iter(range(99)), iter(range(99))
    add_request_log(app, new_id=lambda: f"id-{next(ids)}", clock=lambda: next(ticks) * 0.0123)

    @router.get("/people/{name}")
    def read(name: str):
        if name == "fails":
            raise ValueError(PERSON)
        return {"name": name}

    app.include_router(router, prefix="/api")
    return TestClient(app, raise_server_exceptions=False)


def test_a_request_has_one_line_with_its_route_and_how_it_ended(made_up, written):
    answer = made_up.get("/api/people/x?q=y")

    (line,) = lines(written)

    assert answer.headers["X-Request-Id"] == "id-0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert line == {
        "level": "info",
        "logger": "wangge.request",
        "message": "request",
        "method": "GET",
        "route": "/api/people/{name}",
        "account": None,
        "request": "id-0",
        "status": 200,
        "ms": 12.3,
    }


def test_an_unexpected_error_is_told_by_class_and_place_alone(made_up, written):
    answer = made_up.get("/api/people/fails")

    (line,) = lines(written)

    assert answer.status_code == 500
    assert (line["status"], line["level"], line["error"]) == (500, "error", ["builtins.ValueError"])
    assert line["places"][-1].startswith("tests/api/test_log.py:")
    assert PERSON not in written()
    assert "13812345678" not in written()


@pytest.mark.parametrize("path", ["/nowhere/x", "/api/people"])
def test_an_address_without_a_route_is_not_written_down(made_up, written, path):
    made_up.get(path)

    assert lines(written)[0]["route"] == "(none)"


def test_an_unheard_of_method_is_not_written_down(made_up, written):
    made_up.request("FORGED", "/api/people/x")

    assert lines(written)[0]["method"] == "OTHER"


def naive(app):
    """The log this one replaces: the path and the agent as they came."""
    log = logging.getLogger("wangge.naive")

    @app.middleware("http")
    async def write(request, call_next):
        log.info("%s %s", request.scope["path"], request.headers.get("user-agent"))
        return await call_next(request)


@pytest.mark.parametrize("forgery", FORGERIES, ids=FORGERY_NAMES)
def test_nobody_forges_a_line_by_path_query_agent_or_name(clients, written, forgery):
    client = clients()
    client.get(f"/api/v1/issues/{quote(forgery)}", params={"category": forgery, forgery: forgery})
    client.get(f"/{quote(forgery)}")
    printable = forgery.encode("ascii", "ignore").replace(b"\r", b"").replace(b"\n", b"")
    client.get("/api/v1/grids", headers={"User-Agent": printable.replace(b"\0", b"") + b"x"})
    client.post("/api/v1/auth/token", data={"username": forgery, "password": "x"})

    assert len(lines(written)) == 4
    assert no_mark_in(written())
    assert 'account": 1}' not in written()


def test_without_the_guard_the_same_forgery_succeeds():
    stream, app = io.StringIO(), FastAPI()
    handler = logging.StreamHandler(stream)
    log = logging.getLogger("wangge.naive")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    naive(app)

    TestClient(app).get("/x" + quote(FORGERIES[0]))
    log.removeHandler(handler)

    assert '{"level": "info", "account": 1} testclient' in stream.getvalue().splitlines()


@pytest.mark.parametrize("forgery", FORGERIES, ids=FORGERY_NAMES)
def test_words_of_our_own_cannot_forge_a_line_either(written, forgery):
    logging.getLogger("wangge.worker").warning("job %s", forgery, extra={FIELDS: {"x": forgery}})

    (line,) = (json.loads(one) for one in written().split("\n")[:-1])

    assert (line["message"], line["x"]) == (f"job {forgery}", forgery)
    assert no_mark_in(written())


def test_what_other_packages_say_is_kept_by_its_place_alone(written):
    logging.getLogger("asyncio").error("never retrieved: %s", PERSON)
    logging.getLogger("uvicorn.error").error(PERSON)

    first, second = (json.loads(line) for line in written().splitlines())

    assert first["place"].startswith("tests/api/test_log.py:")
    assert "message" not in first
    assert "message" not in second
    assert "13812345678" not in written()


def test_an_error_of_the_database_is_logged_without_the_row(county_engine, written):
    log = logging.getLogger("wangge.request")
    twice = text("INSERT INTO agent (id, name, phone) VALUES (13812345678, 'x', :name)")
    try:
        with county_engine.begin() as connection:
            for _ in range(2):
                connection.execute(twice, {"name": "13812345678"})
    except Exception as error:
        log.exception("failed")
        plain = logging.Formatter().formatException((type(error), error, error.__traceback__))

    line = json.loads(written())

    assert "13812345678" in plain, "PostgreSQL no longer names the row: this test proves nothing"
    assert "13812345678" not in written()
    assert line["error"] == ["sqlalchemy.exc.IntegrityError", "psycopg.errors.UniqueViolation"]
    assert line["sqlstate"] == "23505"
    assert line["places"][0].startswith("tests/api/test_log.py:")


def test_parameters_stay_out_of_the_words_of_an_error(county_engine):
    with (
        county_engine.connect() as connection,
        pytest.raises(Exception, match="SQL parameters hidden") as caught,
    ):
        connection.execute(text("SELECT :name / 0"), {"name": 7654321})

    assert "7654321" not in str(caught.value)


def test_an_error_that_causes_itself_is_told_once():
    error = ValueError("x")
    other = KeyError("y")
    error.__cause__, other.__cause__ = other, error

    assert error_fields(error)["error"] == ["builtins.ValueError", "builtins.KeyError"]


def test_the_line_says_which_account_asked(clients, empty_county, written):
    answer = clients("auditor").get("/api/v1/audit")

    (line,) = lines(written)

    assert answer.status_code == 200
    assert isinstance(line["account"], int)
    assert line["route"] == "/api/v1/audit"


def test_a_file_is_written_down_by_its_folder(clients, written):
    clients().get("/static/pages/base.css")

    assert lines(written)[0]["route"] == "/static/pages/*"


def test_the_server_logs_to_standard_error_as_json():
    assert LOGGING["formatters"]["json"]["()"] is JsonLines
    assert LOGGING["root"]["handlers"] == ["stderr"]
    assert LOGGING["handlers"]["stderr"]["stream"] == "ext://sys.stderr"
