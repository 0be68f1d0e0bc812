"""Signed tokens: who asks, for how long, as a program or at a page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import jwt

Use = Literal["api", "page"]
ALGORITHM: Final = "HS256"
ISSUER: Final = "wangge"
_REQUIRED: Final = ["exp", "sub", "aud", "iss"]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says."""

    account_id: int
    epoch: int


def make_token(claims: Claims, use: Use, key: str, *, now: datetime, life: timedelta) -> str:
    """Token for one account and one use."""
    body = {
        "sub": str(claims.account_id),
        "epoch": claims.epoch,
        "aud": use,
        "iss": ISSUER,
        "iat": now,
        "exp": now + life,
    }
    return jwt.encode(body, key, ALGORITHM)


def read_token(token: str, use: Use, key: str, *, now: datetime) -> Claims | None:
    """What a token says; none when it is forged, stale, or made for another use."""
    try:
        body = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=use,
            issuer=ISSUER,
            options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False},
        )
        claims = Claims(int(body["sub"]), int(body["epoch"]))
        stale = now.timestamp() >= float(body["exp"])  # the library would ask its own clock
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
        return None
    return None if stale else claims
