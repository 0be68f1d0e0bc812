"""Who is let in with which token."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest
from argon2 import extract_parameters

from api.passwords import hash_password, is_password
from api.tokens import Claims, make_token
from data.session import make_sessions, transaction
from data.tables import Account

PATH = "/api/v1/grids"
TOKEN = "/api/v1/auth/token"


def get(client, token):
    return client().get(PATH, headers={"Authorization": f"Bearer {token}"})


def sign_in(client, username, password):
    return client().post(TOKEN, data={"username": username, "password": password})


@pytest.fixture
def password(request):
    """Password of every account of the small county."""
    return "correct horse battery staple"


def test_name_and_password_make_a_token_that_lets_in(client, password):
    answer = sign_in(client, "county", password)

    body = answer.json()
    assert (answer.status_code, body["token_type"], body["expires_in"]) == (200, "bearer", 900)
    assert get(client, body["access_token"]).status_code == 200


def test_a_wrong_name_is_answered_like_a_wrong_password(client, password):
    wrong = sign_in(client, "county", "wrong")
    unknown = sign_in(client, "nobody", password)
    with_nul = sign_in(client, "nobody\0", "x\0")

    assert wrong.status_code == unknown.status_code == with_nul.status_code == 401
    assert wrong.json() == unknown.json() == with_nul.json()
    assert wrong.headers["content-type"] == "application/problem+json"
    assert wrong.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("form", [{}, {"username": "county"}, {"password": "x"}])
def test_half_a_form_is_refused_by_field(client, form):
    answer = client().post(TOKEN, data=form)

    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"username", "password"} - set(form)


def forged(token_of):
    """Tokens that must not let in, by what is wrong with them."""
    good = token_of("county")
    key = "a-secret-of-the-tests-that-is-long-enough"
    body = jwt.decode(good, options={"verify_signature": False})
    head, payload, _ = good.split(".")
    none = urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")

    def signed(**changes):
        changed = {name: value for name, value in {**body, **changes}.items() if value is not None}
        return jwt.encode(changed, key, "HS256", headers=jwt.get_unverified_header(good))

    return {
        "nonsense": "x",
        "two parts": f"{head}.{payload}",
        "unsigned": f"{head}.{payload}.",
        "algorithm none": f"{none}.{payload}.",
        "another key": jwt.encode(body, "k" * 40, "HS256", jwt.get_unverified_header(good)),
        "another algorithm": jwt.encode(body, key * 2, "HS512"),
        "changed": f"{head}.{payload[:-4]}AAAA.{good.split('.')[2]}",
        "another audience": signed(aud="wangge-page"),
        "no audience": signed(aud=None),
        "another issuer": signed(iss="somebody"),
        "no end": signed(exp=None),
        "no epoch": signed(epoch=None),
        "an epoch to come": signed(epoch=body["epoch"] + 1),
        "an account that is none": signed(sub="999999"),
        "a name for a number": signed(sub="county"),
        "expired": token_of("county", life=timedelta(seconds=0)),
        "for pages": token_of("county", "page"),
    }


def test_the_token_they_are_made_from_does_let_in(client, token_of):
    assert get(client, token_of("county")).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "nonsense",
        "two parts",
        "unsigned",
        "algorithm none",
        "another key",
        "another algorithm",
        "changed",
        "another audience",
        "no audience",
        "another issuer",
        "no end",
        "no epoch",
        "an epoch to come",
        "an account that is none",
        "a name for a number",
        "expired",
        "for pages",
    ],
)
def test_a_token_that_is_not_ours_lets_nobody_in(client, token_of, name):
    answer = get(client, forged(token_of)[name])

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_lives_to_the_second_by_the_clock_of_the_application(client, token_of, now):
    earlier = now - timedelta(minutes=30)

    assert get(client, token_of("county", at=earlier)).status_code == 401
    assert get(client, token_of("county", at=earlier + timedelta(seconds=1))).status_code == 200


@pytest.mark.parametrize("path", [PATH, "/api/v1/issues", "/api/v1/households", "/api/v1/agents"])
def test_without_a_token_nothing_is_read(client, path):
    assert client().get(path).status_code == 401


def test_a_cookie_of_the_pages_is_no_token(client, token_of):
    answer = client().get(PATH, headers={"Cookie": f"wangge_session={token_of('county', 'page')}"})

    assert answer.status_code == 401


@pytest.mark.parametrize("change", [{"token_epoch": 1}, {"active": False}])
def test_ended_tokens_and_closed_accounts_let_nobody_in(client, county, token_of, change):
    token = token_of("planner")
    with transaction(make_sessions(county)) as session:
        account = session.query(Account).filter_by(username="planner").one()
        before = {name: getattr(account, name) for name in change}
        for name, value in change.items():
            setattr(account, name, value)
    try:
        assert get(client, token).status_code == 401
    finally:
        with transaction(make_sessions(county)) as session:
            account = session.query(Account).filter_by(username="planner").one()
            for name, value in before.items():
                setattr(account, name, value)
    assert get(client, token).status_code == 200


def test_a_password_fits_its_own_hash_only():
    kept = hash_password("芝麻开门")

    assert kept.startswith("$argon2id$")
    assert is_password("芝麻开门", kept)
    assert not is_password("芝麻开門", kept)
    assert not is_password("芝麻开门", None)
    assert not is_password("nobody has this password", None)
    assert not is_password("芝麻开门", "no hash")


def test_a_real_hash_costs_64_mib_three_times_over_and_so_does_that_of_nobody(real_hashing):
    """The second choice of RFC 9106; the other tests hash for nothing."""
    hasher, nobody = real_hashing
    kept = hasher.hash("芝麻开门")

    costs = extract_parameters(kept)

    assert (costs.memory_cost, costs.time_cost, costs.parallelism) == (65_536, 3, 4)
    assert extract_parameters(nobody) == costs
    assert is_password("芝麻开门", kept)


def test_a_token_says_no_name_and_no_role(now):
    token = make_token(Claims(7, uuid4(), 2), "k" * 32, now=now, life=timedelta(minutes=1))

    body = jwt.decode(token, options={"verify_signature": False})
    assert set(body) == {"sub", "sid", "jti", "epoch", "aud", "iss", "iat", "nbf", "exp"}
