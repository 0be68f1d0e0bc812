"""Opaque page cursors of the record of reading and changing."""

import base64
import json
from datetime import datetime

from api.cursor import BadCursor
from data.audit import EntryCursor


def write_cursor(cursor: EntryCursor) -> str:
    """Text form of a cursor."""
    at, digest = cursor
    body = json.dumps([at.isoformat(), digest.hex()])
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def read_cursor(text: str) -> EntryCursor:
    """Cursor of a text.

    Raises
    ------
    BadCursor
        If it is none of ours.
    """
    try:
        at, digest = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = datetime.fromisoformat(at), bytes.fromhex(digest)
    except (ValueError, TypeError, RecursionError) as error:
        raise _not_ours() from error
    if cursor[0].tzinfo is None:
        raise _not_ours()
    return cursor


def _not_ours() -> BadCursor:
    msg = "this cursor was not made here; start again without one"
    return BadCursor(msg, field="cursor")
