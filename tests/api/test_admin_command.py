"""Accounts, roles, sessions and keys on the command line, and what a service makes of them."""

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import create_app
from data.session import make_sessions, transaction
from data.tables import Account, ApiKey, AuditEntry
from dispatch.auditing import AuditVerb

TOKEN = "/api/v1/auth/token"
GRIDS = "/api/v1/grids"


@pytest.fixture
def today(county, api_settings):
    """A program, by the clock of the command line."""
    return TestClient(create_app(api_settings, county), raise_server_exceptions=False)


@pytest.fixture
def sign_in(today):
    """Sign in with a name and a password; answers the whole answer."""

    def ask(username, password, **more):
        return today.post(TOKEN, data={"username": username, "password": password, **more})

    return ask


@pytest.fixture
def recorded(county):
    """Verbs of the record about an account, in order."""

    def verbs(username):
        with transaction(make_sessions(county)) as session:
            account = session.scalars(select(Account).where(Account.username == username)).one()
            query = select(AuditEntry.verb).where(AuditEntry.object_id == str(account.id))
            return list(session.scalars(query.order_by(AuditEntry.id)))

    return verbs


def new_account(run, name, *words):
    done = run("admin", "add-account", name, "--role", "planner", *words)
    assert done.exit_code == 0, done.output
    return done.output.strip()


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_an_account_is_listed_once_it_is_made(run):
    new_account(run, "newcomer", "--region", "150699100000")

    listed = run("admin", "accounts").output
    told = json.loads(run("admin", "accounts", "--json").output)

    assert "newcomer  planner  150699100000" in listed
    assert [one["role"] for one in told if one["username"] == "newcomer"] == ["planner"]


def test_the_password_made_for_an_account_opens_it(run, sign_in):
    password = new_account(run, "second")

    assert sign_in("second", password).status_code == 200
    assert sign_in("second", password + "x").status_code == 401


@pytest.mark.parametrize("password", ["short", "third-third-", "password1234", "a" * 40])
def test_a_weak_password_is_refused(run, password):
    words = ["admin", "add-account", "third-third", "--role", "planner", "--password-stdin"]

    done = run(*words, input=f"{password}\n")

    assert done.exit_code == 1
    assert "12 characters" in done.output or "easy to guess" in done.output
    assert "third-third" not in run("admin", "accounts").output


def test_no_command_takes_a_password_as_an_argument(run):
    for command in ("add-account", "reset-password"):
        assert "--password " not in run("admin", command, "--help").output


def test_a_second_role_is_chosen_by_scope_and_ends_with_its_grant(run, sign_in, today):
    password = new_account(run, "two-roles")
    granted = run("admin", "grant", "two-roles", "--role", "county").output.strip()

    first = sign_in("two-roles", password).json()
    second = sign_in("two-roles", password, scope="role:county").json()
    before = today.get("/api/v1/issues", headers=bearer(second["access_token"])).status_code
    run("admin", "end-grant", "two-roles", granted)
    after = today.get("/api/v1/issues", headers=bearer(second["access_token"])).status_code

    assert (first["scope"], second["scope"]) == ("role:planner", "role:county")
    assert (before, after) == (200, 401)
    assert today.get(GRIDS, headers=bearer(first["access_token"])).status_code == 200
    assert sign_in("two-roles", password, scope="role:county").status_code == 403


def test_a_role_to_come_does_not_hold_yet(run, sign_in):
    password = new_account(run, "later")
    run("admin", "grant", "later", "--role", "county", "--from", "2099-01-01")

    assert sign_in("later", password, scope="role:county").status_code == 403


def test_ending_a_grant_of_somebody_else_is_refused(run):
    new_account(run, "mine")
    new_account(run, "theirs")
    theirs = next(
        one["grant"]
        for one in json.loads(run("admin", "accounts", "--json").output)
        if one["username"] == "theirs"
    )

    assert run("admin", "end-grant", "mine", str(theirs)).exit_code == 1


@pytest.mark.parametrize("how", ["end-sessions", "reset-password", "deactivate"])
def test_an_administrator_ends_what_an_account_holds_at_once(run, sign_in, today, how):
    name = f"ended-{how}"
    opened = sign_in(name, new_account(run, name)).json()
    before = today.get(GRIDS, headers=bearer(opened["access_token"])).status_code

    assert run("admin", how, name).exit_code == 0
    after = today.get(GRIDS, headers=bearer(opened["access_token"])).status_code
    renewed = {"grant_type": "refresh_token", "refresh_token": opened["refresh_token"]}
    assert (before, after) == (200, 401)
    assert today.post(TOKEN, data=renewed).status_code == 401


