"""Attacks with tokens: each fails here, and succeeds on a copy that lacks the one guard.

A guard is taken away by `monkeypatch`, in the module that holds it, for one test.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import text

from api import tokens

KEY = "a-secret-of-the-tests-that-is-long-enough"
THEIRS = "a-secret-of-somebody-else-that-is-as-long"
PATH = "/api/v1/grids"
PUBLIC_FILE = Path(__file__).parents[2] / "api" / "pages" / "static" / "base.css"
PUBLIC_PEM = (
    rsa.generate_private_key(65537, 2048)
    .public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    .decode()
)


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@dataclass
class Forger:
    """What an attacker has: a token of his own, and time."""

    token: str

    @property
    def head(self):
        return jwt.get_unverified_header(self.token)

    @property
    def body(self):
        return jwt.decode(self.token, options={"verify_signature": False})

    def signed(self, key, head=None, **changes):
        header = {**self.head, **(head or {})}
        return jwt.encode({**self.body, **changes}, key, "HS256", headers=header)

    def unsigned(self):
        return f"{part({**self.head, 'alg': 'none'})}.{part(self.body)}."

    def signed_with_pem(self):
        """Sign by hand: the library refuses to, which helps nobody against an attacker."""
        signer = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
        what = f"{part(self.head)}.{part(self.body)}"
        mac = base64.urlsafe_b64encode(signer.sign(what.encode(), PUBLIC_PEM.encode())).decode()
        return f"{what}.{mac.rstrip('=')}"


def believe_unsigned(monkeypatch):
    monkeypatch.setattr(tokens, "ALGORITHMS", ("HS256", "none"))
    option_off("verify_signature")(monkeypatch)


def use_public_key_for_all(monkeypatch):
    """What a service does that signs by RS256 and lets the token choose the algorithm."""
    monkeypatch.setattr(tokens, "_key_for", lambda *_: PUBLIC_PEM)
    hmac = jwt.algorithms.HMACAlgorithm
    monkeypatch.setattr(hmac, "prepare_key", lambda _, key: key.encode())


def read_key_file(monkeypatch):
    monkeypatch.setattr(tokens, "_key_for", lambda head, _: Path(head["kid"]).read_text("utf-8"))


def ask_database_for_key(monkeypatch, engine):
    def look_up(head, _):
        with engine.connect() as connection:
            query = f"SELECT username FROM account WHERE username = '{head['kid']}'"
            return connection.scalar(text(query))

    monkeypatch.setattr(tokens, "_key_for", look_up)


def fetch_key(monkeypatch):
    web = {"https://evil.example/key": THEIRS}
    monkeypatch.setattr(tokens, "_key_for", lambda head, _: web[head.get("jku", head["kid"])])


def believe_key_in_header(monkeypatch):
    monkeypatch.setattr(tokens, "_key_for", lambda head, _: head["jwk"])


def option_off(name):
    off = False
    return lambda monkeypatch: monkeypatch.setitem(tokens._OPTIONS, name, off)


def ignore_time(monkeypatch):
    monkeypatch.setattr(tokens, "_is_current", lambda *_: True)


def take_any_type(monkeypatch):
    monkeypatch.setattr(tokens, "TYPE", "JWT")


def in_an_hour(forger):
    return forger.body["iat"] + 3600


FORGERIES: dict[str, tuple[Callable, Callable]] = {
    "no signature": (lambda f: f.unsigned(), believe_unsigned),
    "a public key as secret": (lambda f: f.signed_with_pem(), use_public_key_for_all),
    "a file as key": (
        lambda f: f.signed(PUBLIC_FILE.read_text("utf-8"), {"kid": str(PUBLIC_FILE)}),
        read_key_file,
    ),
    "an address as key": (
        lambda f: f.signed(THEIRS, {"kid": "https://evil.example/key"}),
        fetch_key,
    ),
    "an address beside the key": (
        lambda f: f.signed(THEIRS, {"jku": "https://evil.example/key"}),
        fetch_key,
    ),
    "a key of its own": (lambda f: f.signed(THEIRS, {"jwk": THEIRS}), believe_key_in_header),
    "expired": (lambda f: f.signed(KEY, exp=f.body["iat"] - 1), ignore_time),
    "not yet": (lambda f: f.signed(KEY, nbf=in_an_hour(f)), ignore_time),
    "another audience": (lambda f: f.signed(KEY, aud="another-service"), option_off("verify_aud")),
    "another issuer": (lambda f: f.signed(KEY, iss="another-service"), option_off("verify_iss")),
    "another kind of token": (lambda f: f.signed(KEY, {"typ": "JWT"}), take_any_type),
}


@pytest.fixture
def opens(client):
    """Whether a bearer token opens anything."""

    def ask(token):
        return client().get(PATH, headers={"Authorization": f"Bearer {token}"}).status_code == 200

    return ask


@pytest.fixture
def forger(token_of):
    return Forger(token_of("planner"))


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_opens_nothing_unless_its_guard_is_missing(forger, opens, monkeypatch, name):
    forge, remove_guard = FORGERIES[name]
    token = forge(forger)
    guarded = opens(token)

    remove_guard(monkeypatch)

    assert not guarded
    assert opens(token)


def test_a_key_named_in_sql_opens_nothing_unless_names_are_asked_of_the_database(
    forger, opens, monkeypatch, county
):
    token = forger.signed(THEIRS, {"kid": f"x' UNION SELECT '{THEIRS}"})
    guarded = opens(token)

    ask_database_for_key(monkeypatch, county)

    assert not guarded
    assert opens(token)


@pytest.mark.parametrize(
    "more", [{"crit": ["exp"]}, {"x5u": "https://evil.example"}, {"cty": "JWT"}]
)
def test_a_header_says_nothing_but_ours(forger, opens, more):
    assert not opens(forger.signed(KEY, more))


def test_a_token_is_signed_anew_by_the_present_key_and_read_by_the_one_before(now):
    claims = tokens.Claims(1, uuid4(), 0)
    before = tokens.make_token(claims, THEIRS, now=now, life=timedelta(minutes=1))

    assert tokens.read_token(before, (KEY, THEIRS), now=now) == claims
    assert tokens.read_token(before, (KEY,), now=now) is None


def test_a_huge_token_is_not_even_looked_at(client, forger, monkeypatch):
    huge = forger.signed(KEY, padding="x" * 100_000)
    seen = []
    look = jwt.get_unverified_header
    monkeypatch.setattr(jwt, "get_unverified_header", lambda token: seen.append(1) or look(token))

    def ask():
        client().get(PATH, headers={"Authorization": f"Bearer {huge}"})
        return len(seen)

    guarded = ask()
    monkeypatch.setattr(tokens, "LONGEST", 10**9)

    assert guarded == 0
    assert ask() > 0
