"""The legal limits of an issue as one table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from math import ceil
from typing import Final

from dispatch.vocabulary import Light

YELLOW_FROM: Final = 0.8
"""Share of a limit after which its light turns yellow (common 数字城管 practice)."""


class ClockCode(StrEnum):
    """Which limit a clock measures."""

    REGISTRATION = "registration"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of the table of limits.

    Attributes
    ----------
    article
        Article of 信访工作条例 (in force 2022-05-01).
    days
        Calendar days from the day after the start (Civil Code art. 201).
    """

    code: ClockCode
    article: int
    days: int


LIMITS: Final[tuple[Limit, ...]] = (
    Limit(ClockCode.REGISTRATION, article=22, days=15),
    Limit(ClockCode.NOTICE, article=23, days=15),
)

ARTICLES: Final[dict[ClockCode, int]] = {limit.code: limit.article for limit in LIMITS}


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock of one issue: its start, first yellow day, last day, and end."""

    code: ClockCode
    starts_at: datetime
    yellow_on: date
    due_on: date
    stopped_at: datetime | None = None

    @property
    def article(self) -> int:
        """Article of 信访工作条例 the limit rests on."""
        return ARTICLES[self.code]


def start_clocks(received_at: datetime, zone: tzinfo) -> tuple[ClockState, ...]:
    """Clocks that start when an issue is received.

    Parameters
    ----------
    received_at
        Aware moment of receipt.
    zone
        Time zone in which days are counted.

    Notes
    -----
    The day of receipt does not count (Civil Code art. 201); every limit is in calendar days.
    """
    start = received_at.astimezone(zone).date()

    def day(days: float) -> date:
        return start + timedelta(days=ceil(days))

    return tuple(
        ClockState(limit.code, received_at, day(limit.days * YELLOW_FROM), day(limit.days))
        for limit in LIMITS
    )


def light(clock: ClockState, today: date) -> Light:
    """Light of a clock on a day: red past its last day, yellow once 80 % is used.

    Parameters
    ----------
    today
        The day asked about, in the zone the clock counts days in.
    """
    if clock.stopped_at is not None:
        return Light.STOPPED
    if today > clock.due_on:
        return Light.RED
    return Light.YELLOW if today >= clock.yellow_on else Light.GREEN


def pressing(clocks: Iterable[ClockState]) -> ClockState | None:
    """Running clock that ends first; none when all are stopped."""
    running = [clock for clock in clocks if clock.stopped_at is None]
    return min(running, key=lambda clock: (clock.due_on, clock.code), default=None)


def days_left(clock: ClockState, today: date) -> int:
    """Whole days until the last day; negative once it is past."""
    return (clock.due_on - today).days