def test_a_closed_account_opens_again_without_its_keys(run, sign_in, today):
    password = new_account(run, "closed")
    made = run("admin", "add-key", "closed", "--name", "x", "--scope", "read-grids").output.strip()
    before = today.get(GRIDS, headers=bearer(made)).status_code
    run("admin", "deactivate", "closed")
    shut = sign_in("closed", password).status_code
    run("admin", "activate", "closed")

    assert (before, shut) == (200, 401)
    assert sign_in("closed", password).status_code == 200
    assert today.get(GRIDS, headers=bearer(made)).status_code == 401


def test_a_locked_account_is_let_in_again(run, sign_in):
    password = new_account(run, "locked")
    tries = [sign_in("locked", "wrong").status_code for _ in range(7)]
    locked = sign_in("locked", password).status_code
    run("admin", "unlock", "locked")

    assert tries == [401] * 6 + [429]
    assert locked == 429
    assert sign_in("locked", password).status_code == 200


def test_a_new_password_is_to_be_changed_before_anything_else(run, sign_in, today):
    new_account(run, "forgot")
    password = run("admin", "reset-password", "forgot").output.strip()

    token = sign_in("forgot", password).json()["access_token"]
    answer = today.get(GRIDS, headers=bearer(token))

    assert answer.status_code == 403
    assert "/account/password" in answer.json()["detail"]


def test_a_key_opens_what_its_scopes_say_and_nothing_else(run, today):
    new_account(run, "connected")
    words = ["--name", "hotline", "--scope", "read-grids", "--days", "30"]
    key = run("admin", "add-key", "connected", *words).output.strip()

    assert today.get(GRIDS, headers=bearer(key)).status_code == 200
    assert today.get("/api/v1/agents", headers=bearer(key)).status_code == 403
    assert today.get("/api/v1/auth/sessions", headers=bearer(key)).status_code == 403


def test_a_key_is_told_once_and_kept_as_a_digest(run, county):
    new_account(run, "told-once")
    key = run(
        "admin", "add-key", "told-once", "--name", "x", "--scope", "read-grids"
    ).output.strip()
    prefix, secret = key.removeprefix("wgk_").split("_", 1)

    listed = run("admin", "keys").output
    with transaction(make_sessions(county)) as session:
        kept = session.scalars(select(ApiKey).where(ApiKey.prefix == prefix)).one()

    assert prefix in listed
    assert secret not in listed
    assert secret.encode() not in kept.digest
    assert len(kept.digest) == 32


def test_a_revoked_key_opens_nothing(run, today):
    new_account(run, "revoked")
    key = run("admin", "add-key", "revoked", "--name", "x", "--scope", "read-grids").output.strip()
    before = today.get(GRIDS, headers=bearer(key)).status_code
    prefix = key.split("_")[1]

    done = run("admin", "revoke-key", prefix)

    assert (before, done.exit_code) == (200, 0)
    assert today.get(GRIDS, headers=bearer(key)).status_code == 401
    assert run("admin", "revoke-key", prefix).exit_code == 1


def test_sessions_are_listed_by_device(run, today):
    password = new_account(run, "watched")
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 9) Chrome/90 Mobile Safari/537.36"}
    today.post(TOKEN, data={"username": "watched", "password": password}, headers=agent)

    told = json.loads(run("admin", "sessions", "watched", "--json").output)

    assert [(one["use"], one["device"]) for one in told] == [("api", "Chrome, Android")]


def test_every_change_of_an_account_enters_the_record(run, recorded):
    new_account(run, "audited")
    run("admin", "reset-password", "audited")
    grant = run("admin", "grant", "audited", "--role", "county").output.strip()
    run("admin", "end-grant", "audited", grant)
    run("admin", "end-sessions", "audited")
    key = run("admin", "add-key", "audited", "--name", "x", "--scope", "read-grids").output.strip()
    run("admin", "revoke-key", key.split("_")[1])
    run("admin", "deactivate", "audited")

    assert recorded("audited") == [
        AuditVerb.ACCOUNT_MADE,
        AuditVerb.PASSWORD_CHANGED,
        AuditVerb.GRANT,
        AuditVerb.REVOKE_GRANT,
        AuditVerb.SESSION_ENDED,
        AuditVerb.KEY_MADE,
        AuditVerb.KEY_REVOKED,
        AuditVerb.ACCOUNT_CHANGED,
    ]


def test_a_name_nobody_has_is_said_so(run):
    done = run("admin", "unlock", "nobody-at-all")

    assert done.exit_code == 1
