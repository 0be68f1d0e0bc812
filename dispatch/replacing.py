"""Whether an issue that somebody places goes to somebody else by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dispatch.assignment import BY_THE_RULE, Assigned, Tenure, assign
from dispatch.placing import Placed
from dispatch.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Standing:
    """How an issue stands with whom it is.

    Attributes
    ----------
    before
        Where it was placed last.
    level
        Who has it now.
    held
        Whether it waits for a screener, with nobody.
    with_a_unit
        Whether a unit handles it.
    assigned
        Level and reason code of the assignment that runs; none without one.
    """

    before: Placed
    level: Level
    held: bool = False
    with_a_unit: bool = False
    assigned: tuple[Level, str] | None = None


def handed_by_it(
    standing: Standing, placed: Placed, tenures: Iterable[Tenure], day: date
) -> Assigned | None:
    """Who gets an issue that was placed anew; none where it stays with whom it is.

    It stays where grid and region are those of before, where a screener or a unit has it, and
    where somebody passed it on by hand: an assignment with another reason than a rule's, or a
    level that is no longer the assignment's.

    Parameters
    ----------
    tenures
        Posts at the grid of `placed`, in any order.
    day
        Of handing over, in the county's time zone.
    """
    if standing.held or standing.with_a_unit or not lies_elsewhere(standing.before, placed):
        return None
    if standing.assigned is not None:
        level, reason = standing.assigned
        if level is not standing.level or reason not in BY_THE_RULE:
            return None
    return assign(placed, tenures, day, day)


def lies_elsewhere(before: Placed, placed: Placed) -> bool:
    """Whether a placing leads to another grid or region than the one before."""
    return _where(before) != _where(placed)


def _where(placed: Placed) -> tuple[str | None, str | None]:
    return placed.grid.code if placed.grid else None, placed.region_code
