"""The places a text mentions: stretches that spell names, with the suffix behind them."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from geo.address.divisions import Level
from geo.address.groups import begins_group
from geo.address.index import Hit, NameIndex, Spelling, find_hits
from geo.address.names import Name, Role
from geo.address.passage import BREAK, Passage
from geo.address.people import is_surname
from geo.address.suffixes import MARKS, Kind, names_office
from geo.address.surroundings import (
    is_edge,
    is_longer_before,
    is_longer_behind,
    is_near,
    is_open_before,
    is_open_behind,
    names_business,
    names_public,
)

UPPER: Final = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP})
_TRUST: Final = {
    Spelling.EXACT: 1.0,
    Spelling.VARIANT: 0.97,
    Spelling.SOUND: 0.9,
    Spelling.BLURRED: 0.8,
    Spelling.INITIALS: 0.6,
}
_SHORTEST, _LONG = 2, 3
_MARK_WORTH: Final = 1.0
_OFFICE_LETTERS: Final = 6
_EACH_COSTS: Final = 1.2
_TOWN_ENDS: Final = ("镇", "乡")
_STARTS: Final = frozenset({BREAK, *"在住到"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a passage that may name a place.

    Attributes
    ----------
    begin, end
        Letters of the name.
    stop
        End of its suffix.
    names
        Names it spells, each with how, the surest first.
    mark
        Level its suffix tells, None without one.
    kind
        Kind of village its suffix tells.
    grouped
        Whether a numbered group follows.
    public
        Whether a street, school or office follows.
    """

    begin: int
    end: int
    stop: int
    names: tuple[tuple[Spelling, Name], ...]
    mark: Level | None
    kind: Kind | None
    grouped: bool
    public: bool = False

    @property
    def spelling(self) -> Spelling:
        """How it spells the surest of its names."""
        return self.names[0][0]

    @property
    def length(self) -> int:
        """Letters of the name."""
        return self.end - self.begin

    @property
    def is_told(self) -> bool:
        """Whether a suffix or a group tells that it is a place."""
        return self.mark is not None or self.grouped

    def of(self, *levels: Level) -> "Mention | None":
        """Keep the names of some levels, None if there are none."""
        kept = tuple(pair for pair in self.names if pair[1].level in levels)
        return replace(self, names=kept) if kept else None

    def without(self, role: Role) -> "Mention | None":
        """Leave out the names of a role, None if no other is left."""
        kept = tuple(pair for pair in self.names if pair[1].role is not role)
        return replace(self, names=kept) if kept else None


def find_mentions(index: NameIndex, passage: Passage, on: date | None) -> list[Mention]:
    """Mentions of a passage that do not overlap, in their order, the weightiest first taken."""
    by_stretch: dict[tuple[int, int], list[Hit]] = defaultdict(list)
    for hit in find_hits(index, passage):
        by_stretch[hit.begin, hit.end].append(hit)
    found = [
        mention
        for (begin, end), hits in by_stretch.items()
        for mention in _mentions_at(index, passage, hits, slice(begin, end), on)
    ]
    return _apart(passage, found)


def _mentions_at(
    index: NameIndex, passage: Passage, hits: list[Hit], part: slice, on: date | None
) -> Iterator[Mention]:
    """Mention of a stretch with the suffix that one of its names bears, else without any."""
    begin, end = part.start, part.stop
    spelled = [(hit.spelling, index.names[i]) for hit in hits for i in hit.ids]
    pairs = [pair for pair in spelled if _was_there(pair[1], on)]
    grouped = begins_group(passage.letters, end)
    public = names_public(passage, end)
    bare = Mention(begin, end, end, (), mark=None, kind=None, grouped=grouped, public=public)
    for level in (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY, Level.PROVINCE):
        mark = MARKS[level].match(passage.letters, end)
        if mark is None or (level is Level.VILLAGE and grouped):
            continue
        kept = [pair for pair in pairs if pair[1].level is level and pair[1].role is not Role.SHORT]
        if not kept and level is Level.VILLAGE:  # 大路村: no such village, but the township
            kept = [
                pair
                for pair in pairs
                if pair[1].level is Level.TOWNSHIP and pair[0] is Spelling.EXACT
            ]
        if kept or level in {Level.VILLAGE, Level.TOWNSHIP}:
            marked = replace(bare, stop=mark.end(), mark=level, kind=_kind(mark))
            yield from _believable(passage, marked, kept)
            return
    yield from _believable(passage, bare, pairs)


def _was_there(name: Name, on: date | None) -> bool:
    return on is None or name.since is None or name.since <= on


