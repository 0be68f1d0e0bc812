"""A service on the login of requests whose small county belongs to one module of tests."""

from datetime import UTC, date, timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.services.sign_in import open_session
from api.tokens import Claims, make_token
from api.visitors import Visitor
from data.accounts import NewGrant, account_named, grant_role, grants_of, keep_account
from data.request_login import make_request_login
from data.session import make_engine, make_sessions, transaction
from dispatch.sessions import SessionUse
from dispatch.vocabulary import Role


@pytest.fixture(scope="module")
def owner(request, new_database, small):
    engine = make_engine(new_database(request.module.__name__.rpartition(".")[2][:40]))
    with transaction(make_sessions(engine)) as session:
        small.load(session, "x")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def service(owner, api_settings, now):
    engine = make_engine(make_request_login(owner))
    yield create_app(api_settings, engine, clock=lambda: now.astimezone(UTC))
    engine.dispose()


@pytest.fixture(scope="module")
def client_of(service, owner, api_settings, now):
    """Client of an account by name."""

    def make(name, role=None):
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
def county(client_of):
    return client_of("county")


@pytest.fixture(scope="module")
def ask(owner):
    """Rows of a query as tuples."""

    def rows(query, **values):
        with owner.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    return rows


@pytest.fixture(scope="module")
def tell(owner):
    """Change rows behind the back of the service."""

    def change(query, **values):
        with owner.begin() as connection:
            connection.execute(text(query), values)

    return change


@pytest.fixture(scope="module")
def person(owner, ask):
    """Id of a person by name."""
    return lambda name: ask("SELECT id FROM agent WHERE name = :name", name=name)[0][0]


@pytest.fixture
def somebody(county):
    """Enter somebody new; answers the id."""

    def enter(name="新来的", phone="13812345678"):
        answer = county.post("/api/v1/agents", json={"name": name, "phone": phone})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    return enter


@pytest.fixture(scope="module")
def account_for(owner, small):
    """Make an agent's account for a person; answers its name."""

    def make(agent_id):
        name = f"agent-{agent_id}"
        with transaction(make_sessions(owner)) as session:
            known = {"password_hash": "x", "name": name, "agent_id": agent_id}
            account = keep_account(session, username=name, **known)
            grant_role(session, account.id, NewGrant(Role.AGENT, small.A), date(2024, 1, 1))
        return name

    return make


@pytest.fixture
def file_issue(county, small):
    """File a report in a grid; answers the JSON of the answer."""

    def file(grid, **more):
        lon, lat = small.middle(grid)
        body = {"text": "村口的路坏了，车过不去", "category": "roads", "channel": "hotline"}
        body |= {"place": {"lon": lon, "lat": lat}, "key": str(uuid4()), **more}
        answer = county.post("/api/v1/issues", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return file


def etag(client, path):
    """ETag of what a path answers, as a header for the edit."""
    return {"If-Match": client.get(path).headers["etag"]}


@pytest.fixture(scope="session")
def seen():
    return etag
