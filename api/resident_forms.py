"""Forms for people without an account: each has a key of its own, which sends it exactly once.

Nobody is signed in, so there is no one in whose name another site could send it, and no cookie is
asked for. The key is ours, signed with the moment it was made, so that nobody brings the key of
another's report, and a form left open over night still goes through.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from api.settings import Settings

LIVES: Final = timedelta(days=7)
"""How long a form may stay open: a draft written without a signal is sent days later."""


@dataclass(frozen=True, slots=True)
class ResidentForm:
    """The hidden fields of one form."""

    key: UUID
    token: str


def new_form(settings: Settings, now: datetime) -> ResidentForm:
    """Make the hidden fields of a fresh form."""
    key, made = uuid4(), int(now.timestamp())
    return ResidentForm(key, f"{made}-{_mac(settings.signing_key, key, made)}")


def read_form(key: str, token: str, settings: Settings, now: datetime) -> ResidentForm | None:
    """Hidden fields as they came back; none if they are not ours or too old."""
    made, _, mac = token.partition("-")
    try:
        sent = ResidentForm(UUID(key), token)
        age = now.timestamp() - int(made)
    except ValueError:
        return None
    ours = any(
        hmac.compare_digest(mac.encode(), _mac(one, sent.key, int(made)).encode())
        for one in settings.signing_keys
    )
    return sent if ours and 0 <= age <= LIVES.total_seconds() else None


def _mac(signing_key: str, key: UUID, made: int) -> str:
    return hmac.digest(signing_key.encode(), f"resident\0{key}\0{made}".encode(), "sha256").hex()
