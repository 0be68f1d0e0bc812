"""A service whose database gets a new village for each test of proposals."""

from datetime import UTC, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

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


@pytest.fixture(scope="session")
def made():
    place = Path(__file__).with_name("villages.py")
    spec = spec_from_file_location("villages", place)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def owner(new_database, small):
    engine = make_engine(new_database("proposals"))
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
def as_account(service, owner, api_settings, now):
    """Client of an account by name."""

    def make(name):
        with transaction(make_sessions(owner)) as session:
            account = account_named(session, name)
            grant = grants_of(session, account.id, now.date())[0]
            life = timedelta(hours=1)
            known = {"life": life, "visitor": Visitor("192.0.2.0/24", "Test"), "now": now}
            standing = open_session(session, account, grant, SessionUse.API, **known).standing
        claims = Claims(standing.account.id, standing.session.id, standing.account.token_epoch)
        key = api_settings.secret_key.get_secret_value()
        token = make_token(claims, key, now=now, life=timedelta(minutes=30))
        headers = {"Authorization": f"Bearer {token}"}
        return TestClient(service, headers=headers, raise_server_exceptions=False)

    return make


@pytest.fixture
def village(owner, made, small):
    with transaction(make_sessions(owner)) as session:
        return made.make_village(session, small)


@pytest.fixture
def propose(owner, made, now):
    """Keep a proposal with these serials by household."""

    def keep(village, serials):
        with transaction(make_sessions(owner)) as session:
            return made.propose_by_hand(session, village, serials, now)

    return keep


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
