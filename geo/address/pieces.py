"""Townships said by a piece of their name, before a village they hold: 召镇 for 准格尔召镇."""

from collections.abc import Iterator
from typing import Final

from geo.address.divisions import Level
from geo.address.gazetteer import Gazetteer
from geo.address.index import Spelling
from geo.address.mentions import Mention
from geo.address.names import Name, Role
from geo.address.passage import BREAK, Passage
from geo.address.places import Place
from geo.address.spelling import variant_key
from geo.address.strangers import rest_of
from geo.address.suffixes import MARKS
from geo.address.surroundings import is_open_before

_LONGEST, _LONGEST_BARE = 4, 3
_NO_PIECE: Final = frozenset(
    "本全老小下回城集同故家思各外那这邻该咱两整村水重古新山农牧一二三四五六七八九十个"
)


def with_pieces(gazetteer: Gazetteer, passage: Passage, mentions: list[Mention]) -> list[Mention]:
    """Add the townships that pieces of names stand for, each where only one fits and agrees.

    A piece counts if one township of a county has it, that township holds the village named
    behind it, and nothing stands before it that would make it part of another word.
    """
    found = [*_marked(gazetteer, passage, mentions), *_bare(gazetteer, passage, mentions)]
    if not found:
        return mentions
    kept = [one for one in mentions if all(_are_apart(one, piece) for piece in found)]
    return sorted([*kept, *found], key=lambda one: one.begin)


def strange_piece(gazetteer: Gazetteer, passage: Passage, mentions: list[Mention]) -> int | None:
    """Letter at which the suffix begins of a piece that does not agree, None without one.

    召镇二长渠: a township of that county has the piece, but not the village.
    """
    for begin, stop, word in _stretches(passage, mentions):
        if any(
            _bears(gazetteer.places[one], passage.variants[begin:stop], word)
            for number in _villages(mentions, stop)
            for one in _townships_of(gazetteer, number)
        ):
            return stop
    return None


def _are_apart(one: Mention, other: Mention) -> bool:
    return one.stop <= other.begin or other.stop <= one.begin


def _marked(gazetteer: Gazetteer, passage: Passage, mentions: list[Mention]) -> Iterator[Mention]:
    """Pieces before 镇, 乡, 苏木 or 街道, the longest at each."""
    taken: set[int] = set()
    for begin, stop, word in _stretches(passage, mentions):
        agreeing = _agreeing(
            gazetteer, passage.variants[begin:stop], word, _villages(mentions, stop)
        )
        if agreeing and stop not in taken:
            taken.add(stop)
            end = stop + len(word)
            yield _piece(passage, slice(begin, stop), end, agreeing, Level.TOWNSHIP)


def _stretches(passage: Passage, mentions: list[Mention]) -> Iterator[tuple[int, int, str]]:
    """Letters before each suffix of a township that no name bears, the longest first."""
    rest = rest_of(passage, mentions)
    stops = {one.stop for one in mentions}
    for found in MARKS[Level.TOWNSHIP].finditer(rest):
        stop = found.start()
        for begin in range(max(0, stop - _LONGEST), stop):
            letters = rest[begin:stop]
            is_open = is_open_before(passage, begin) or begin in stops
            if is_open and BREAK not in letters and letters not in _NO_PIECE:
                yield begin, stop, found[0]


def _bare(gazetteer: Gazetteer, passage: Passage, mentions: list[Mention]) -> Iterator[Mention]:
    """Pieces of two or three letters right before a village: 连城五家尧."""
    taken = {i for one in mentions for i in range(one.begin, one.stop)}
    for mention in mentions:
        village = mention.of(Level.VILLAGE)
        if village is None or mention.begin in passage.spaced:
            continue
        for begin in range(max(0, mention.begin - _LONGEST_BARE), mention.begin - 1):
            part = slice(begin, mention.begin)
            if not is_open_before(passage, begin) or BREAK in passage.letters[part]:
                continue
            if not taken.isdisjoint(range(part.start, part.stop)):
                continue
            if agreeing := _agreeing(gazetteer, passage.variants[part], "", _targets(village)):
                yield _piece(passage, part, part.stop, agreeing, None)
                break


def _villages(mentions: list[Mention], stop: int) -> list[int]:
    """Villages that are named behind a letter."""
    behind = (one.of(Level.VILLAGE) for one in mentions if one.begin >= stop)
    named = (number for one in behind if one is not None for number in _targets(one))
    return list(dict.fromkeys(named))


def _targets(mention: Mention) -> list[int]:
    return [number for _, name in mention.names for number in name.targets]


def _agreeing(gazetteer: Gazetteer, piece: str, word: str, villages: list[int]) -> tuple[int, ...]:
    """Townships of these villages that have the piece, as no other of their county has."""
    found: dict[int, None] = {}
    for number in villages:
        bearing = [
            one
            for one in _townships_of(gazetteer, number)
            if _bears(gazetteer.places[one], piece, word)
        ]
        if len(bearing) == 1 and bearing[0] in gazetteer.places[number].line:
            found[bearing[0]] = None
    return tuple(found)


def _townships_of(gazetteer: Gazetteer, number: int) -> tuple[int, ...]:
    """Townships of the county of a village."""
    line = gazetteer.places[number].line
    county = next((one for one in line if gazetteer.places[one].level is Level.COUNTY), None)
    return gazetteer.below.get(county, ()) if county is not None else ()


def _bears(place: Place, piece: str, word: str) -> bool:
    """Whether the name of a township holds a piece, at an end if it is one letter."""
    key = variant_key(place.parts.core)
    if piece == key or word[:1] not in place.parts.suffix:
        return False
    if len(piece) == 1:
        return piece in {key[0], key[-1]}
    return piece in key or piece == key[0] + key[-1]


def _piece(
    passage: Passage, part: slice, end: int, townships: tuple[int, ...], mark: Level | None
) -> Mention:
    name = Name(passage.letters[part], Level.TOWNSHIP, Role.SHORT, townships)
    return Mention(
        part.start, part.stop, end, ((Spelling.VARIANT, name),), mark, kind=None, grouped=False
    )
