"""Signed tokens of programs: which session asks, for a quarter of an hour.

A token is believed only as far as its signature: that its session, account and grant still hold
is looked up at each request (`api.services.callers`).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import jwt

ALGORITHMS: Final = ("HS256",)
TYPE: Final = "at+jwt"
AUDIENCE: Final = "wangge-api"
ISSUER: Final = "wangge"
LONGEST: Final = 2_048
"""Characters; ours have about 500. A longer one is not even looked at."""

_HEADER: Final = frozenset({"alg", "typ", "kid"})
_OPTIONS: Final[dict[str, Any]] = {
    "require": ["exp", "nbf", "iat", "sub", "sid", "jti", "aud", "iss", "epoch"],
    "verify_signature": True,
    "verify_aud": True,
    "verify_iss": True,
    # The library would ask its own clock; `_is_current` asks the application's.
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}
_SKEW: Final = timedelta(seconds=30)
"""How far the clocks of two machines may lie apart, for a token just made."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says."""

    account_id: int
    session_id: UUID
    epoch: int


def make_token(claims: Claims, key: str, *, now: datetime, life: timedelta) -> str:
    """Token for one session."""
    body = {
        "sub": str(claims.account_id),
        "sid": str(claims.session_id),
        "jti": secrets.token_hex(16),
        "epoch": claims.epoch,
        "aud": AUDIENCE,
        "iss": ISSUER,
        "iat": now,
        "nbf": now,
        "exp": now + life,
    }
    header = {"typ": TYPE, "kid": key_id(key)}
    return jwt.encode(body, key, ALGORITHMS[0], headers=header)


def read_token(token: str, keys: Sequence[str], *, now: datetime) -> Claims | None:
    """What a token says; none when it is forged, stale, or made for another use."""
    if len(token) > LONGEST:
        return None
    try:
        key = _key_for(jwt.get_unverified_header(token), keys)
        body = jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            audience=AUDIENCE,
            issuer=ISSUER,
            options=_OPTIONS,  # type: ignore[arg-type]
        )
        claims = Claims(int(body["sub"]), UUID(body["sid"]), int(body["epoch"]))
        return claims if _is_current(body, now) else None
    except (jwt.InvalidTokenError, LookupError, TypeError, ValueError, AttributeError):
        return None


def key_id(key: str) -> str:
    """Public name of a key, from which nothing of it can be told."""
    return sha256(f"wangge token key\0{key}".encode()).hexdigest()[:16]


def _key_for(header: Mapping[str, Any], keys: Sequence[str]) -> str:
    """Find the key a header names among the configured ones; nothing else in it may speak.

    Raises
    ------
    LookupError
        If the header is not exactly one of ours.
    """
    ours = set(header) == _HEADER and header["alg"] in ALGORITHMS and header["typ"] == TYPE
    if not ours:
        msg = "not a header of ours"
        raise LookupError(msg)
    return {key_id(key): key for key in keys}[header["kid"]]


def _is_current(body: Mapping[str, Any], now: datetime) -> bool:
    begun = float(body["nbf"]) <= (now + _SKEW).timestamp()
    return begun and now.timestamp() < float(body["exp"])
