"""Where names begin in a passage, by writing, by sound, and with one letter wrong."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from geo.address.divisions import Level
from geo.address.names import Name, Role
from geo.address.passage import BREAK, UNKNOWN, Passage
from geo.address.sounds import blurred, spoken_forms
from geo.address.spelling import variant_key


class Spelling(IntEnum):
    """How a text spells a name, the surest first."""

    EXACT = 0
    VARIANT = 1
    SOUND = 2
    BLURRED = 3
    SLIP = 4
    INITIALS = 5


_LONGEST: Final = 20
_SHORTEST: Final = 2
_SHORTEST_SLIP: Final = 3
_HEADS: Final = (2, 3)
_Ids = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Numbers of names by key.

    Attributes
    ----------
    names
        All names.
    exact, variant, sound, blurred, initials
        Numbers by the name as it is written or spoken.
    gaps
        Numbers of townships by the variant key with ``?`` for one letter.
    heads
        First two and first three letters of all names, as written, by the variant key, and as
        blurred syllables: most places of a text begin no name.
    """

    names: tuple[Name, ...]
    exact: dict[str, _Ids]
    variant: dict[str, _Ids]
    sound: dict[str, _Ids]
    blurred: dict[str, _Ids]
    initials: dict[str, _Ids]
    gaps: dict[str, _Ids]
    heads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of a passage that spells names.

    Attributes
    ----------
    begin, end
        Letters from, and up to but without.
    spelling
        How.
    ids
        Numbers of the names.
    """

    begin: int
    end: int
    spelling: Spelling
    ids: _Ids


def make_index(names: list[Name]) -> NameIndex:
    """Index names by all the ways a text may spell them."""
    tables: list[dict[str, list[int]]] = [defaultdict(list) for _ in range(6)]
    exact, variant, sound, blur, initials, gaps = tables
    for number, name in enumerate(names):
        exact[name.core].append(number)
        if name.role in {Role.LANDMARK, Role.ABOVE, Role.ELSEWHERE}:
            continue
        variant[variant_key(name.core)].append(number)
        for form in spoken_forms(name.core):
            sound["".join(form)].append(number)
            blur["".join(map(blurred, form))].append(number)
            initials["".join(one[0] for one in form)].append(number)
        if name.level is Level.TOWNSHIP and len(name.core) >= _SHORTEST_SLIP:
            for gap in _gap_keys(variant_key(name.core)):
                gaps[gap].append(number)
    return NameIndex(
        names=tuple(names),
        exact=_frozen(exact),
        variant=_frozen(variant),
        sound=_frozen(sound),
        blurred=_frozen(blur),
        initials=_frozen(initials),
        gaps=_frozen(gaps),
        heads=frozenset(_heads(names)),
    )


def _frozen(table: dict[str, list[int]]) -> dict[str, _Ids]:
    return {key: tuple(dict.fromkeys(ids)) for key, ids in table.items()}


def _gap_keys(key: str) -> Iterator[str]:
    """Give a key with each of its letters unknown in turn."""
    for i in range(len(key)):
        yield f"{key[:i]}?{key[i + 1 :]}"


def _heads(names: list[Name]) -> Iterator[str]:
    for name in names:
        for length in _HEADS:
            head = name.core[:length]
            yield head
            yield variant_key(name.core)[:length]
            yield from ("".join(map(blurred, form)) for form in spoken_forms(head))


def find_hits(index: NameIndex, passage: Passage) -> Iterator[Hit]:
    """All stretches that spell a name in writing or by sound, the surest spelling of each.

    One letter wrong is `find_slips`'s; initials come with the letters they were typed in.
    """
    heard = [blurred(sound) for sound in passage.sounds]
    for begin, letter in enumerate(passage.letters):
        if letter == BREAK:
            continue
        if letter == UNKNOWN and (ids := index.initials.get(passage.sounds[begin])):
            yield Hit(begin, begin + 1, Spelling.INITIALS, ids)
        if _may_begin(index, passage, heard, slice(begin, begin + _HEADS[0])):
            yield from _hits_at(index, passage, heard, begin)


def _may_begin(index: NameIndex, passage: Passage, heard: list[str], head: slice) -> bool:
    return (
        passage.letters[head] in index.heads
        or passage.variants[head] in index.heads
        or "".join(heard[head]) in index.heads
    )


def _hits_at(index: NameIndex, passage: Passage, heard: list[str], begin: int) -> Iterator[Hit]:
    last = min(len(passage.letters), begin + _LONGEST)
    stop = passage.letters.find(BREAK, begin, last)
    last = last if stop < 0 else stop
    if not _may_begin(index, passage, heard, slice(begin, begin + _HEADS[1])):
        last = min(last, begin + _HEADS[0])
    for end in range(begin + _SHORTEST, last + 1):
        taken: set[int] = set()
        for spelling, ids in _spelled(index, passage, heard, slice(begin, end)):
            fresh = tuple(number for number in ids if number not in taken)
            taken.update(fresh)
            if fresh:
                yield Hit(begin, end, spelling, fresh)


def _spelled(
    index: NameIndex, passage: Passage, heard: list[str], part: slice
) -> Iterator[tuple[Spelling, _Ids]]:
    length = part.stop - part.start
    is_latin = any(i in passage.latin for i in range(part.start, part.stop))
    if not is_latin:
        yield Spelling.EXACT, index.exact.get(passage.letters[part], ())
        alike = index.sound.get("".join(passage.sounds[part]), ())
        shaped = index.variant.get(passage.variants[part], ())
        yield Spelling.VARIANT, tuple(i for i in shaped if i in alike)
    for spelling, table, syllables in (
        (Spelling.SOUND, index.sound, passage.sounds),
        (Spelling.BLURRED, index.blurred, heard),
    ):
        ids = table.get("".join(syllables[part]), ())
        yield (
            spelling,
            ids if is_latin else tuple(i for i in ids if len(index.names[i].core) == length),
        )
    if not is_latin:
        yield Spelling.BLURRED, index.variant.get(passage.variants[part], ())


def find_slips(index: NameIndex, passage: Passage, begin: int, end: int) -> _Ids:
    """Townships that a stretch spells but for one letter that is another."""
    found: dict[int, None] = {}
    for gap in _gap_keys(passage.variants[begin:end]):
        found.update(dict.fromkeys(index.gaps.get(gap, ())))
    return tuple(found)
