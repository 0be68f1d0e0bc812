"""Passwords: argon2id, the same work for a name that does not exist, and what is too weak."""

import secrets
from base64 import b64encode
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.errors import WeakPassword
from api.labels import N_

SHORTEST: Final = 12
"""Characters of a password somebody chooses; NIST SP 800-63B asks for 8, we for a phrase."""
LONGEST: Final = 256

_HASHER: Final = PasswordHasher()
_WORST: Final = (
    "123456789012",
    "1234567890123",
    "0123456789ab",
    "password1234",
    "passwordpassword",
    "administrator",
    "qwertyuiop12",
    "qwertyuiopas",
    "1qaz2wsx3edc",
    "1q2w3e4r5t6y",
    "abcdefghijkl",
    "woaini1314520",
    "wangge123456",
    "xinfang123456",
    "letmeinletmein",
)
"""Of the lists of leaked passwords, those long enough to pass; and this program's own name."""


def hash_password(password: str) -> str:
    """argon2id hash with its parameters and salt."""
    return _HASHER.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether a password fits the kept hash; as slow for no hash as for a wrong password."""
    try:
        return _HASHER.verify(kept or _NOBODY, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def check_password(password: str, username: str) -> None:
    """Refuse a password that is too easy to guess.

    Raises
    ------
    WeakPassword
        If it is too short, too long, the user name, one of the worst, or one letter repeated.
    """
    plain = password.casefold().replace(" ", "")
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(N_("A password has at least 12 characters, at most 256."))
    named = username.casefold() in plain and len(plain) < SHORTEST + len(username)
    if named or plain in _WORST or len(set(plain)) < 4:  # noqa: PLR2004 - fewer is no choice
        raise WeakPassword(N_("This password is too easy to guess; take several words."))


def _hash_of_nobody() -> str:
    """Make a hash no password has, of the same cost as ours, without the work of hashing."""

    def part(size: int) -> str:
        return b64encode(secrets.token_bytes(size)).decode().rstrip("=")

    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${part(_HASHER.salt_len)}${part(_HASHER.hash_len)}"


_NOBODY: Final = _hash_of_nobody()
