"""What the record of reading and changing speaks of, and what may not be said in it."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from dispatch.errors import PersonalDetail


class AuditVerb(StrEnum):
    """What somebody did to an object."""

    FILE = "file"
    READ = "read"
    LIST = "list"
    MAP = "map"
    REVEAL = "reveal"
    EXPORT = "export"
    HOLD = "hold"
    RELEASE = "release"
    CHANGE = "change"
    ERASE = "erase"
    REFUSED = "refused"
    SIGN_IN = "sign-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGN_OUT = "sign-out"
    SESSION_ENDED = "session-ended"
    ACCOUNT_MADE = "account-made"
    ACCOUNT_CHANGED = "account-changed"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a verb
    GRANT = "grant"
    REVOKE_GRANT = "revoke-grant"
    KEY_MADE = "key-made"
    KEY_REVOKED = "key-revoked"
    SIGN = "sign"
    APPROVE = "approve"


class ObjectKind(StrEnum):
    """What an entry is about; with its id it names the chain the entry stands in."""

    ISSUE = "issue"
    HOUSEHOLD = "household"
    ACCOUNT = "account"
    GRID = "grid"
    POST = "post"
    AGENT = "agent"
    EXPORT = "export"
    API_KEY = "api-key"
    AUDIT = "audit"
    GRID_PROPOSAL = "grid-proposal"
    BOUNDARY_CHANGE = "boundary-change"
    OFFICE = "office"
    UNIT = "unit"
    SETTING = "setting"
    REGISTER = "register"


_SAFE: Final = re.compile(r"[\w.:/+-]{0,128}", re.ASCII)
_PHONE: Final = re.compile(r"(\+?86)?1[3-9]\d{9}")
"""Mobile numbers of the mainland; codes of regions, grids and issues never look like one."""


def check_details(value: Any) -> None:
    """Let through what is a code, a count or a digest.

    Names of people hold spaces or letters beyond ASCII and texts hold spaces, so neither
    passes; nor does a mobile number.

    Parameters
    ----------
    value
        JSON: none, booleans, numbers, texts, and lists and mappings of them.

    Raises
    ------
    PersonalDetail
        If any text in it could be a person's data.
    """
    if isinstance(value, str):
        if not _SAFE.fullmatch(value) or _PHONE.fullmatch(value):
            msg = "the record takes codes, counts and digests only, never a person's data"
            raise PersonalDetail(msg)
    elif isinstance(value, Mapping):
        check_details([*value.keys(), *value.values()])
    elif isinstance(value, Sequence):
        for one in value:
            check_details(one)


def salted_digest(salt: bytes, value: str) -> str:
    """SHA-256 over salt and UTF-8 text, as 64 hexadecimal digits.

    The salt lives beside the value and is erased with it; what is left tells nothing.
    """
    return sha256(salt + value.encode()).hexdigest()


def digests_of(salt: bytes, **values: str | None) -> dict[str, str]:
    """Salted digests of the values there are, by name."""
    return {name: salted_digest(salt, one) for name, one in values.items() if one is not None}
