"""Attacks with what was once valid: each fails, and succeeds where its one guard is missing."""

import pytest
from sqlalchemy import and_, true

from api.services import accounts, callers, renewal
from api.services.accounts import By
from data import sessions as kept_sessions
from data.session import make_sessions, transaction
from data.tables import Account, AccountSession, RoleGrant

PATH = "/api/v1/grids"
TOKEN = "/api/v1/auth/token"


@pytest.fixture
def opens(client):
    """Whether a bearer token opens anything."""

    def ask(token):
        return client().get(PATH, headers={"Authorization": f"Bearer {token}"}).status_code == 200

    return ask


def check_all_but(left_out):
    """`data.sessions._open` without one of its conditions."""

    def check(today):
        conditions = {
            "ended": AccountSession.ended_at.is_(None),
            "epoch": AccountSession.token_epoch == Account.token_epoch,
            "active": Account.active,
            "grant": kept_sessions.holds_on(today),
        }
        return and_(true(), *(one for name, one in conditions.items() if name != left_out))

    return check


@pytest.fixture
def changed(county):
    """Change a row of the database by hand, and put it back after the test."""
    undone = []

    def change(kind, which, **values):
        with transaction(make_sessions(county)) as session:
            row = session.get(kind, which)
            undone.append((kind, which, {name: getattr(row, name) for name in values}))
            for name, value in values.items():
                setattr(row, name, value)

    yield change
    for kind, which, values in reversed(undone.copy()):
        change(kind, which, **values)


def test_a_token_is_worth_nothing_once_its_session_ended(client, opens, token_of, monkeypatch):
    token = token_of("planner")
    before = opens(token)
    client().post("/api/v1/auth/revoke", data={"token": token})
    guarded = opens(token)

    monkeypatch.setattr(kept_sessions, "_open", check_all_but("ended"))

    assert (before, guarded) == (True, False)
    assert opens(token)


def test_a_token_is_worth_nothing_once_its_account_is_closed(
    opens, opened_by, token_of, changed, monkeypatch
):
    token = token_of("planner")
    changed(Account, opened_by("planner").standing.account.id, active=False)
    guarded = opens(token)

    monkeypatch.setattr(kept_sessions, "_open", check_all_but("active"))

    assert not guarded
    assert opens(token)


def test_a_token_is_worth_nothing_once_its_role_ended(
    opens, opened_by, token_of, changed, now, monkeypatch
):
    token = token_of("planner")
    changed(RoleGrant, opened_by("planner").standing.grant.id, valid_to=now.date())
    guarded = opens(token)

    monkeypatch.setattr(kept_sessions, "_open", check_all_but("grant"))

    assert not guarded
    assert opens(token)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_token_is_worth_nothing_once_the_password_changed(
    county, opens, token_of, changed, opened_by, now, monkeypatch, guarded
):
    token = token_of("planner")
    which = opened_by("planner").standing.account
    changed(Account, which.id, password_hash="x", token_epoch=which.token_epoch)
    if not guarded:
        monkeypatch.setattr(accounts, "_end_everything", lambda *_: None)

    with transaction(make_sessions(county)) as session:
        account = session.get(Account, which.id)
        accounts.set_password(session, By(now), account, "any password", must_change=False)

    assert opens(token) is not guarded


def refresh(client, token):
    return client().post(TOKEN, data={"grant_type": "refresh_token", "refresh_token": token})


@pytest.mark.parametrize("guarded", [True, False])
def test_a_stolen_refresh_token_dies_when_its_owner_uses_his(
    client, opened_by, monkeypatch, guarded
):
    opened = opened_by("planner", "api")
    stolen = f"wgr_{opened.secret}.{opened.turn}"
    if not guarded:
        monkeypatch.setattr(renewal, "end_session", lambda *_: None)

    theirs = stolen
    for _ in range(3):  # quickly, so that the owner's is three generations old
        theirs = refresh(client, theirs).json()["refresh_token"]
    owner = refresh(client, stolen)

    assert owner.status_code == 401
    assert (refresh(client, theirs).status_code == 401) is guarded


def test_a_refresh_token_is_no_cookie(client, stranger, opened_by, monkeypatch):
    opened = opened_by("planner", "api")
    thief = stranger(cookies={"wangge_session": opened.secret})
    guarded = thief.get("/account").status_code
    check = callers._in_session

    def whatever_it_is_for(session, found, _, *more):
        return check(session, found, found.session.use, *more)

    monkeypatch.setattr(callers, "_in_session", whatever_it_is_for)

    assert guarded == 401
    assert thief.get("/account").status_code == 200


@pytest.mark.parametrize("use", ["page", "api"])
def test_no_secret_of_a_session_is_a_bearer_token(opens, opened_by, use):
    opened = opened_by("planner", use)

    assert not opens(opened.secret)
    assert not opens(f"wgr_{opened.secret}.{opened.turn}")


def test_wrong_keys_are_slowed_by_network(client, monkeypatch):
    def tries():
        wrong = {"Authorization": f"Bearer wgk_abcdefghijkl_{'x' * 43}"}
        return [client().get(PATH, headers=wrong).status_code for _ in range(60)]

    guarded = tries()
    monkeypatch.setattr("api.deps.count_wrong_key", lambda *_: None)

    assert guarded == [401] * 51 + [429] * 9
    assert tries() == [401] * 60
