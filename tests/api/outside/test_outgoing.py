import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from api import webhook_post
from api.services.outgoing import NotDelivered, deliver
from api.settings import Settings
from api.webhook_post import Message, UnfitAddress, check_url, post, show_secret, signature_of
from data.deliveries import KEPT_FOR, forget_deliveries, tell_outside
from data.job_runs import TRIES
from data.session import make_sessions, transaction
from data.tables import Delivery, Issue, Webhook
from dispatch.outside import EventKind

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PATIENCE_S = 60
SECRET = b"32 bytes that only two of us know"
NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
MESSAGE = Message.of("0b8f", "rated", {"number": "2026-0001-AAA", "at": "x"}, NOW)
ORDER = {
    "number": "W-1",
    "text": "村口的路坏了",
    "category": "roads",
    "called_at": "2026-03-20T09:30:00+08:00",
    "address": "北乡石窑沟村",
}


def send_order(system, **changes):
    answer = system().post("/api/v1/hotline/orders", json=ORDER | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


def waiting(engine):
    with Session(engine) as session:
        return session.scalars(select(Delivery).order_by(Delivery.recorded_at)).all()


def until(condition):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    pytest.fail(f"{condition} never came true")


@pytest.fixture
def worker(loaded_county, tmp_path):
    """A real worker, stopped at the end."""
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "WANGGE_PROJECT_DIR": str(tmp_path),
        "WANGGE_DATABASE_URL": loaded_county,
    }
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, HERE / "outside_worker.py"], env=variables, cwd=tmp_path, stderr=log
        )
    yield process
    process.terminate()
    process.wait(PATIENCE_S)


def test_an_event_arrives_once_after_two_failed_deliveries(
    worker, system, told_at, receiver, county
):
    receiver.statuses = [503, 500]
    told_at(url=receiver.url)
    filed = send_order(system)

    (done,) = until(lambda: [one for one in waiting(county) if one.delivered_at])
    assert (done.tries, done.last_status, done.last_error) == (3, 204, None)
    ids = [headers["webhook-id"] for headers, _ in receiver.sent]
    assert ids == [str(done.id)] * 3
    headers, body = receiver.sent[-1]
    told = Verifier(show_secret(SECRET)).verify(body, headers)
    assert told["type"] == "issue.received"
    assert told["data"]["order"] == "W-1"
    assert told["data"]["number"] == filed["number"]
    assert told["data"]["state"] == "open"


def test_a_receiver_that_somebody_pretends_to_be_us_to_is_not_deceived(receiver):
    post(receiver.url, SECRET, Message.of("0b8f", "rated", {}, datetime.now(UTC)), private=False)
    headers, body = receiver.sent[0]

    Verifier(SECRET).verify(body, headers)
    for changed in (
        (body + b" ", headers),
        (body, headers | {"webhook-id": "another"}),
        (body, headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}),
        (body, headers | {"webhook-timestamp": str(int(NOW.timestamp()))}),
    ):
        with pytest.raises(WebhookVerificationError):
            Verifier(SECRET).verify(*changed)


def test_a_signature_is_that_of_the_published_scheme():
    theirs = Verifier(SECRET).sign(MESSAGE.id, NOW, MESSAGE.body.decode())

    assert signature_of(SECRET, MESSAGE) == theirs


def test_a_failed_try_is_kept_and_tried_again(system, told_at, receiver, county, now):
    receiver.statuses = [302, 200]
    told_at(url=receiver.url)
    send_order(system)
    (one,) = waiting(county)

    with pytest.raises(NotDelivered), transaction(make_sessions(county)) as session:
        deliver(session, one.id, Settings(), now)
    (after,) = waiting(county)
    assert (after.tries, after.last_status, after.last_error) == (1, 302, "HTTP302")
    assert len(receiver.sent) == 1

    for _ in range(2):  # a second run of the same job sends nothing more
        with transaction(make_sessions(county)) as session:
            deliver(session, one.id, Settings(), now)
    (after,) = waiting(county)
    assert (after.tries, after.last_status, after.delivered_at) == (2, 200, now)
    assert len(receiver.sent) == 2


