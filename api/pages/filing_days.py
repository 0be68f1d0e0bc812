"""When what a form brings came in: a letter days ago, a visit hours before there was a signal."""

from datetime import date, datetime, time
from typing import Final

from api.labels import N_
from api.pages.filing_problems import FormProblem
from data.report_keys import KEPT_FOR

_FIRST_DAY: Final = date(2000, 1, 1)
"""A letter received before is a slip of the pen."""
NO_DAY: Final = N_("Write the day the letter came in, such as 2026-03-20; not a day to come.")


def letter_day(word: str, now: datetime) -> datetime | None:
    """Noon of the day a letter came in; none for today.

    Raises
    ------
    FormProblem
        If it is no day, or one to come.
    """
    try:
        day = date.fromisoformat(word)
    except ValueError as error:
        raise FormProblem(NO_DAY, "received_on") from error
    if not _FIRST_DAY <= day <= now.date():
        raise FormProblem(NO_DAY, "received_on")
    return None if day == now.date() else datetime.combine(day, time(12), now.tzinfo)


def visit_time(word: str, now: datetime) -> datetime | None:
    """A phone's own time, where it can be believed: clocks of phones go wrong."""
    try:
        made_at = datetime.fromisoformat(word)
    except ValueError:
        return None
    if made_at.tzinfo is None or not now - KEPT_FOR < made_at < now:
        return None
    return made_at.astimezone(now.tzinfo)
