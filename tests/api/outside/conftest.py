"""Connected systems: accounts with API keys of their own, and addresses that are told."""

from datetime import UTC, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.app import create_app
from api.passwords import hash_password
from api.services.accounts import By, add_key
from data.accounts import NewGrant, account_named, grant_role, grants_of, keep_account
from data.request_login import make_request_login
from data.session import make_engine, make_sessions, transaction
from data.tables import Delivery, OutsideOrder, Webhook
from dispatch.rights import Verb
from dispatch.vocabulary import Role

SECRET = b"32 bytes that only two of us know"
SCOPES = [Verb.FILE_ISSUE, Verb.READ_ISSUES]


@pytest.fixture(scope="session")
def login_app(county_engine, api_settings, now):
    """The application on the login of requests, which owns nothing, as in production."""
    engine = make_engine(make_request_login(county_engine))
    yield create_app(api_settings, engine, clock=lambda: now.astimezone(UTC))
    engine.dispose()


@pytest.fixture
def key_of(county, small, now):
    """Make an API key of a connected system, with its account where there is none."""

    def make(username="hotline", scopes=SCOPES):
        with transaction(make_sessions(county)) as session:
            account = account_named(session, username)
            if account is None:
                account = keep_account(
                    session, username=username, password_hash=hash_password("x"), name=username
                )
                grant_role(
                    session, account.id, NewGrant(Role.INTEGRATION, small.COUNTY), now.date()
                )
            grant = grants_of(session, account.id, now.date())[0]
            life = timedelta(days=30)
            return add_key(session, By(now), grant, name="test", scopes=scopes, life=life)

    return make


@pytest.fixture
def system(login_app, key_of):
    """Make a client of a connected system, by its API key."""

    def make(username="hotline", **more):
        headers = {"Authorization": f"Bearer {key_of(username, **more)}"}
        return TestClient(login_app, headers=headers, raise_server_exceptions=False)

    return make


@pytest.fixture
def told_at(county, key_of):
    """Let a connected system be told at an address; answers the number of the webhook."""
    made = []

    def add(username="hotline", url="https://hotline.example/results"):
        key_of(username)
        with transaction(make_sessions(county)) as session:
            account = account_named(session, username)
            webhook = Webhook(account_id=account.id, url=url, secret=SECRET)
            session.add(webhook)
            session.flush()
            made.append(webhook.id)
            return webhook.id

    yield add
    with transaction(make_sessions(county)) as session:
        session.execute(delete(Delivery).where(Delivery.webhook_id.in_(made)))
        session.execute(delete(Webhook).where(Webhook.id.in_(made)))


@pytest.fixture
def deliveries(county):
    """Read the events on their way, the oldest first: kind and payload."""

    def read():
        query = select(Delivery.kind, Delivery.payload).order_by(Delivery.recorded_at)
        with Session(county) as session:
            return [tuple(row) for row in session.execute(query)]

    return read


@pytest.fixture
def orders(county):
    """Count the orders that were kept."""

    def count():
        with Session(county) as session:
            return len(session.scalars(select(OutsideOrder)).all())

    return count


class Receiver:
    """Somebody else's server: it answers as it was told to, and remembers what it was sent.

    Attributes
    ----------
    statuses
        To be answered one after the other, then 204.
    sent
        Headers and body of each request.
    """

    def __init__(self):
        self.statuses, self.sent = [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.sent.append((dict(self.headers.items()), body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/results?from=us"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.close()
