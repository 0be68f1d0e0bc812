"""Which divisions the regions that a text names leave open."""

from collections.abc import Iterable
from dataclasses import dataclass

from geo.address.divisions import Level
from geo.address.gazetteer import Gazetteer
from geo.address.mentions import UPPER, Mention
from geo.address.names import Name, Role


@dataclass(frozen=True, slots=True)
class Sorted:
    """Mentions by what they are to the reading.

    Attributes
    ----------
    upper
        Townships and what stands above them.
    villages
        Villages.
    landmarks
        Landmarks.
    elsewhere
        Places outside the tree.
    twins
        Villages that bear the name of a region which is mentioned without its suffix.
    """

    upper: tuple[Mention, ...]
    villages: tuple[Mention, ...]
    landmarks: tuple[Mention, ...]
    elsewhere: tuple[Mention, ...]
    twins: tuple[Mention, ...]


def sort_mentions(gazetteer: Gazetteer, mentions: list[Mention]) -> Sorted:
    """Tell regions, villages, landmarks and places elsewhere apart."""
    upper: list[Mention] = []
    villages: list[Mention] = []
    landmarks: list[Mention] = []
    elsewhere: list[Mention] = []
    twins: list[Mention] = []
    for mention in mentions:
        roles = {name.role for _, name in mention.names}
        if Role.ELSEWHERE in roles and _means_elsewhere(mention):
            elsewhere.append(mention)
        elif Role.LANDMARK in roles:
            landmarks.append(mention)
        elif (above := mention.of(*UPPER)) and _means_upper(gazetteer, mention, mentions):
            upper.append(above)
            twins += [below] if not mention.is_told and (below := mention.of(Level.VILLAGE)) else []
        elif below := mention.of(Level.VILLAGE):
            villages.append(below)
    return Sorted(tuple(upper), tuple(villages), tuple(landmarks), tuple(elsewhere), tuple(twins))


def _means_elsewhere(mention: Mention) -> bool:
    """Whether a name that is also one of places elsewhere means those; not if a township has it."""
    if mention.mark is None:
        living = mention.of(Level.TOWNSHIP)
        return living is None and not mention.grouped
    return mention.mark not in {Level.VILLAGE, Level.TOWNSHIP}


def _means_upper(gazetteer: Gazetteer, mention: Mention, mentions: list[Mention]) -> bool:
    """Whether a name of both a region and a village means the region.

    It does so without a suffix, unless that region has been named before, or a township that
    holds the village. An abolished one it means only where the text names no township: who
    says 川掌 may mean village or township.
    """
    if mention.of(Level.VILLAGE) is None:
        return True
    if mention.is_told:
        return mention.mark in UPPER
    above = mention.of(*UPPER)
    living = above and above.without(Role.FORMER)
    others = [one for one in mentions if one is not mention]
    if living is None:
        return not mention.public and not any(one.of(Level.TOWNSHIP) for one in others)
    before = [one for one in others if one.stop <= mention.begin]
    if any(_is_held(gazetteer, one, mention) for one in before):
        return False
    named = {
        number
        for one in others
        if one.begin < mention.begin and (region := one.of(*UPPER))
        for _, name in region.names
        for number in name.targets
    }
    return not any(number in named for _, name in living.names for number in name.targets)


def _is_held(gazetteer: Gazetteer, one: Mention, mention: Mention) -> bool:
    """Whether a mention is of a township that holds a village of the name of another."""
    township, village = one.of(Level.TOWNSHIP), mention.of(Level.VILLAGE)
    if township is None or village is None:
        return False
    targets = {number for _, name in village.names for number in name.targets}
    return any(supports(gazetteer, township, number) for number in targets)


def supports(gazetteer: Gazetteer, upper: Mention, number: int) -> bool:
    """Whether a region that is mentioned holds a division, today or in former times."""
    return any(_holds(gazetteer, name, number) for _, name in upper.names)


def _holds(gazetteer: Gazetteer, name: Name, number: int) -> bool:
    line = gazetteer.places[number].line
    return any(region in line for region in grounds(gazetteer, name))


def grounds(gazetteer: Gazetteer, name: Name) -> frozenset[int]:
    """Regions that a name of a region covers; an abolished township, all it is divided among."""
    if name.role is not Role.FORMER:
        return frozenset(name.targets)
    return frozenset(_township_of(gazetteer, number) for number in name.targets)


def _township_of(gazetteer: Gazetteer, number: int) -> int:
    """The township of a village; any other division, and a village without one, for itself."""
    place = gazetteer.places[number]
    return number if place.parent is None or place.level is not Level.VILLAGE else place.parent


def common_region(gazetteer: Gazetteer, numbers: Iterable[int]) -> int | None:
    """Deepest division, a county at the highest, that holds all of these; it may be one of them."""
    lines = [gazetteer.places[number].line for number in numbers]
    if not lines:
        return None
    shared = [one for one in lines[0] if all(one in line for line in lines[1:])]
    deepest = next(iter(shared), None)
    if deepest is None or gazetteer.places[deepest].level in {Level.PROVINCE, Level.CITY}:
        return None
    return deepest
