"""Opaque page cursors."""

import base64
import json
import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from api.errors import ApiError
from data.issue_order import Cursor, Sort

_LONGEST_NUMBER: Final = 32


class BadCursor(ApiError):
    """The cursor was not made by this service."""

    status = 422
    title = "bad cursor"


def write_cursor(cursor: Cursor, sort: Sort) -> str:
    """Text form of a cursor of an order."""
    body = json.dumps([sort, *cursor], default=lambda moment: moment.isoformat())
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def read_cursor(text: str, sort: Sort) -> Cursor:
    """Cursor of a text, for an order.

    Raises
    ------
    BadCursor
        If it is none of ours, or belongs to another order.
    """
    try:
        order, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        readers = _VALUES[Sort(order)]
        cursor = tuple(read(value) for read, value in zip(readers, values, strict=True))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise _not_ours() from error
    if order != sort:
        msg = f"this cursor belongs to sort={order}; start again without one"
        raise BadCursor(msg, field="cursor")
    return cursor


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        msg = "no zone"
        raise ValueError(msg)
    return moment


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _metres(value: Any) -> float | None:
    if value is not None and not (isinstance(value, float | int) and 0 <= value < math.inf):
        msg = "no distance"
        raise ValueError(msg)
    return None if value is None else float(value)


def _number(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER or "\0" in value:
        msg = "no number"
        raise ValueError(msg)
    value.encode()
    return value


_VALUES: Final[dict[Sort, tuple[Callable[[Any], Any], ...]]] = {
    Sort.RECEIVED: (_moment, _number),
    Sort.DUE: (_day, _moment, _number),
    Sort.NEAREST: (_metres, _number),
}


def _not_ours() -> BadCursor:
    msg = "this cursor was not made here; start again without one"
    return BadCursor(msg, field="cursor")
