"""Where a house stands: how well it is known, what is odd about it, who may say so."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Datum, Role

GOOD_WITHIN_M: Final = 10.0
"""About the size of a yard."""
USABLE_WITHIN_M: Final = 30.0
"""A phone's fix under open sky; grids are some 100 m wide (issue 5: worse ones are flagged)."""
FAR_FROM_VILLAGE_M: Final = 2_000.0
"""Houses stand outside the outline of their village, but seldom this far."""
IMPLAUSIBLE_FROM_M: Final = 20_000.0
"""Outside the county and this far from the village a point is a mistake, not a house."""
FOOTPRINT_ACCURACY_M: Final = 10.0
"""A building drawn from imagery is where it is to about its own size."""


class Quality(StrEnum):
    """How well a position is known."""

    GOOD = "good"
    USABLE = "usable"
    POOR = "poor"
    UNKNOWN = "unknown"


class Oddity(StrEnum):
    """What a person should look at; no position is refused for it."""

    POOR = "poor"
    OUTSIDE_GRIDS = "outside-grids"
    OTHER_VILLAGE = "other-village"
    FAR = "far"
    OUTSIDE_COUNTY = "outside-county"
    WRONG_DATUM = "wrong-datum"


@dataclass(frozen=True, slots=True)
class GridThere:
    """A grid that covers a position, with its village."""

    code: str
    region_code: str | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the registers know about the place where a house is said to stand.

    Attributes
    ----------
    village
        Village of the household.
    grids
        Grids that cover the place.
    gridded
        Whether the village has grids of its own.
    in_county
        Whether any region or grid covers the place.
    off_village_m
        Metres from the place to the outline of the village; none without an outline.
    shifted
        Datum and grid, when the place lies in no grid but would if it were in that datum.
    """

    village: str | None
    grids: tuple[GridThere, ...] = ()
    gridded: bool = False
    in_county: bool = True
    off_village_m: float | None = None
    shifted: tuple[Datum, str] | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What decides who may say where a household lives.

    Attributes
    ----------
    village
        Village of the household.
    grid
        Grid it belongs to today.
    found
        Whether it has a position.
    found_by
        Account that found it there today; none for any other day.
    """

    village: str | None
    grid: str | None
    found: bool
    found_by: int | None = None


def quality(accuracy_m: float | None) -> Quality:
    """Say how well a position is known, from the radius in metres it lies within.

    An import that does not say how exact it is stays `UNKNOWN`, which is no reason to go there.
    """
    if accuracy_m is None:
        return Quality.UNKNOWN
    if accuracy_m <= GOOD_WITHIN_M:
        return Quality.GOOD
    return Quality.USABLE if accuracy_m <= USABLE_WITHIN_M else Quality.POOR


def oddities(there: Surroundings, accuracy_m: float | None) -> tuple[Oddity, ...]:
    """List what is odd about a position, the plainest first.

    Parameters
    ----------
    accuracy_m
        Radius in metres the position is known to.
    """
    villages = {one.region_code for one in there.grids}
    far = there.off_village_m is not None and there.off_village_m > FAR_FROM_VILLAGE_M
    tests = {
        Oddity.POOR: quality(accuracy_m) is Quality.POOR,
        Oddity.WRONG_DATUM: there.shifted is not None,
        Oddity.OUTSIDE_COUNTY: not there.in_county,
        Oddity.OTHER_VILLAGE: bool(villages) and there.village not in {*villages, None},
        Oddity.OUTSIDE_GRIDS: there.gridded and not there.grids,
        Oddity.FAR: far,
    }
    return tuple(oddity for oddity, holds in tests.items() if holds)


def may_survey(actor: Actor, house: House, villages: Collection[str]) -> bool:
    """Whether an actor may say where a household lives.

    Parameters
    ----------
    villages
        Villages of the grids an agent answers for.

    Notes
    -----
    An agent finds the houses of his grids, and those of his village that nobody has found; one
    that he found today he may find again, though it joined another grid by it.
    """
    if not actor.may(Verb.SURVEY_HOUSEHOLDS):
        return False
    if actor.role is not Role.AGENT:
        return (house.village or "").startswith(actor.region_prefix)
    if house.grid in actor.grids:
        return True
    if house.village is None or house.village not in villages:
        return False
    return not house.found or house.found_by == actor.account_id
