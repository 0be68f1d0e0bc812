"""Which agent or desk an issue is handed to, with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dispatch.placing import Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import Duty, Level


@dataclass(frozen=True, slots=True)
class Tenure:
    """One post at a grid.

    Attributes
    ----------
    until
        First day the post no longer holds; none while it is open.
    """

    post_id: int
    agent_id: int
    agent: str
    duty: Duty
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the post is held on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who has the issue now; no agent means the desk of the level."""

    level: Level
    reason: Reason
    tenure: Tenure | None = None


def assign(
    placed: Placed, tenures: Iterable[Tenure], received_on: date, handed_on: date
) -> Assigned:
    """Hand a placed report to whoever answers for its grid.

    The holder on the day of receipt takes it, else that day's deputy; where nobody held the
    grid that day, whoever does on the day of handing over. Without a grid or a holder it
    goes to the village, without a village to the county desk.

    Parameters
    ----------
    tenures
        Posts at the grid of `placed`, in any order.
    received_on, handed_on
        Days in the county's time zone.
    """
    posts = sorted(tenures, key=lambda post: (-post.since.toordinal(), post.post_id))
    if placed.grid is not None:
        for day in dict.fromkeys((received_on, handed_on)):
            for duty, code in ((Duty.HOLDER, ReasonCode.HOLDER), (Duty.DEPUTY, ReasonCode.DEPUTY)):
                held = [post for post in posts if post.duty is duty and post.holds_on(day)]
                if held:
                    return Assigned(Level.GRID, _held(placed, held[0], code, day), held[0])
    return _to_desk(placed)


def _held(placed: Placed, post: Tenure, code: ReasonCode, day: date) -> Reason:
    why = {"why": placed.reason.code.value, "agent": post.agent, "date": day.isoformat()}
    return Reason(code, {**placed.reason.params, **why})


def _to_desk(placed: Placed) -> Assigned:
    params = {**placed.reason.params, "why": placed.reason.code.value}
    if placed.region_code is None:
        return Assigned(Level.COUNTY, Reason(ReasonCode.COUNTY_DESK, params))
    params["region"] = placed.region_code
    code = ReasonCode.VILLAGE_DESK if placed.grid is None else ReasonCode.NO_HOLDER
    return Assigned(Level.VILLAGE, Reason(code, params))
