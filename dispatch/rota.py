"""The rota: turns of duty that come back every week."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from dispatch.errors import IllegalTransition

MOST_TURNS: Final = 370
"""A daily turn for a year; more is a mistyped year."""
LONGEST_TURN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A turn every week.

    Attributes
    ----------
    weekday
        0 is Monday.
    begins, ends
        By the clock of the county; an end not after the begin lies on the next day.
    since, until
        First and last day a turn may begin on.
    agents
        Who take it, one after the other.
    """

    weekday: int
    begins: time
    ends: time
    since: date
    until: date
    agents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """One turn of a weekly pattern, aware times."""

    agent_id: int
    starts_at: datetime
    ends_at: datetime


def weekly_turns(weekly: Weekly, zone: tzinfo) -> list[Planned]:
    """Turns of a pattern, in order.

    Raises
    ------
    IllegalTransition
        If there is nobody to take them, none falls in the days, or there are too many.
    """
    first = weekly.since + timedelta(days=(weekly.weekday - weekly.since.weekday()) % 7)
    count = (weekly.until - first).days // 7 + 1
    if not weekly.agents or not 1 <= count <= MOST_TURNS:
        msg = "name who takes the turns, and days between which at least one falls"
        raise IllegalTransition(msg)
    return [
        _planned(
            weekly, weekly.agents[turn % len(weekly.agents)], first + timedelta(weeks=turn), zone
        )
        for turn in range(count)
    ]


def check_turn(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuse a turn that is none, or that lies in the past.

    Raises
    ------
    IllegalTransition
        If it ends before it begins, takes more than a week, or is over.
    """
    if not starts_at < ends_at <= starts_at + LONGEST_TURN:
        msg = "a turn of duty ends after it begins, and within a week"
        raise IllegalTransition(msg)
    if ends_at <= now:
        msg = "this turn is over; what was, stays"
        raise IllegalTransition(msg)


def check_not_begun(starts_at: datetime, now: datetime) -> None:
    """Refuse to change or cancel a turn that has begun.

    Raises
    ------
    IllegalTransition
        If it has.
    """
    if starts_at <= now:
        msg = "this turn has begun; what was, stays"
        raise IllegalTransition(msg)


def _planned(weekly: Weekly, agent_id: int, day: date, zone: tzinfo) -> Planned:
    starts_at = datetime.combine(day, weekly.begins, zone)
    last = day if weekly.begins < weekly.ends else day + timedelta(days=1)
    return Planned(agent_id, starts_at, datetime.combine(last, weekly.ends, zone))
