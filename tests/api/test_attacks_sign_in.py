"""Attacks on the sign-in: each fails here, and succeeds on a copy that lacks the one guard."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api import passwords
from api.errors import NotSignedIn, TooManyTries
from api.services import sign_in as signing_in
from api.services.accounts import By, add_account
from api.services.sign_in import Credentials, sign_in
from api.visitors import Visitor
from data.accounts import NewGrant
from data.session import make_sessions, transaction
from data.tables import Account, AuditEntry, SignInAttempt
from dispatch.auditing import AuditVerb
from dispatch.sessions import SessionUse
from dispatch.vocabulary import Role

TOKEN = "/api/v1/auth/token"
HERE = Visitor("203.0.113.0/24", "curl")
LIFE = timedelta(hours=1)


@pytest.fixture
def victim(county, now, small):
    """Make an account with a password that stands in every list."""

    def make(name):
        with transaction(make_sessions(county)) as session:
            add_account(
                session,
                By(now),
                username=name,
                password="sunshine sunshine",
                name=name,
                grant=NewGrant(Role.PLANNER, since=small.DAY),
                must_change=False,
            )
        return name

    return make


@pytest.fixture
def attempt(county, now):
    """Try to sign in; answers what came of it."""
    sessions = make_sessions(county)

    def go(username, password, at=now):
        said = Credentials(username, password)
        try:
            sign_in(sessions, HERE, said, SessionUse.API, life=LIFE, now=at)
        except (NotSignedIn, TooManyTries) as refused:
            return refused.status
        return 200

    return go


def no_counting(monkeypatch):
    monkeypatch.setattr(signing_in, "count_try", lambda *_: None)


def test_a_hundred_passwords_are_not_gone_through(victim, attempt, monkeypatch):
    name = victim("guessed")
    guesses = [f"guess {n}" for n in range(99)] + ["sunshine sunshine"]
    guarded = [attempt(name, guess) for guess in guesses]

    no_counting(monkeypatch)
    attacked = [attempt(name, guess) for guess in guesses]

    assert guarded.index(429) < 10
    assert guarded.count(401) == 6
    assert guarded[-1] == 429
    assert attacked == [401] * 99 + [200]


def test_guesses_at_the_same_moment_are_counted_one_by_one(victim, attempt):
    name = victim("guessed-at-once")

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda n: attempt(name, f"guess {n}"), range(40)))

    assert (statuses.count(401), statuses.count(429)) == (6, 34)


def test_a_hundred_guesses_in_turn_with_right_ones_of_another_account_are_stopped_too(
    victim, attempt
):
    mine, theirs = victim("attacker"), victim("attacked")

    statuses = []
    for n in range(20):
        statuses.append(attempt(theirs, f"guess {n}"))
        assert attempt(mine, "sunshine sunshine") == 200

    assert statuses.count(401) == 6


def test_a_thousand_names_are_not_gone_through_from_one_network(victim, attempt, monkeypatch):
    names = [f"nobody-{n}" for n in range(999)] + [victim("sprayed")]
    guarded = [attempt(name, "sunshine sunshine") for name in names]

    no_counting(monkeypatch)
    attacked = [attempt(name, "sunshine sunshine") for name in names[-60:]]

    assert guarded.count(401) == 51
    assert guarded[-1] == 429
    assert attacked == [401] * 59 + [200]


def test_a_network_that_waits_locks_nobody_s_account(victim, attempt, now):
    name = victim("left-alone")
    for n in range(60):
        attempt(f"nobody-{n}", "x")

    blocked = [attempt(name, "wrong") for _ in range(10)]

    assert blocked == [429] * 10
    assert attempt(name, "sunshine sunshine", now + timedelta(minutes=10)) == 200


def test_the_owner_gets_in_after_the_wait_and_starts_anew(victim, attempt, now):
    name = victim("patient")
    for _ in range(6):
        attempt(name, "wrong")

    assert attempt(name, "sunshine sunshine") == 429
    assert attempt(name, "sunshine sunshine", now + timedelta(seconds=5)) == 200
    assert [attempt(name, "wrong", now + timedelta(seconds=6)) for _ in range(6)] == [401] * 6


@pytest.fixture
def told(app, county):
    """Everything an answer to the sign-in tells."""
    client = TestClient(app, follow_redirects=False)
    hidden = {"x-request-id", "date"}

    def ask(username, password):
        answer = client.post(TOKEN, data={"username": username, "password": password})
        headers = sorted((k, v) for k, v in answer.headers.items() if k not in hidden)
        return answer.status_code, answer.content, headers

    return ask


def ask_until_blocked(told, username):
    return [told(username, f"wrong {n}") for n in range(8)]


@pytest.fixture
def closed(victim, county):
    """Name of an account that was closed."""
    name = victim("closed-account")
    with transaction(make_sessions(county)) as session:
        session.scalars(select(Account).where(Account.username == name)).one().active = False
    return name


def test_no_answer_tells_which_names_there_are(victim, told, closed, monkeypatch):
    known, unknown = victim("somebody"), "nobody-at-all"
    guarded = [ask_until_blocked(told, name) for name in (known, unknown, closed)]
    named = signing_in.account_named

    def say_so(session, username):
        account = named(session, username)
        if account is None:
            msg = "there is no such account"
            raise NotSignedIn(msg)
        return account

    monkeypatch.setattr(signing_in, "account_named", say_so)

    assert guarded[0] == guarded[1] == guarded[2]
    assert [one[0] for one in guarded[0]] == [401] * 6 + [429] * 2
    assert told(victim("another"), "wrong") != told("nobody-else", "wrong")


def test_the_page_tells_no_more_than_the_name_that_was_typed(county, stranger, victim):
    def page(name):
        answer = stranger().send_form("/signin", {"username": name, "password": "wrong"})
        text = answer.text.replace(name, "NAME")
        start = text.index('name="csrf" value="') + len('name="csrf" value="')
        return answer.status_code, text.replace(text[start : start + 64], "TOKEN")

    assert page(victim("somebody-else")) == page("nobody-here-too")


def test_a_name_nobody_has_costs_the_same_work(county, attempt, monkeypatch):
    work = []
    real = passwords._HASHER.verify

    class Counting:
        def verify(self, kept, password):
            work.append(kept.split("$")[1:4])
            return real(kept, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting())

    def done(name):
        work.clear()
        assert attempt(name, "wrong") == 401
        return list(work)

    guarded = done("planner"), done("nobody")
    fits = signing_in.is_password
    short = lambda said, kept: kept is not None and fits(said, kept)  # noqa: E731
    monkeypatch.setattr(signing_in, "is_password", short)
    attacked = done("planner"), done("nobody")

    assert guarded[0] == guarded[1]
    assert len(guarded[0]) == 1
    assert attacked[0] != attacked[1]


def test_a_block_costs_no_work_whoever_it_is(victim, attempt, monkeypatch):
    names = victim("blocked"), "nobody"
    for name in names * 6:
        attempt(name, "wrong")
    monkeypatch.setattr(signing_in, "is_password", None)

    assert [attempt(name, "sunshine sunshine") for name in names] == [429, 429]


def test_every_try_enters_the_record_without_the_name_that_was_typed(county, victim, attempt):
    name = victim("recorded")
    with transaction(make_sessions(county)) as session:
        before = session.scalar(select(func.max(AuditEntry.id)))
    for typed, password in ((name, "sunshine sunshine"), (name, "x"), ("my-password-1", "x")):
        attempt(typed, password)
    for _ in range(8):
        attempt(name, "x")

    with transaction(make_sessions(county)) as session:
        query = select(AuditEntry).where(AuditEntry.id > before).order_by(AuditEntry.id)
        entries = session.scalars(query).all()
        number = session.scalars(select(Account.id).where(Account.username == name)).one()

    verbs = [AuditVerb.SIGN_IN] + [AuditVerb.SIGN_IN_REFUSED] * 10
    assert [entry.verb for entry in entries] == verbs
    assert {entry.object_id for entry in entries} == {str(number), "unknown"}
    assert [e.details.get("why") for e in entries[1:]] == ["wrong"] * 7 + ["too-many"] * 3
    assert not any("my-password" in str(vars(entry)) for entry in entries)


def test_sessions_and_tries_of_long_ago_are_forgotten(county, opened_by, attempt, victim, now):
    name = victim("swept")
    attempt("nobody-long-ago", "x", now - timedelta(days=3))

    attempt(name, "sunshine sunshine")

    with transaction(make_sessions(county)) as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1