def test_a_receiver_that_is_gone_gets_nothing_more(system, told_at, receiver, county, now):
    receiver.statuses = [410]
    number = told_at(url=receiver.url)
    send_order(system)
    send_order(system, number="W-2", caller={"phone": "13900005555"}, text="井里没水")

    for one in waiting(county):
        with transaction(make_sessions(county)) as session:
            deliver(session, one.id, Settings(), now)
    send_order(system, number="W-3", text="低保没发")

    with Session(county) as session:
        assert session.get(Webhook, number).ended_at == now
    assert len(receiver.sent) == 1
    assert len(waiting(county)) == 2


@pytest.mark.parametrize(
    ("url", "error"),
    [("http://127.0.0.1:9/", "ConnectionRefusedError"), ("https://nowhere.invalid/", "gaierror")],
)
def test_an_address_nobody_answers_at_fails_by_the_class_of_the_error(
    url, error, system, told_at, county, now
):
    told_at(url=url)
    send_order(system)
    (one,) = waiting(county)

    with pytest.raises(NotDelivered), transaction(make_sessions(county)) as session:
        deliver(session, one.id, Settings(), now)

    (after,) = waiting(county)
    assert (after.tries, after.last_status, after.last_error) == (1, None, error)


def test_programs_that_brought_nothing_are_told_nothing(system, told_at, deliveries, county):
    told_at("neighbour")
    number = send_order(system)["number"]
    with transaction(make_sessions(county)) as session:
        issue_id = session.scalar(select(Issue.id).where(Issue.number == number))
        tell_outside(session, issue_id, EventKind.RATED, NOW)

    assert deliveries() == []


def test_every_order_of_an_issue_is_told_and_so_is_who_entered_it(
    system, told_at, deliveries, county, small
):
    told_at()
    told_at("neighbour")
    lon, lat = small.middle(small.GRIDS[0])
    number = (
        system("neighbour")
        .post(
            "/api/v1/issues",
            json={
                "text": "井里没水",
                "category": "water",
                "channel": "online",
                "place": {"lon": lon, "lat": lat},
            },
        )
        .json()["number"]
    )
    ours = send_order(system)["number"]
    with transaction(make_sessions(county)) as session:
        ids = dict(session.execute(select(Issue.number, Issue.id)).all())
        for kind in (EventKind.RATED, EventKind.NOT_SOLVED):
            for one in (ours, number):
                tell_outside(session, ids[one], kind, NOW, said={"score": 3})

    assert [told.get("score") for _, told in deliveries()] == [None, 3, 3, 3, 3]
    assert [(kind, told["order"], told["number"]) for kind, told in deliveries()] == [
        ("received", "W-1", ours),
        ("rated", "W-1", ours),
        ("rated", None, number),
        ("not-solved", "W-1", ours),
        ("not-solved", None, number),
    ]


def test_an_event_leaves_with_the_change_it_tells_of_or_not_at_all(
    system, told_at, deliveries, county
):
    told_at()
    number = send_order(system)["number"]
    before = deliveries()
    jobs = text("SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = 'send_delivery'")
    with Session(county) as session:
        waits = session.scalar(jobs)
        issue_id = session.scalar(select(Issue.id).where(Issue.number == number))
        tell_outside(session, issue_id, EventKind.RATED, NOW)
        session.rollback()
        assert session.scalar(jobs) == waits

    assert deliveries() == before


def test_an_urgent_job_goes_before_results_for_others(county):
    with county.connect() as connection:
        for task in ("send_delivery", "forget", "climb_alert"):
            connection.execute(text(f"SELECT jobs.enqueue('{task}', '{{}}', NULL, NULL)"))
        order = text(
            "SELECT task_name FROM jobs.procrastinate_jobs WHERE args = '{}'"
            " ORDER BY priority DESC, id"
        )
        names = connection.scalars(order).all()
        connection.rollback()

    assert names == ["climb_alert", "forget", "send_delivery"]


