"""The small county behind the application, with real commits and a clock that stands still.

`county` is the loaded database, emptied of issues before each test; `client(role)` answers a
test client with that role's bearer token, `client()` one without. A module whose tests only
read uses `clients`, `file_with` and `empty_county`, and files once.
"""

from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from api import passwords
from api.app import create_app
from api.cli import wangge
from api.form_guards import FIELD
from api.passwords import hash_password
from api.services.sign_in import Opened, open_session
from api.settings import Settings
from api.tokens import Claims, make_token
from api.visitors import Visitor
from data.accounts import account_named, grants_of
from data.session import make_engine, make_sessions, transaction
from data.tables import Base, Issue
from dispatch.sessions import SessionUse

NOW = datetime(2026, 3, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "correct horse battery staple"
KEY = "a-secret-of-the-tests-that-is-long-enough"
OF_ISSUES = (
    "issue_link",
    *("party_contact", "party", "petitioner_contact", "petitioner", "clock", "assignment"),
    *("placement", "issue_event", "event_note", "audit_entry", "chain_head", "issue", "report_key"),
    *("published_count", "counted_atom"),
    *("alert", "attachment", "delivery", "issue_link", "outside_order", "rating", "sitting"),
)
OF_SIGNING_IN = {"account_session", "sign_in_attempt", "audit_entry", "chain_head"}


class PageClient(TestClient):
    """A browser: it sends with each form the token of the page it had before.

    `send_form` is what a browser does; `post` sends just what it is told to.
    """

    def send_form(self, path, data=None, *, page="/", **more):
        """Open a page and send a form of it."""
        token = form_token_in(self.get(page, headers={"accept": "text/html"}).text)
        return self.post(path, data={FIELD: token, **(data or {})}, **more)


def form_token_in(page):
    """Token of the first form of a page."""
    return html.document_fromstring(page).xpath(f"//input[@name='{FIELD}']/@value")[0]


@pytest.fixture(scope="session", autouse=True)
def real_hashing():
    """Let a password's hash cost nothing; answers the real hasher and the real hash of nobody."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    real = passwords._HASHER, passwords._NOBODY
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", cheap)
        patch.setattr(passwords, "_NOBODY", cheap.hash("nobody"))
        yield real


@pytest.fixture(scope="session")
def small():
    """The module that makes the small county up."""
    place = Path(__file__).with_name("small_county.py")
    spec = spec_from_file_location("small_county", place)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def loaded_county(new_database, small):
    """Address of a database with the small county."""
    url = new_database("small_county")
    engine = make_engine(url)
    try:
        with transaction(make_sessions(engine)) as session:
            small.load(session, hash_password(PASSWORD))
    finally:
        engine.dispose()
    return url


@pytest.fixture(scope="session")
def county_engine(loaded_county):
    engine = make_engine(loaded_county)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def empty_county(county_engine):
    """Take all issues out of the small county."""

    def empty():
        with county_engine.begin() as connection:
            traces = "SELECT exists(SELECT FROM issue) OR exists(SELECT FROM report_key)"
            if connection.scalar(text(traces)):
                # History refuses to be deleted; TRUNCATE costs ten times this.
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                for table in OF_ISSUES:
                    connection.execute(text(f"DELETE FROM {table}"))
            connection.execute(text("DELETE FROM sign_in_attempt"))

    return empty


@pytest.fixture(scope="module")
def secretary_at_work(county_engine, empty_county, small):
    """Let village A have a secretary at work, who takes what has no grid; answers the name."""
    with county_engine.begin() as connection:
        kept = small.appoint_secretary(connection)
    yield kept.name
    empty_county()
    with county_engine.begin() as connection:
        small.dismiss_secretary(connection, kept)


@pytest.fixture
def county(county_engine, empty_county):
    """Engine on the small county, without any issue."""
    empty_county()
    return county_engine


@pytest.fixture(scope="session")
def api_settings(tmp_path_factory):
    """Settings of the tests; the clock stands still, so a minute holds all of their requests."""
    return Settings(
        project_dir=tmp_path_factory.mktemp("project"),
        secret_key=KEY,
        sign_ins_per_minute=1_000_000,
        writes_per_minute=1_000_000,
        lookups_per_minute=1_000_000,
    )


@pytest.fixture(scope="session")
def now():
    return NOW


@pytest.fixture(scope="session")
def app(county_engine, api_settings):
    return create_app(api_settings, county_engine, clock=lambda: NOW.astimezone(UTC))


@pytest.fixture(scope="session")
def opened_by(county_engine):
    """Begin a session of a role's account, as the sign-in does; answers it with its secrets."""

    def open_one(role, use="page", *, at=NOW, life=timedelta(hours=12)) -> Opened:
        with transaction(make_sessions(county_engine)) as session:
            account = account_named(session, role)
            grant = grants_of(session, account.id, at.date())[0]
            visitor = Visitor("192.0.2.0/24", "Chrome, Android")
            use = SessionUse(use)
            return open_session(session, account, grant, use, life=life, visitor=visitor, now=at)

    return open_one


@pytest.fixture(scope="session")
def token_of(opened_by):
    """Make a token of a role's account, or with ``page`` the value of its session cookie."""

    def make(role, use="api", *, at=NOW, life=timedelta(minutes=30)):
        opened = opened_by(role, use, at=at, life=max(life, timedelta(minutes=1)))
        if use == "page":
            return opened.secret
        standing = opened.standing
        claims = Claims(standing.account.id, standing.session.id, standing.account.token_epoch)
        return make_token(claims, KEY, now=at, life=life)

    return make


@pytest.fixture(scope="session")
def clients(app, token_of):
    """Make a client of a role; without one nobody is signed in."""

    def make(role=None, **headers):
        if role:
            headers["Authorization"] = f"Bearer {token_of(role)}"
        return TestClient(app, headers=headers, raise_server_exceptions=False)

    return make


@pytest.fixture
def client(clients, county):
    """Make a client of a role on a county without issues."""
    return clients


@pytest.fixture
def page_client(app, county, token_of):
    """Make a client signed in at the pages as a role."""

    def make(role):
        cookies = {"wangge_session": token_of(role, "page")}
        return PageClient(app, cookies=cookies, follow_redirects=False)

    return make


@pytest.fixture(scope="session")
def stranger(app):
    """Make a browser nobody has signed in with."""

    def make(**more):
        return PageClient(app, follow_redirects=False, **more)

    return make


@pytest.fixture(scope="session")
def file_with(clients, small):
    """File a report as the county desk; answers the JSON of the answer."""

    def file(role="county", **changes):
        report = {"text": "村口的路坏了，车过不去", "category": "roads", "channel": "hotline"}
        lon, lat = small.middle(small.GRIDS[0])
        report |= {"place": {"lon": lon, "lat": lat, "accuracy_m": 10}, "key": str(uuid4())}
        report |= changes
        body = {name: value for name, value in report.items() if value is not None}
        answer = clients(role).post("/api/v1/issues", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return file


@pytest.fixture
def file_issue(file_with, county):
    """File a report in a county without others."""
    return file_with


@pytest.fixture
def rows_of(county):
    """Read rows of a table that belong to an issue, the oldest first."""

    def read(number, table=Issue):
        query = select(table)
        if table is not Issue:
            query = query.join(Issue, Issue.id == table.issue_id)
        with Session(county) as session:
            return session.scalars(query.where(Issue.number == number).order_by(table.id)).all()

    return read


@pytest.fixture
def send_edit(client):
    """Send an edit of an issue as a role, from the version it has or another one."""

    def post(number, what, *, role, version=None, body=None, **headers):
        person = client(role)
        if version is None:
            version = person.get(f"/api/v1/issues/{number}").headers.get("etag", '"1-none"')
        headers = {"If-Match": version, **headers}
        return person.post(f"/api/v1/issues/{number}/{what}", json=body, headers=headers)

    return post


@pytest.fixture
def row_counts(county):
    """Count the rows of all tables but those that tell of signing in."""

    def count():
        with county.connect() as connection:
            return {
                name: connection.scalar(select(func.count()).select_from(table))
                for name, table in Base.metadata.tables.items()
                if name not in OF_SIGNING_IN
            }

    return count


@pytest.fixture
def run(loaded_county, tmp_path, monkeypatch):
    """Run a command on the small county; answers click's result."""
    monkeypatch.setenv("WANGGE_DATABASE_URL", loaded_county)
    monkeypatch.setenv("WANGGE_PROJECT_DIR", str(tmp_path))
    return lambda *words, **more: CliRunner().invoke(wangge, [str(w) for w in words], **more)
