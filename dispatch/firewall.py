"""Whom an accusation is about, from whom it is kept, and who takes it instead.

信访工作条例 art. 30 and 46(5): what is brought against somebody reaches neither that person nor
that body. So an issue carries bars, an actor carries tokens (`Actor.tokens`), and where the two
meet the issue does not exist for the actor.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from dispatch.region_codes import ancestors_of, is_statistical, level_of
from dispatch.rights import Actor
from dispatch.vocabulary import Level, RegionLevel


@dataclass(frozen=True, slots=True)
class Accused:
    """One accused party, with one body it belongs to.

    A person who serves several bodies is given once for each; somebody of no register and no
    body has no field at all.

    Attributes
    ----------
    agent_id, account_id
        The person, where it is one of ours.
    unit_id
        The unit accused, or the one the person works for.
    region_code
        Region whose own body is accused (its village committee, its township government), or
        the one the person serves; none for a unit alone.
    """

    agent_id: int | None = None
    account_id: int | None = None
    unit_id: int | None = None
    region_code: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Who takes an accusation: a level and its region."""

    level: Level
    region_code: str | None


_TAKERS: Final[dict[RegionLevel, Level]] = {
    RegionLevel.TOWNSHIP: Level.TOWNSHIP,
    RegionLevel.COUNTY: Level.COUNTY,
}
"""Regions whose desks take accusations, by level; a village never does."""

_BELOW: Final[dict[Level, RegionLevel]] = {
    Level.TOWNSHIP: RegionLevel.VILLAGE,
    Level.COUNTY: RegionLevel.TOWNSHIP,
    Level.ABOVE: RegionLevel.COUNTY,
}
"""The highest regions that an accusation taken at a level has passed over."""

ALWAYS: Final = frozenset({"l:agent", "l:secretary", "l:integration"})
"""Nobody in the village handles an accusation, and whoever filed it sees nothing more."""


def bars_of(
    accused: Collection[Accused], place: str | None, colleagues: Collection[int] = ()
) -> list[str]:
    """Tokens of everybody who must not learn of it: the party, its unit, its body, all below.

    A region bars its own body and everything under it, since whoever serves there has that
    region among the ancestors of his own. Whatever lies below the level that takes the
    accusation, at the place or at an accused body, is barred too.

    Parameters
    ----------
    accused
        Empty bars nobody but those who never handle an accusation.
    place
        Region the issue lies in; none where nobody knows.
    colleagues
        Accounts that serve an accused body, barred as persons too: under another grant they
        have other regions.

    Returns
    -------
    bars
        Sorted and without repeats: ``a:`` an agent's id, ``p:`` an account's, ``u:`` a unit's,
        ``r:`` a region's code, ``l:`` a role.
    """
    bars = set(ALWAYS)
    level = route_above(accused, place).level
    for code in (place, *(one.region_code for one in accused)):
        passed_over = _at(code, _BELOW[level])
        bars |= {f"r:{passed_over}"} if passed_over else set()
    for one in accused:
        bars |= _own_tokens(one)
    return sorted(bars | {f"p:{account}" for account in colleagues})


def is_barred(actor: Actor, bars: Collection[str]) -> bool:
    """Whether an issue with these bars does not exist for the actor."""
    return not actor.tokens.isdisjoint(bars)


def route_above(accused: Collection[Accused], place: str | None) -> Route:
    """Find the lowest desk above every accused body that also covers the place.

    信访工作条例 art. 30: nothing is passed down to those it is about. So a township takes what
    accuses its villages, in its own area, and nobody else; bodies of two townships, or a body
    of one and a place in another, go to the county.

    Parameters
    ----------
    accused
        A person or unit that belongs to no region's body stands below the county, and above
        every township.
    place
        Region the issue lies in; where nobody knows, no township can see it, and it goes to
        the county.

    Returns
    -------
    route
        `Level.ABOVE` without a region where the county itself is accused: nobody in this
        database but those above the county may have it. `Level.COUNTY` without a region in a
        free scheme, whose regions have no levels.
    """
    bodies = {one.region_code for one in accused if _is_ours(one.region_code)}
    if not bodies:
        return Route(Level.COUNTY, _at(place, RegionLevel.COUNTY))
    shared = set.intersection(*(set(ancestors_of(body)[1:]) for body in bodies))
    if _is_ours(place):
        shared &= set(ancestors_of(place))
    desks = {_TAKERS[of]: code for code in shared if (of := level_of(code)) in _TAKERS}
    if not _is_ours(place) or not all(_is_ours(one.region_code) for one in accused):
        desks.pop(Level.TOWNSHIP, None)
    level = next((one for one in _TAKERS.values() if one in desks), Level.ABOVE)
    return Route(level, desks.get(level))


def _own_tokens(one: Accused) -> set[str]:
    named = {"a": one.agent_id, "p": one.account_id, "u": one.unit_id, "r": one.region_code}
    return {f"{kind}:{value}" for kind, value in named.items() if value is not None}


def _is_ours(code: str | None) -> bool:
    return code is not None and is_statistical(code)


def _at(code: str | None, level: RegionLevel) -> str | None:
    """Region of a level that a code lies in; none for a code above it or of another scheme."""
    if code is None or not is_statistical(code):
        return None
    return next((one for one in ancestors_of(code) if level_of(one) is level), None)