@pytest.mark.parametrize(
    "url",
    [
        "http://hotline.example/",
        "http://10.0.0.1/",
        "ftp://hotline.example/",
        "https://user:secret@hotline.example/",
        "https:///path",
        "https://hotline.example:99999/",
        "https://[::1",
        "https://hotline.example/a b",
        "javascript:alert(1)",
        "",
    ],
)
def test_results_go_by_https_or_to_this_machine(url):
    with pytest.raises(UnfitAddress):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://hotline.example/a?b", "http://127.0.0.1:8080", "http://localhost/", "http://[::1]/"],
)
def test_addresses_of_a_fitting_form_are_taken(url):
    check_url(url)


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("10.1.2.3", False, True),
        ("192.168.1.1", False, True),
        ("fd00::1", False, True),
        ("127.0.0.1", False, False),
        ("::1", False, False),
        ("::ffff:127.0.0.1", False, False),
        ("::ffff:10.1.2.3", False, True),
        ("169.254.169.254", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("8.8.8.8", True, True),
    ],
)
def test_a_name_leads_nowhere_inside(address, public, private, monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
    reached = []
    monkeypatch.setattr(webhook_post.socket, "getaddrinfo", lambda *_, **__: found)

    def connect(where, _):
        reached.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(webhook_post.socket, "create_connection", connect)
    for may, allowed in ((public, False), (private, True)):
        expected = ConnectionRefusedError if may else UnfitAddress
        with pytest.raises(expected):
            post("https://hotline.example/", SECRET, MESSAGE, private=allowed)
    assert reached == [(address, 443)] * (public + private)


def test_who_answers_a_byte_at_a_time_is_cut_off(monkeypatch):
    monkeypatch.setattr(webhook_post, "TIMEOUT_S", 0.3)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]

        def drip():
            line, _ = server.accept()
            with closing(line):
                try:
                    for _ in range(2_000):
                        line.sendall(b"H")
                        time.sleep(0.05)
                except OSError:
                    return

        thread = Thread(target=drip)
        thread.start()
        with pytest.raises((OSError, HTTPException)):
            post(f"http://127.0.0.1:{port}/", SECRET, MESSAGE, private=False)
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_a_server_without_a_certificate_gets_nothing(receiver):
    url = receiver.url.replace("http://", "https://")
    with pytest.raises(OSError, match="SSL"):
        post(url, SECRET, MESSAGE, private=False)

    assert receiver.sent == []


def test_an_administrator_adds_looks_tests_resends_and_ends(
    run, receiver, system, county, key_of, now
):
    key_of()
    added = run("admin", "webhooks", "add", "hotline", receiver.url)
    secret = added.stdout.strip()
    number = added.stderr.split()[-1]
    send_order(system)
    with county.begin() as connection:
        connection.execute(text(f"UPDATE delivery SET tries = {TRIES}, last_error = 'HTTP500'"))

    tested = run("admin", "webhooks", "test", number)
    listed = json.loads(run("admin", "webhooks", "list", "--json").stdout)[0]
    sent = run("admin", "webhooks", "resend", number)
    with Session(county) as session:
        jobs = text("SELECT args FROM jobs.procrastinate_jobs ORDER BY id DESC LIMIT 1")
        again = UUID(session.scalar(jobs)["delivery_id"])
    ended = run("admin", "webhooks", "end", number)
    after = json.loads(run("admin", "webhooks", "list", "--json").stdout)[0]

    assert (added.exit_code, ended.exit_code) == (0, 0), added.output
    headers, body = receiver.sent[0]
    assert Verifier(secret).verify(body, headers)["type"] == "issue.test"
    assert tested.stdout == "204\n"
    assert (listed["failed"], listed["waiting"], listed["last_error"]) == (1, 0, "HTTP500")
    assert "secret" not in listed
    assert sent.stdout.startswith("1 event")
    (one,) = waiting(county)
    assert (again, one.tries) == (one.id, 0)
    assert (after["waiting"], after["failed"]) == (1, 0)
    assert after["ended_at"]
    assert run("admin", "webhooks", "test", "999999").exit_code == 1
    assert run("admin", "webhooks", "add", "hotline", "http://10.0.0.1/").exit_code == 1
    with county.begin() as connection:
        connection.execute(text("DELETE FROM delivery"))
        connection.execute(text("DELETE FROM webhook"))


def test_events_that_arrived_are_let_go_of_after_a_quarter(system, told_at, county):
    told_at()
    send_order(system)
    send_order(system, number="W-2", text="井里没水")
    first, second = waiting(county)
    with transaction(make_sessions(county)) as session:
        session.execute(
            update(Delivery).where(Delivery.id == first.id).values(delivered_at=first.recorded_at)
        )

    with transaction(make_sessions(county)) as session:
        forget_deliveries(session, first.recorded_at + KEPT_FOR)
        assert len(session.scalars(select(Delivery)).all()) == 2
        forget_deliveries(session, second.recorded_at + KEPT_FOR + timedelta(seconds=1))

    assert [one.id for one in waiting(county)] == [second.id]
