"""The dates and the duty of a post, as files write them."""

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
    """Day in a cell; none in an empty one.

    Raises
    ------
    RowRefused
        If it is no day.
    """
    word = row.cells.get(name, "")
    try:
        return date.fromisoformat(word[:10]) if word else None
    except ValueError as error:
        msg = f"{name} is {word!r}; write a day as 2026-01-31"
        raise RowRefused(msg) from error


def _day_after(last: date | None) -> date | None:
    """First day a post is no longer held; registers write 9999-12-31 for one that is open."""
    return None if last in {None, date.max} else date.fromordinal(last.toordinal() + 1)
