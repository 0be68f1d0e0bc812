"""Places named together: in a list, side by side, or as the ends of a stretch."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from geo.address.choice import Choice, Ground
from geo.address.divisions import Level
from geo.address.index import Spelling
from geo.address.mentions import Mention
from geo.address.names import Role
from geo.address.passage import Passage
from geo.address.people import looks_like_person
from geo.address.relations import Relation, tells_township
from geo.address.surroundings import is_hedged, is_open_before, is_open_behind, names_business

_LIST: Final = re.compile(
    "(?:村|社区)?(?:[一二三四五六七八九十]{1,3}[社组队])?(?:，|和|跟|与|同|以?及|还有)(?:咱们|我们)?"
)
_STRETCH: Final = re.compile(
    "(?:村|社区)?(?:一直|路口|这边|那边)?(?:[往向朝][东西南北上下里外][边面]?走?)?"
    "(?:一直|修|通|铺)?(?:到|至)(?:了|咱们|我们)?"
)
_HAMLET: Final = re.compile("(?:[一二三四五六七八九十]{1,3}[社组队])?[的那里]?")
_PLACES: Final = frozenset({Level.VILLAGE, Level.TOWNSHIP})
_Related = list[tuple[Mention, Relation]]


def is_stretch(passage: Passage, one: Mention, other: Mention) -> bool:
    """Whether a text goes from one place to another: 乌兰不浪到老山沟."""
    between = passage.letters[one.stop : other.begin]
    return one.stop < other.begin and _STRETCH.fullmatch(between) is not None


def is_listed(passage: Passage, one: Mention, other: Mention) -> bool:
    """Whether one place follows another in a list, as the other end, or side by side."""
    between = passage.letters[one.stop : other.begin]
    if not between:
        return not one.is_told and one.stop == other.begin
    return _LIST.fullmatch(between) is not None or is_stretch(passage, one, other)


def as_villages(passage: Passage, mentions: list[Mention]) -> list[Mention]:
    """Take a name of a village and an abolished township for the village beside another village.

    So it is at the end of a stretch, and where the other only tells its township: 跟忽吉图一个镇;
    and behind a village in a list, since a township is told before its villages: 忽昌梁五字湾.
    """
    kept = list(mentions)
    for number, (one, other) in enumerate(pairwise(mentions)):
        if one.of(Level.TOWNSHIP) is None and is_listed(passage, one, other):
            kept[number + 1] = _as_village(other)
        if is_stretch(passage, one, other) or tells_township(passage, other):
            kept[number] = _as_village(one) if other.of(Level.VILLAGE) else one
    return kept


def _as_village(mention: Mention) -> Mention:
    township = mention.of(Level.TOWNSHIP)
    is_living = township is not None and township.without(Role.FORMER) is not None
    return mention if is_living or mention.is_told else mention.of(Level.VILLAGE) or mention


def with_ends(passage: Passage, related: _Related) -> _Related:
    """Let both ends of a stretch count alike: two townships, two villages; one of each, neither."""
    found = sorted(related, key=lambda pair: pair[0].begin)
    for number, ((one, before), (other, after)) in enumerate(pairwise(found)):
        levels = {one.names[0][1].level, other.names[0][1].level}
        is_open = after is Relation.AT and before in {Relation.AT, Relation.BESIDE}
        if is_open and levels <= _PLACES and is_stretch(passage, one, other):
            relation = Relation.AT if len(levels) == 1 else Relation.BESIDE
            found[number : number + 2] = [(one, relation), (other, relation)]
    return found


def with_companions(ground: Ground, choices: list[Choice]) -> list[Choice]:
    """Take a name for a place's if it stands in a list with one that surely is."""
    kept = list(choices)
    order = range(len(kept) - 1)
    for left in (*order, *reversed(order)):
        one, other = kept[left], kept[left + 1]
        if one.is_firm == other.is_firm or not is_listed(
            ground.passage, one.mention, other.mention
        ):
            continue
        loose = left if other.is_firm else left + 1
        is_beside = one.mention.stop == other.mention.begin
        may_be = _may_be_place(ground.passage, kept[loose], is_beside=is_beside)
        kept[loose] = replace(kept[loose], is_firm=kept[loose].is_firm or may_be)
    return kept


def _may_be_place(passage: Passage, choice: Choice, *, is_beside: bool) -> bool:
    """Whether nothing speaks against a place but the letters beside it.

    Right behind another name it may be a person's or a firm's; in a list it is a place's.
    """
    mention = choice.mention
    name = mention.names[0][1]
    if choice.spelling > Spelling.VARIANT or is_hedged(passage, mention.begin, mention.stop):
        return False
    if not mention.is_told and (
        name.needs_mark or (is_beside and _is_other(passage, mention, name.core))
    ):
        return False
    is_open = is_open_before(passage, mention.begin) or is_open_behind(passage, mention.stop)
    return is_open or not is_beside


def _is_other(passage: Passage, mention: Mention, core: str) -> bool:
    return looks_like_person(core) or names_business(passage, mention.end)


def is_hamlet(passage: Passage, told: Mention, bare: Mention) -> bool:
    """Whether a bare name right behind a village may be one of its hamlets: 石匠沟村纳日庙."""
    between = passage.letters[told.stop : bare.begin]
    return told.stop <= bare.begin and _HAMLET.fullmatch(between) is not None
