"""Random secrets that only their holder knows: we keep digests.

A cookie's secret and an API key's are 256 random bits. A refresh token has two such parts: the
first names its session for life, the second is new each time it is used.
"""

import hmac
import re
import secrets
from hashlib import sha256
from typing import Final

_PART: Final = r"[A-Za-z0-9_-]{43}"
_REFRESH: Final = re.compile(rf"wgr_({_PART})\.({_PART})")
_KEY: Final = re.compile(rf"wgk_([a-z0-9]{{12}})_({_PART})")
KEY_MARK: Final = "wgk_"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


def new_secret() -> str:
    """256 random bits as 43 characters that fit a cookie, a header and an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret. 256 random bits need no slow hash: nobody can go through them."""
    return sha256(secret.encode()).digest()


def is_secret(secret: str, kept: bytes | None) -> bool:
    """Whether a secret has the kept digest, in the same time whatever it is."""
    return hmac.compare_digest(digest_of(secret), kept or b"")


def new_key_prefix() -> str:
    """Public part of an API key."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def write_key(prefix: str, secret: str) -> str:
    """Whole API key, shown once."""
    return f"{KEY_MARK}{prefix}_{secret}"


def read_key(text: str) -> tuple[str, str] | None:
    """Prefix and secret of an API key; none when it is not of that form."""
    return _parts(_KEY, text)


def write_refresh_token(family: str, turn: str) -> str:
    """Whole refresh token."""
    return f"wgr_{family}.{turn}"


def read_refresh_token(text: str) -> tuple[str, str] | None:
    """Lasting and passing part of a refresh token; none when it is not of that form."""
    return _parts(_REFRESH, text)


def _parts(form: re.Pattern[str], text: str) -> tuple[str, str] | None:
    found = form.fullmatch(text)
    return (found[1], found[2]) if found else None
