"""A service whose database gets a new village for each test of boundaries."""

from datetime import UTC, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from shapely import LineString
from sqlalchemy import text

from api.app import create_app
from api.services.sign_in import open_session
from api.tokens import Claims, make_token
from api.visitors import Visitor
from data.accounts import account_named, grants_of
from data.request_login import make_request_login
from data.session import make_engine, make_sessions, transaction
from dispatch.sessions import SessionUse


@pytest.fixture(scope="session")
def made():
    """The module that makes villages up; the tests of proposals use it too."""
    place = Path(__file__).parents[1] / "proposals" / "villages.py"
    spec = spec_from_file_location("villages", place)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def owner(new_database, small):
    engine = make_engine(new_database("boundaries"))
    with transaction(make_sessions(engine)) as session:
        small.load(session, "x")
    yield engine
    engine.dispose()


class Clock:
    """A clock that tests set on."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now.astimezone(UTC)


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture(scope="session")
def requests(owner):
    engine = make_engine(make_request_login(owner))
    yield engine
    engine.dispose()


@pytest.fixture
def as_account(requests, owner, api_settings, now, clock):
    """Client of an account by name."""
    service = create_app(api_settings, requests, clock=clock)

    def make(name):
        with transaction(make_sessions(owner)) as session:
            account = account_named(session, name)
            grant = grants_of(session, account.id, now.date())[0]
            life = timedelta(days=30)
            known = {"life": life, "visitor": Visitor("192.0.2.0/24", "Test"), "now": now}
            standing = open_session(session, account, grant, SessionUse.API, **known).standing
        claims = Claims(standing.account.id, standing.session.id, standing.account.token_epoch)
        key = api_settings.secret_key.get_secret_value()
        token = make_token(claims, key, now=now, life=timedelta(days=29))
        headers = {"Authorization": f"Bearer {token}"}
        return TestClient(service, headers=headers, raise_server_exceptions=False)

    return make


@pytest.fixture
def village(owner, made, small):
    with transaction(make_sessions(owner)) as session:
        return made.make_village(session, small)


@pytest.fixture
def ask(owner):
    """Rows of a query as tuples."""

    def rows(query, **values):
        with owner.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    return rows


@pytest.fixture
def tell(owner):
    """Change rows behind the back of the service."""

    def change(query, **values):
        with owner.begin() as connection:
            connection.execute(text(query), values)

    return change


@pytest.fixture
def across(made):
    """Line that cuts the western grid of a village between its second and third row."""

    def line(village):
        west, _, _, north = made.cell_of(village, village.homes[6]).bounds
        return LineString(
            [(west - 0.00001, north), (west + 3 * made.CELL, north)]
        ).__geo_interface__

    return line


class Changes:
    """Changes of boundaries as programs ask for them."""

    path = "/api/v1/boundary-changes"

    def ask(self, client, **body):
        return client.post(self.path, json=body)

    def made(self, client, **body):
        """Id of a change that was taken."""
        answer = self.ask(client, **body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def read(self, client, change, **more):
        answer = client.get(f"{self.path}/{change}", **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, client, change, what, version=1, **body):
        headers = {"If-Match": f'"{version}"'} if version else {}
        sent = {"json": body} if what in {"refuse", "redraw"} else {}
        return client.post(f"{self.path}/{change}/{what}", headers=headers, **sent)


@pytest.fixture(scope="session")
def changes():
    return Changes()
