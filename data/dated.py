"""Conditions that many registers share: which rows hold on a day, which lie under a region."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from dispatch.region_codes import code_range


def holds_on(table: Any, day: date) -> ColumnElement[bool]:
    """Rows that are true on a day."""
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))


def ever_held(table: Any) -> ColumnElement[bool]:
    """Rows that are or were true on some day: not those taken back before they began."""
    return or_(table.valid_to.is_(None), table.valid_to > table.valid_from)


def lies_under(column: Any, prefix: str) -> ColumnElement[bool]:
    """Rows whose region code starts with a prefix; for an index, so none without any code."""
    first, bound = code_range(prefix)
    return and_(column >= first, column < bound)
