"""Strong validators of what was read: version first, so that an edit can say which it saw."""

import re
from hashlib import sha256
from typing import Final

_TAGS: Final = re.compile(r'(?:W/)?"([^"]*)"')
_DIGITS: Final = 16


def etag_of(version: int, body: bytes) -> str:
    """Tag of an answer: the version of what it shows, and a digest of these very bytes.

    The same words in another precision, language or light have another tag, and what the reader
    is not shown changes none but the version, which he is shown.
    """
    return f'"{version}-{sha256(body).hexdigest()[:_DIGITS]}"'


def is_known(etag: str, if_none_match: str | None) -> bool:
    """Whether a reader holds this very answer already (RFC 9110, 13.1.2: weak comparison)."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag.strip('"') in _TAGS.findall(if_none_match)
