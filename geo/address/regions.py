"""The township, county or higher region that a text names, where it names no village."""

import re
from typing import Final

from geo.address.choice import Ground
from geo.address.divisions import Level
from geo.address.groups import find_group
from geo.address.index import Spelling
from geo.address.mentions import Mention, follows, is_sound
from geo.address.names import Role
from geo.address.passage import BREAK
from geo.address.scope import grounds, supports
from geo.address.surroundings import is_alone, is_open_before
from geo.address.together import is_listed
from geo.address.verdict import Verdict, certain, open_between

_SHORT: Final = 2
_ENDS: Final = ("旗", "县", "市", "盟", "镇", "乡", "苏木")


def settle_region(ground: Ground) -> Verdict:
    """Settle on the deepest region that is surely named."""
    firm = [one for one in ground.upper if _is_firm(ground, one)]
    named = [one for one in ground.upper if one in firm or _is_listed(ground, one, firm)]
    townships = [one for one in named if one.names[0][1].level is Level.TOWNSHIP]
    over = [one for one in named if one not in townships]
    above = [one for one in over if one.without(Role.ABOVE)]
    if townships:
        verdict = _settle(ground, townships, over)
        return verdict if verdict.possible or not above else _settle_above(ground, above)
    return _settle_above(ground, above) if above else Verdict()


def _is_listed(ground: Ground, mention: Mention, firm: list[Mention]) -> bool:
    """Whether a township stands in a list with one that surely is named: 沙圪堵和暖水."""
    if mention.names[0][1].level is not Level.TOWNSHIP or mention.spelling > Spelling.VARIANT:
        return False
    return any(
        is_listed(ground.passage, *sorted((mention, one), key=lambda either: either.begin))
        for one in firm
        if one.names[0][1].level is Level.TOWNSHIP
    )


def _settle_above(ground: Ground, above: list[Mention]) -> Verdict:
    """Settle on the deepest region above the townships."""
    deepest = max(above, key=lambda one: list(Level).index(one.names[0][1].level))
    return _settle(ground, [deepest], [one for one in above if one is not deepest])


def _is_firm(ground: Ground, mention: Mention) -> bool:
    spelling, name = mention.names[0]
    near = any(follows(ground.passage, one, mention) for one in ground.upper if one is not mention)
    if spelling is Spelling.SLIP:
        return False
    if name.core.endswith(_ENDS):
        return is_open_before(ground.passage, mention.begin)
    if mention.is_told:
        return is_sound(ground.passage, mention, supported=True)
    if name.needs_mark and not near:
        return False
    if mention.length == _SHORT and not near and not ground.within:
        return is_alone(ground.passage, mention.begin, mention.end)
    return spelling < Spelling.SLIP and is_sound(ground.passage, mention, supported=near)


def _settle(ground: Ground, mentions: list[Mention], above: list[Mention]) -> Verdict:
    """Settle where all mentions mean one region; regions above choose among namesakes."""
    meant = [_targets_of(ground, mention, above) for mention in mentions]
    shared = frozenset.intersection(*meant)
    if len(shared) == 1:
        return certain(next(iter(shared)), mentions[0].spelling, "region")
    everything = sorted(frozenset.union(*meant))
    if not everything:
        return Verdict(why=("regions-differ",))
    if not shared and all(len(one) == 1 for one in meant):
        return open_between(ground.gazetteer, everything, "regions-differ")
    return open_between(ground.gazetteer, sorted(shared) or everything, "namesakes")


def _targets_of(ground: Ground, mention: Mention, above: list[Mention]) -> frozenset[int]:
    """Regions that a mention means: today's of that name, else those of a former one."""
    living = mention.without(Role.FORMER)
    if (
        living is not None
        and _may_be_split(ground, mention)
        and (split := _split_off(ground, mention))
    ):
        return frozenset({*_targets_of(ground, living, above), *split})
    kept = (living or mention).names
    best = kept[0][0]
    found: set[int] = set()
    for spelling, name in kept:
        if spelling == best:
            found |= grounds(ground.gazetteer, name)
    inside = {number for number in found if _is_inside(ground, number)}
    chosen = {
        number for number in inside if all(supports(ground.gazetteer, one, number) for one in above)
    }
    return frozenset(chosen)


_TOWN_WORDS: Final = re.compile("社区|小区|街|路|号楼|栋|单元|巷|花园|家园|公寓")


def _may_be_split(ground: Ground, mention: Mention) -> bool:
    """Whether a name may cover what was split off it.

    So it does when said without its suffix, of a town, or with a word behind that may be a
    village; with a group or an office behind it does not.
    """
    behind = ground.passage.letters[mention.stop :]
    if not mention.is_told or _TOWN_WORDS.search(behind):
        return True
    is_over = not behind or behind[0] == BREAK or mention.stop in ground.passage.spaced
    return not is_over and find_group(behind, 0) is None


def _split_off(ground: Ground, mention: Mention) -> set[int]:
    """Townships that were split off a living one and are still called by its name."""
    former = [name for _, name in mention.names if name.role is Role.FORMER]
    return {
        number
        for name in former
        for number in grounds(ground.gazetteer, name)
        if _is_inside(ground, number)
    }


def _is_inside(ground: Ground, number: int) -> bool:
    """Whether a region lies in the one given, or holds it."""
    if ground.within is None:
        return True
    places = ground.gazetteer.places
    return ground.within in places[number].line or number in places[ground.within].line


def upper_targets(ground: Ground) -> list[int]:
    """Regions that all mentions of regions mean."""
    return sorted({one for mention in ground.upper for one in _targets_of(ground, mention, [])})
