"""How exactly an actor is shown where an issue is: by task, not by rank."""

from dataclasses import dataclass
from typing import Final

from dispatch.errors import NotPermitted
from dispatch.region_codes import DIGITS, is_statistical, level_of
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Level, Precision, Purpose, RegionLevel, Role

HOLDS: Final[dict[Role, Level]] = {
    Role.SECRETARY: Level.VILLAGE,
    Role.TOWNSHIP: Level.TOWNSHIP,
    Role.COUNTY: Level.COUNTY,
    Role.SCREENER: Level.COUNTY,
}
"""Desk → level at which an issue is in its hands."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What decides about one issue or household that an actor may see.

    Attributes
    ----------
    level
        Who has the issue now; none for a household.
    grid_code
        Grid it lies in.
    unit_id
        Unit that handles it.
    entered_desk
        Desk that entered it (`Actor.desk`).
    entered_by
        Account that entered it.
    has_moved
        Whether a moved point of its grid is kept; without one the village is all there is.
    """

    level: Level | None = None
    grid_code: str | None = None
    unit_id: int | None = None
    entered_desk: str | None = None
    entered_by: int | None = None
    has_moved: bool = False


def precision(actor: Actor, subject: Subject, purpose: Purpose = Purpose.READ) -> Precision:
    """How exactly an actor sees where something is, once it may be seen at all.

    Parameters
    ----------
    purpose
        A desk that states `Purpose.PLACE` is finding the house, and sees it.

    Notes
    -----
    Design, "precision follows the task": the body that now holds the issue, its grid agent,
    and the desk entering or placing it see the house; others of the township see it moved
    inside the grid; others of the county see the village.
    """
    if _sees_the_house(actor, subject) or (purpose is Purpose.PLACE and may_place(actor)):
        return Precision.EXACT
    return coarsest(actor) if subject.has_moved else Precision.AREA


def house_precision(actor: Actor, purpose: Purpose = Purpose.READ) -> Precision:
    """How exactly an actor sees a registered household, once it may be seen at all.

    Notes
    -----
    Whoever serves in the village knows its houses; a desk learns where one stands only while it
    finds a place. Nobody is shown a house moved: memberships say in which grid it lies.
    """
    asked = purpose is Purpose.PLACE and may_place(actor)
    return Precision.EXACT if knows_households(actor) or asked else Precision.AREA


def knows_households(actor: Actor) -> bool:
    """Whether the actor serves the village, and so reads its households' names and phones."""
    if actor.role is Role.SECRETARY:
        return _is_at(actor.region_code, RegionLevel.VILLAGE)
    return actor.role is Role.AGENT


def coarsest(actor: Actor) -> Precision:
    """What an actor is shown of a place in a grid that is not his task."""
    near = actor.role is Role.AGENT or _is_at(actor.region_code, RegionLevel.TOWNSHIP)
    return Precision.MOVED if near else Precision.AREA


def may_place(actor: Actor) -> bool:
    """Whether the actor sits at a desk that finds places."""
    return actor.desk is not None and actor.may(Verb.FILE_ISSUE)


def require_purpose(actor: Actor, purpose: Purpose) -> None:
    """Refuse a purpose that is not the actor's.

    Raises
    ------
    NotPermitted
        If somebody who sits at no desk says that he is finding a place.
    """
    if purpose is Purpose.PLACE and not may_place(actor):
        msg = f"the role {actor.role} finds no places; leave the purpose out"
        raise NotPermitted(msg)


def _sees_the_house(actor: Actor, subject: Subject) -> bool:
    if actor.role is Role.AGENT:
        return subject.grid_code is not None and subject.grid_code in actor.grids
    if actor.role is Role.HANDLER:
        return subject.unit_id is not None and subject.unit_id == actor.unit_id
    if actor.role is Role.INTEGRATION:
        return subject.entered_by == actor.account_id
    if actor.desk is None:
        return False
    return HOLDS[actor.role] is subject.level or subject.entered_desk == actor.desk


def _is_at(region_code: str | None, level: RegionLevel) -> bool:
    """Whether a region is of a level or below it; a free scheme is one place."""
    if region_code is None or not is_statistical(region_code):
        return True
    return DIGITS[level_of(region_code)] >= DIGITS[level]
