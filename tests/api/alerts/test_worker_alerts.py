"""The real worker: an urgent report alerts both desks and, unacknowledged, the next on the list."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.passwords import hash_password
from api.services.sign_in import open_session
from api.settings import Settings
from api.tokens import Claims, make_token
from api.visitors import Visitor
from data.accounts import account_named, grants_of
from data.session import make_engine, make_sessions, transaction
from dispatch.sessions import SessionUse

ROOT = Path(__file__).parents[3]
KEY = "a-secret-of-the-tests-that-is-long-enough"
DANGER = "煤气味特别大,屋里老人头晕叫不醒"
PATIENCE_S = 60
SHIFT = """
INSERT INTO shift (unit_id, agent_id, starts_at, ends_at)
SELECT unit.id, agent.id, now() - interval '1 hour', now() + interval '8 hours'
FROM unit, agent WHERE unit.code = 'north-duty' AND agent.name = '孟长海'
"""


@pytest.fixture(scope="module")
def alerted_url(new_database, small):
    """A county of its own, where somebody has a turn of duty at the township right now."""
    url = new_database("alerted")
    engine = make_engine(url)
    with transaction(make_sessions(engine)) as session:
        small.load(session, hash_password("correct horse battery staple"))
        unit = "INSERT INTO unit (code, name, region_code, valid_from) VALUES"
        values = {"at": small.NORTH, "day": small.DAY}
        session.execute(text(f"{unit} ('north-duty', '北乡值班', :at, :day)"), values)
        session.execute(text(SHIFT))
    engine.dispose()
    return url


@pytest.fixture
def engine(alerted_url):
    engine = make_engine(alerted_url)
    yield engine
    engine.dispose()


@pytest.fixture
def five_minutes_ago(engine, tmp_path):
    """Clients of roles whose clock is five minutes slow: what they file is due now."""
    then = datetime.now(UTC) - timedelta(minutes=5)
    settings = Settings(project_dir=tmp_path, secret_key=KEY)
    app = create_app(settings, engine, clock=lambda: then)

    def make(role):
        with transaction(make_sessions(engine)) as session:
            account = account_named(session, role)
            grant = grants_of(session, account.id, then.date())[0]
            visitor = Visitor("192.0.2.0/24", "Chrome, Android")
            span = timedelta(hours=1)
            opened = open_session(
                session, account, grant, SessionUse.API, life=span, visitor=visitor, now=then
            )
            claims = Claims(account.id, opened.standing.session.id, account.token_epoch)
        token = make_token(claims, KEY, now=then, life=timedelta(minutes=30))
        return TestClient(app, headers={"Authorization": f"Bearer {token}"})

    return make


@pytest.fixture
def worker(alerted_url, tmp_path):
    """The worker as its own process; ended after the test."""
    started = []

    def start():
        variables = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "WANGGE_PROJECT_DIR": str(tmp_path),
            "WANGGE_DATABASE_URL": alerted_url,
        }
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "api", "worker"], env=variables, cwd=tmp_path, stderr=log
            )
        started.append(process)

    yield start
    for process in started:
        process.terminate()
        process.wait()


def until(condition):
    """Wait until something is so; answers what it was."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    pytest.fail(f"{condition} never came true")


def file_urgent(client, small):
    lon, lat = small.middle(small.GRIDS[2])
    report = {"text": DANGER, "channel": "hotline", "place": {"lon": lon, "lat": lat}}
    answer = client.post("/api/v1/issues", json=report)
    assert answer.status_code == 201, answer.text
    return answer.json()["number"]


def rungs(engine, number):
    """Line and rung of everybody told, with the name of a person."""
    query = text(
        "SELECT alert.line, alert.rung, agent.name FROM alert JOIN issue ON issue.id = issue_id"
        " LEFT JOIN agent ON agent.id = alert.agent_id WHERE number = :number ORDER BY alert.id"
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query, {"number": number})]


def test_the_silent_are_followed_by_the_next_and_whoever_knows_stops_it(
    engine, five_minutes_ago, worker, small
):
    county, township = five_minutes_ago("county"), five_minutes_ago("township")
    known, unknown = file_urgent(county, small), file_urgent(county, small)
    for desk in (county, township):
        waiting = {one["number"]: one for one in desk.get("/api/v1/alerts").json()["items"]}
        assert set(waiting) == {known, unknown}
        path = f"/api/v1/alerts/{waiting[known]['id']}/acknowledge"
        assert desk.post(path).status_code == 200

    worker()

    next_ones = until(lambda: (found := rungs(engine, unknown))[3:] and found[2:])
    assert set(next_ones) == {
        ("township", "on-duty", "孟长海"),
        ("county", "supervisor", None),
    }
    assert rungs(engine, known) == [("county", "desk", None), ("township", "desk", None)]
    [seen] = five_minutes_ago("supervisor").get("/api/v1/alerts").json()["items"]
    assert (seen["number"], seen["rung"]) == (unknown, "supervisor")
