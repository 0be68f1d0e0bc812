"""The dates and the duty of a post, as files write them."""

import re
from datetime import date
from typing import Final

from data.imports.source import RowRefused, SourceRow
from dispatch.vocabulary import Duty

DUTIES: Final[dict[str, Duty]] = {
    **{duty.value: duty for duty in Duty},
    "网格员": Duty.HOLDER,
    "网格长": Duty.HOLDER,
    "专职网格员": Duty.HOLDER,
    "副网格员": Duty.DEPUTY,
    "代理网格员": Duty.DEPUTY,
    "支部书记": Duty.SECRETARY,
    "村支部书记": Duty.SECRETARY,
    "代办员": Duty.INTAKE,
    "信访代办员": Duty.INTAKE,
    "受理员": Duty.INTAKE,
    "流转员": Duty.CIRCULATION,
    "督办员": Duty.SUPERVISION,
    "值班员": Duty.ON_DUTY,
}
"""Words for the duties."""

# Year first, so that nobody has to guess which is the month; spreadsheets add a time of day.
_DAY: Final = re.compile(
    r"([0-9]{4})(?:(?P<mark>[-/.])([0-9]{1,2})(?P=mark)([0-9]{1,2})"
    r"|\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日|([0-9]{2})([0-9]{2}))"
    r"(?:[T ]+[0-9]{1,2}:[0-9:.+\-Z]*)?"
)


def read_tenure(row: SourceRow, day: date, default: Duty) -> tuple[Duty, date, date | None]:
    """Duty, first day, and first day a post no longer is held; `to` in a file is the last day.

    Raises
    ------
    RowRefused
        If the days or the duty are none.
    """
    since = read_day(row, "from") or day
    last = read_day(row, "to")
    if last is not None and last < since:
        msg = f"to ({last}) lies before from ({since})"
        raise RowRefused(msg)
    word = row.cells.get("duty") or default
    if word not in DUTIES:
        msg = f"duty {word!r} is none of {', '.join(DUTIES)}"
        raise RowRefused(msg)
    return DUTIES[word], since, _day_after(last)


def read_day(row: SourceRow, name: str) -> date | None:
    """Day in a cell, as 2026-01-31, 2026/1/31, 2026.1.31, 2026年1月31日; none in an empty one.

    Raises
    ------
    RowRefused
        If it is no day.
    """
    word = row.cells.get(name, "")
    try:
        return _day(word) if word else None
    except ValueError as error:
        msg = f"{name} is {word!r}; write a day as 2026-01-31"
        raise RowRefused(msg) from error


def _day(word: str) -> date:
    match = _DAY.fullmatch(word)
    if match is None:
        raise ValueError(word)
    year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
    return date(year, month, day)


def _day_after(last: date | None) -> date | None:
    """First day a post is no longer held; registers write 9999-12-31 for one that is open."""
    return None if last in {None, date.max} else date.fromordinal(last.toordinal() + 1)
