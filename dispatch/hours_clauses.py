"""One clause of opening hours: which days, from when to when."""

from dataclasses import dataclass
from typing import Final

from dispatch.opening_hours import DAY_MINUTES, WEEKDAYS, Span

EVERY_DAY: Final = WEEKDAYS
MONDAY_TO_FRIDAY: Final = WEEKDAYS[:5]
ALL_DAY: Final[Span] = (0, DAY_MINUTES)


@dataclass(frozen=True, slots=True)
class Clause:
    """Days by name (see `dispatch.opening_hours`) with their spans; none: closed.

    Attributes
    ----------
    replaces
        Whether it holds instead of what was said of these days before.
    """

    days: tuple[str, ...]
    spans: tuple[Span, ...]
    replaces: bool = False


def days_between(first: str, last: str) -> tuple[str, ...]:
    """Weekdays from one to another, over the end of the week where need be."""
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
    length = (end - start) % len(WEEKDAYS) + 1
    return tuple(WEEKDAYS[(start + step) % len(WEEKDAYS)] for step in range(length))
