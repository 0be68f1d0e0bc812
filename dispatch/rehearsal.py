"""What a change of boundaries or posts would have done to issues of the past."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.assignment import Tenure, assign
from dispatch.placing import GridHit, Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import Confidence, PlacementMethod


@dataclass(frozen=True, slots=True)
class Handed:
    """Who has one issue, or would have it.

    Attributes
    ----------
    issue
        Its id.
    grid, agent
        Code and id; none where it lies in no grid, or waits at a desk.
    """

    issue: int
    grid: str | None
    agent: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """How many issues would have gone to another agent; none is a desk."""

    before: int | None
    after: int | None
    issues: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would have been different.

    Attributes
    ----------
    issues
        All that were looked at.
    moved
        With another agent than before, or with one instead of a desk, or the other way round.
    regridded
        In another grid than before.
    nobody
        Without any agent after the change.
    passages
        From whom to whom, most issues first; ties by the ids, desks last.
    """

    issues: int
    moved: int
    regridded: int
    nobody: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """One issue of the past: the grid it lies in, and the day it was received."""

    issue: int
    grid: str | None
    received_on: date


def compare(before: Sequence[Handed], after: Sequence[Handed]) -> Rehearsal:
    """Lay what was beside what would have been.

    Parameters
    ----------
    before, after
        The same issues, each once, in any order.

    Raises
    ------
    ValueError
        If the two name different issues.
    """
    was = {one.issue: one for one in before}
    would = {one.issue: one for one in after}
    if was.keys() != would.keys() or len(was) < len(before) or len(would) < len(after):
        msg = "a rehearsal compares the same issues, each once"
        raise ValueError(msg)
    pairs = [(was[issue], would[issue]) for issue in was]
    ways = Counter((one.agent, other.agent) for one, other in pairs if one.agent != other.agent)
    return Rehearsal(
        issues=len(pairs),
        moved=ways.total(),
        regridded=sum(one.grid != other.grid for one, other in pairs),
        nobody=sum(other.agent is None for _, other in pairs),
        passages=tuple(
            Passage(*way, count) for way, count in sorted(ways.items(), key=_most_first)
        ),
    )


def replay(past: Iterable[Past], tenures: Mapping[str, Sequence[Tenure]]) -> list[Handed]:
    """Hand issues of the past over by the rule of today, each on the day it was received.

    Parameters
    ----------
    tenures
        Posts by grid code, as they were or as they would be.
    """
    return [_handed(one, tenures.get(one.grid or "", ())) for one in past]


def _handed(one: Past, tenures: Sequence[Tenure]) -> Handed:
    if one.grid is None:
        return Handed(one.issue, None, None)
    hit = GridHit(one.grid, 0, None)
    why = Reason(ReasonCode.POINT_GRID, {"grid": one.grid})
    placed = Placed(PlacementMethod.POINT, Confidence.HIGH, why, grid=hit)
    tenure = assign(placed, tenures, one.received_on, one.received_on).tenure
    return Handed(one.issue, one.grid, tenure.agent_id if tenure else None)


def _most_first(way: tuple[tuple[int | None, int | None], int]) -> tuple[object, ...]:
    (before, after), count = way
    return (-count, before is None, before or 0, after is None, after or 0)
