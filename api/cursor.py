"""Opaque page cursors."""

import base64
import json
from datetime import datetime
from typing import Final

from api.errors import ApiError
from data.issues import Cursor

_LARGEST_ID: Final = 2**63 - 1


class BadCursor(ApiError):
    """The cursor was not made by this service."""

    status = 422
    title = "bad cursor"


def write_cursor(cursor: Cursor) -> str:
    """Text form of a cursor."""
    body = json.dumps([cursor[0].isoformat(), cursor[1]])
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """Cursor of a text.

    Raises
    ------
    BadCursor
        If it is none of ours.
    """
    try:
        at, issue_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = datetime.fromisoformat(at), int(issue_id)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _not_ours() from error
    if cursor[0].tzinfo is None or not 0 <= cursor[1] <= _LARGEST_ID:
        raise _not_ours()
    return cursor


def _not_ours() -> BadCursor:
    msg = "this cursor was not made here; start again without one"
    return BadCursor(msg, field="cursor")