def _kind(mark: re.Match[str]) -> Kind | None:
    found = mark.groupdict()
    return Kind.RURAL if found.get("rural") else Kind.URBAN if found.get("urban") else None


def _believable(
    passage: Passage, mention: Mention, pairs: Iterable[tuple[Spelling, Name]]
) -> Iterator[Mention]:
    kept = tuple(
        sorted(
            (pair for pair in pairs if _is_believable(passage, mention, *pair)), key=lambda p: p[0]
        )
    )
    if kept:
        yield replace(mention, names=kept)


def _is_believable(passage: Passage, mention: Mention, spelling: Spelling, name: Name) -> bool:
    """Whether a stretch is more than letters that happen to spell a name."""
    if _is_office(name):
        return spelling is Spelling.EXACT
    if name.role is Role.SHORT or name.core.endswith(_TOWN_ENDS):
        return spelling <= Spelling.VARIANT
    if spelling <= Spelling.VARIANT or spelling is Spelling.INITIALS:
        return True
    if mention.length > _SHORTEST:
        return True
    return (
        mention.is_told
        or is_edge(passage, mention.begin, mention.end)
        or _leads(passage, mention.begin)
    )


_UPPER_ENDS: Final = frozenset("旗县镇乡木道湾堵召松口路水城亥")


def _leads(passage: Passage, begin: int) -> bool:
    """Whether the letter before may end the name of a township."""
    return begin > 0 and passage.letters[begin - 1] in _UPPER_ENDS


def _apart(passage: Passage, mentions: list[Mention]) -> list[Mention]:
    """Those that together explain most of a text and do not overlap, in their order."""
    ordered = sorted(mentions, key=lambda one: (one.stop, one.begin))
    stops = [one.stop for one in ordered]
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for number, mention in enumerate(ordered):
        before = best[bisect_right(stops, mention.begin, 0, number)]
        taken = before[0] + weight(passage, mention) - _EACH_COSTS, (*before[1], number)
        best.append(max(best[-1], taken, key=lambda one: one[0]))
    return [ordered[number] for number in best[-1][1]]


def weight(passage: Passage, mention: Mention) -> float:
    """How much of a text a mention explains, and how well."""
    latin = sum(1 for i in range(mention.begin, mention.end) if i in passage.latin)
    told = _MARK_WORTH if mention.is_told else 0.0
    length = mention.length - max(_mark_letters(name) for _, name in mention.names)
    clean = is_open_before(passage, mention.begin) + is_open_behind(passage, mention.stop)
    explained = length + told + 0.1 * latin + 0.1 * (mention.stop - mention.end)
    return explained * _TRUST[mention.spelling] + 0.05 * clean


def _mark_letters(name: Name) -> float:
    """Letters of a name that are its suffix, which explains less than a name."""
    if name.role is Role.LANDMARK:
        return -_MARK_WORTH / 2
    if name.role is Role.SHORT:
        return _MARK_WORTH / 2
    return len(name.core) - 1.0 - _MARK_WORTH if _is_office(name) else 0.0


def _is_office(name: Name) -> bool:
    return names_office(name.core) and len(name.core) <= _OFFICE_LETTERS


def is_sound(passage: Passage, mention: Mention, *, supported: bool, near: bool = False) -> bool:
    """Whether nothing beside a mention makes something else of it.

    Parameters
    ----------
    supported
        Whether the text names a region above it.
    near
        Whether it does so right before the mention, which therefore begins there.
    """
    begin, end = mention.begin, mention.end
    told = mention.is_told
    if is_longer_before(passage, begin, marked=told) and not near:
        return False
    if not told and (is_longer_behind(passage, end) or names_business(passage, end)):
        return False
    return _is_open(passage, mention, supported=supported, near=near)


def _is_open(passage: Passage, mention: Mention, *, supported: bool, near: bool) -> bool:
    """Whether a name begins and ends where words do; the shorter it is, the more it must."""
    begins = near or is_open_before(passage, mention.begin)
    opens = begins, is_open_behind(passage, mention.stop)
    if mention.is_told:
        return opens[0] or supported or mention.length > _SHORTEST
    if mention.length > _LONG:
        return any(opens) or supported
    person = is_surname(passage.letters[mention.stop : mention.stop + 1])
    if mention.length > _SHORTEST:
        starts = mention.begin == 0 or passage.letters[mention.begin - 1] in _STARTS
        return all(opens) or (supported and (opens[1] or person)) or starts
    return all(opens) or (supported and opens[0] and person)


def follows(passage: Passage, upper: Mention, mention: Mention) -> bool:
    """Whether a mention stands directly behind one of a region above it."""
    return is_near(passage, upper.stop, mention.begin)
