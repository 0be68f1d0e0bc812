"""Browsers that read the pages of boundaries in English, over a new village for each test."""

from datetime import UTC, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.services.sign_in import open_session
from api.tokens import Claims, make_token
from api.visitors import Visitor
from data.accounts import account_named, grants_of
from data.request_login import make_request_login
from data.session import make_engine, make_sessions, transaction
from dispatch.sessions import SessionUse

_PROPOSALS = Path(__file__).parents[1] / "proposals"


def _module(name, path):
    spec = spec_from_file_location(name, path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def made():
    """The module that makes villages up; the tests of proposals use it too."""
    return _module("villages", _PROPOSALS / "villages.py")


@pytest.fixture(scope="session")
def browsers():
    """The module with a browser that fills in forms."""
    return _module("proposal_browsers", _PROPOSALS / "pages" / "conftest.py")


@pytest.fixture(scope="session")
def owner(new_database, small):
    engine = make_engine(new_database("boundary_pages"))
    with transaction(make_sessions(engine)) as session:
        small.load(session, "x")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def service(owner, api_settings, now):
    engine = make_engine(make_request_login(owner))
    yield create_app(api_settings, engine, clock=lambda: now.astimezone(UTC))
    engine.dispose()


@pytest.fixture
def village(owner, made, small):
    with transaction(make_sessions(owner)) as session:
        return made.make_village(session, small)


@pytest.fixture
def opened(owner, now):
    """Begin a session of an account by its name."""

    def open_one(name, use):
        with transaction(make_sessions(owner)) as session:
            account = account_named(session, name)
            grant = grants_of(session, account.id, now.date())[0]
            known = {"life": timedelta(hours=1), "visitor": Visitor("192.0.2.0/24", "Test")}
            return open_session(session, account, grant, use, now=now, **known)

    return open_one


@pytest.fixture
def reader(service, opened, browsers):
    """Browser of an account by its name."""

    def make(name):
        secret = opened(name, SessionUse.PAGE).secret
        client = TestClient(
            service,
            cookies={"wangge_session": secret, "wangge_language": "en"},
            headers={"accept": "text/html"},
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        return browsers.Reader(client)

    return make


@pytest.fixture
def as_account(service, opened, api_settings, now):
    """Program of an account by its name."""

    def make(name):
        standing = opened(name, SessionUse.API).standing
        claims = Claims(standing.account.id, standing.session.id, standing.account.token_epoch)
        key = api_settings.secret_key.get_secret_value()
        token = make_token(claims, key, now=now, life=timedelta(minutes=30))
        headers = {"Authorization": f"Bearer {token}"}
        return TestClient(service, headers=headers, raise_server_exceptions=False)

    return make


@pytest.fixture
def file(as_account):
    """File an issue of a household; answers its number."""

    def report(home):
        wire = {
            "text": "院墙塌了一角",
            "category": "housing",
            "channel": "visit",
            "household": home,
        }
        answer = as_account("township").post("/api/v1/issues", json={**wire, "key": str(uuid4())})
        assert answer.status_code == 201, answer.text
        return answer.json()["number"]

    return report


@pytest.fixture
def ask(owner):
    """Rows of a query as tuples."""

    def rows(query, **values):
        with owner.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    return rows


@pytest.fixture
def across(made):
    """Corners, as typed, of a line that cuts the western grid between its middle rows."""

    def corners(village):
        west, _, _, north = made.cell_of(village, village.homes[6]).bounds
        return f"{west - 0.00001:.6f}, {north:.6f}\n{west + 3.01 * made.CELL:.6f}, {north:.6f}"

    return corners


@pytest.fixture
def proposed(village, reader, across):
    """Address of a split of the western grid that its secretary asked for; the south keeps it."""
    browser = reader(village.secretary)
    page = browser.page(f"/admin/boundaries/new?village={village.code}&kind=split")
    lon, lat = across(village).split("\n")[0].split(", ")
    answer = browser.send(
        page,
        "/admin/boundaries",
        codes=village.grids[0],
        corners=across(village),
        keep_at=f"{float(lon) + 0.001:.6f}, {float(lat) - 0.003:.6f}",
        effective_on="2026-03-20",
        note="东边修了路",
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]
