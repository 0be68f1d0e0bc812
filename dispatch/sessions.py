"""How long somebody stays signed in, and why a session ends."""

from datetime import datetime, timedelta
from enum import StrEnum


class SessionUse(StrEnum):
    """What a session is for: programs with tokens, or pages with a cookie."""

    API = "api"
    PAGE = "page"


class SessionEnd(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed-out"
    REPLACED = "replaced"
    ROLE_CHANGED = "role-changed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a reason
    ENDED_BY_OWNER = "ended-by-owner"
    ENDED_BY_ADMINISTRATOR = "ended-by-administrator"
    ACCOUNT_CLOSED = "account-closed"
    TOKEN_REUSED = "token-reused"  # noqa: S105 - a reason


def is_alive(
    now: datetime, *, last_seen_at: datetime, expires_at: datetime, idle: timedelta | None
) -> bool:
    """Whether a session lasts at a moment; it ends at the very moment its time is over.

    `idle` is how long it lasts without a request; none where programs may pause.
    """
    rested = idle is not None and now - last_seen_at >= idle
    return now < expires_at and not rested
