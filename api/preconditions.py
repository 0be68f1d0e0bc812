"""Which version of a thing its editor saw, as the header If-Match says it."""

import re
from typing import Annotated, Final

from fastapi import Depends, Header

from api.errors import ApiError

_ETAG: Final = re.compile(r'(?:W/)?"(\d{1,9})(?:-[\w.-]*)?"', re.ASCII)
"""Version, and after a hyphen what else the answer depended on."""


class VersionNotSaid(ApiError):
    """An edit does not say which version it was made from."""

    status = 428
    title = "precondition required"
    field = "If-Match"


class MalformedVersion(ApiError):
    """The header If-Match holds no ETag of ours."""

    status = 422
    title = "malformed precondition"
    field = "If-Match"


def read_version(if_match: str | None) -> int:
    """Version in a header If-Match.

    Raises
    ------
    VersionNotSaid
        If there is no such header.
    MalformedVersion
        If it is not one ETag as reading answers it.
    """
    if if_match is None:
        msg = "send the ETag that GET answered as If-Match, so that nobody's change is lost"
        raise VersionNotSaid(msg)
    etag = _ETAG.fullmatch(if_match.strip())
    if etag is None:
        msg = 'If-Match takes one ETag as GET answers it, such as "3-exact"'
        raise MalformedVersion(msg)
    return int(etag[1])


def _seen(if_match: Annotated[str | None, Header()] = None) -> int:
    return read_version(if_match)


SeenVersionDep = Annotated[int, Depends(_seen)]
