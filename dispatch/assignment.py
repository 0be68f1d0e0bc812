"""Which agent or desk an issue is handed to, with the reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dispatch.placing import Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.region_codes import is_local
from dispatch.vocabulary import Duty, Level

BY_THE_RULE: Final = frozenset(
    {
        *(ReasonCode.HOLDER, ReasonCode.DEPUTY, ReasonCode.DEPUTY_ON_LEAVE),
        *(ReasonCode.HANDED_OVER, ReasonCode.NO_HOLDER, ReasonCode.SECRETARY),
        *(ReasonCode.VILLAGE_DESK, ReasonCode.TOWNSHIP_DESK, ReasonCode.COUNTY_DESK),
    }
)
"""Reasons of an assignment that nobody made by hand, and that may so be made again."""


_AT_DESKS: Final = {
    ReasonCode.NO_HOLDER: Level.VILLAGE,
    ReasonCode.VILLAGE_DESK: Level.VILLAGE,
    ReasonCode.SECRETARY: Level.VILLAGE,
    ReasonCode.TOWNSHIP_DESK: Level.TOWNSHIP,
    ReasonCode.COUNTY_DESK: Level.COUNTY,
}


def stands_by_the_rule(reason: str | None, level: str) -> bool:
    """Whether an issue is still where the rule had put it, and may be handed over again.

    Parameters
    ----------
    reason
        Code of its assignment; none without one.
    level
        Where it is now: somebody may have passed it up since.
    """
    if reason not in BY_THE_RULE:
        return False
    return level == _AT_DESKS.get(ReasonCode(reason), Level.GRID)


@dataclass(frozen=True, slots=True)
class Leave:
    """Days on which somebody does not work; `until` is the first day back, none while unknown."""

    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Tenure:
    """One post at a grid, or that of a secretary at an office of its village.

    Attributes
    ----------
    until
        First day the post no longer holds; none while it is open.
    leaves
        When its holder does not work.
    """

    post_id: int
    agent_id: int
    agent: str
    duty: Duty
    since: date
    until: date | None
    leaves: tuple[Leave, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether the post is held on a day."""
        return self.since <= day and (self.until is None or day < self.until)

    def leave_on(self, day: date) -> Leave | None:
        """The leave a day falls in; none when the person works."""
        return next((leave for leave in self.leaves if leave.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who has the issue now; no agent means the desk of the level."""

    level: Level
    reason: Reason
    tenure: Tenure | None = None


def assign(
    placed: Placed, tenures: Iterable[Tenure], received_on: date, handed_on: date
) -> Assigned:
    """Hand a placed report to whoever answers for its grid and works on the day of handing over.

    The holder on the day of receipt takes it, else that day's deputy; where nobody held the
    grid that day, whoever does on the day of handing over. Without any of them it goes to the
    secretary of the village, without one at work to the township's desk, and where not even a
    township is known to the county's. A holder on leave is as good as none, but the reason
    names the leave. How much somebody has to do plays no part.

    Parameters
    ----------
    tenures
        Posts at the grid of `placed`, and the secretaries of its village, in any order.
    received_on, handed_on
        Days in the county's time zone.
    """
    away: dict[str, str] = {}
    posts = sorted(tenures, key=lambda post: (-post.since.toordinal(), post.post_id))
    if placed.grid is not None:
        for day, post in _in_turn(posts, received_on, handed_on):
            leave = post.leave_on(handed_on)
            if leave is None:
                return Assigned(Level.GRID, _held(placed, post, day, away), post)
            if post.duty is Duty.HOLDER:
                away = away or _away(post, leave)
    secretary = next((post for post in posts if _is_secretary(post, handed_on)), None)
    if secretary is not None:
        return _to_secretary(placed, secretary, handed_on, away)
    return _to_desk(placed, away)


def _in_turn(
    posts: Iterable[Tenure], received_on: date, handed_on: date
) -> Iterator[tuple[date, Tenure]]:
    """Holders, then deputies of the first day, then those of the second."""
    for day in dict.fromkeys((received_on, handed_on)):
        for duty in (Duty.HOLDER, Duty.DEPUTY):
            yield from ((day, post) for post in posts if post.duty is duty and post.holds_on(day))


def _away(post: Tenure, leave: Leave) -> dict[str, str]:
    if leave.until is None:
        return {"holder": post.agent}
    last = leave.until - timedelta(days=1)
    return {"holder": post.agent, "until": last.isoformat()}


def _held(placed: Placed, post: Tenure, day: date, away: dict[str, str]) -> Reason:
    why = {"why": placed.reason.code.value, "agent": post.agent, "date": day.isoformat()}
    if post.duty is Duty.HOLDER:
        return Reason(ReasonCode.HOLDER, {**placed.reason.params, **why})
    code = ReasonCode.DEPUTY_ON_LEAVE if away else ReasonCode.DEPUTY
    return Reason(code, {**placed.reason.params, **why, **away})


def _is_secretary(post: Tenure, day: date) -> bool:
    """Whether somebody serves as secretary of the village on a day, and works."""
    return post.duty is Duty.SECRETARY and post.holds_on(day) and post.leave_on(day) is None


def _to_secretary(placed: Placed, post: Tenure, day: date, away: dict[str, str]) -> Assigned:
    why = {"why": placed.reason.code.value, "agent": post.agent, "date": day.isoformat()}
    params = {**placed.reason.params, **why, **away}
    return Assigned(Level.VILLAGE, Reason(ReasonCode.SECRETARY, params), post)


def _to_desk(placed: Placed, away: dict[str, str]) -> Assigned:
    params = {**placed.reason.params, "why": placed.reason.code.value, **away}
    if placed.region_code is None or not is_local(placed.region_code):
        return Assigned(Level.COUNTY, Reason(ReasonCode.COUNTY_DESK, params))
    params["region"] = placed.region_code
    return Assigned(Level.TOWNSHIP, Reason(ReasonCode.TOWNSHIP_DESK, params))
