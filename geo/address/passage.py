"""A text as the letters that names can be found in."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from geo.address.sounds import readings, split_letters
from geo.address.spelling import numeral, plain, variant_key

BREAK: Final = "，"
"""Stands for all that is no part of a name."""
UNKNOWN: Final = "\ue000"
"""Stands for a syllable that was typed in Latin letters."""
MOST_LETTERS: Final = 400
"""A text is read so far; addresses are shorter, stories are not addresses."""

_PIECES: Final = re.compile(
    "(?P<han>[\u2e80-\u2fff\u3400-\u9fff\U00020000-\U0003ffff])"
    r"|(?P<latin>[a-zü]+(?:['’][a-zü]+)*)(?P<tone>[1-5](?![0-9]))?"
    r"|(?P<digits>[0-9]+(?:[.:/%-][0-9]+)*)"
    r"|(?P<space>\s+)|(?P<other>.)",
    re.DOTALL,
)
_MEASURE: Final = re.compile(
    r"\s*(?:多|来|几)?(?:元|块钱|亩|户|岁|月|日|年|点|万|斤|吨|人|天|平|度|次|号楼|公里|千米)"
)
# Syllables of suffixes and numerals: the letter serves to find those words, never a name.
_LETTERS: Final = {
    "cun": "村", "zhen": "镇", "xiang": "乡", "qi": "旗", "xian": "县", "she": "社", "zu": "组",
    "dui": "队", "wei": "委", "hui": "会", "ga": "嘎", "cha": "查", "mu": "木", "jie": "街",
    "dao": "道", "qu": "区", "yi": "一", "er": "二", "san": "三", "si": "四", "liu": "六",
    "ba": "八", "jiu": "九", "shi": "十", "jia": "家", "de": "的",
}  # fmt: skip
_LONGEST_NUMBER: Final = 2
_SHORTEST_INITIALS, _LONGEST_INITIALS = 3, 6


@dataclass(frozen=True, slots=True)
class Passage:
    """Letters of a text, blanks left out.

    Attributes
    ----------
    raw
        The text in simplified, half-width, lower-case letters.
    letters
        One per syllable: a character, `UNKNOWN` or a suffix for Latin letters, `BREAK` for
        anything else.
    variants
        The same by `geo.address.spelling.variant_key`.
    sounds
        Syllable of each letter, empty for a break; initials where Latin letters are no syllables.
    spaced
        Indices before which the text had a blank.
    latin
        Indices that were typed in Latin letters.
    """

    raw: str
    letters: str
    variants: str
    sounds: tuple[str, ...]
    spaced: frozenset[int]
    latin: frozenset[int]


@cache
def _sound(letter: str) -> str:
    return next(iter(readings(letter)), "")


def read_passage(text: str) -> Passage:
    """Take a text apart; numbers with a measure and long ones are no part of a name."""
    raw = plain(_without_tones(text[:MOST_LETTERS]))
    letters: list[tuple[str, str, bool]] = []
    spaced = set()
    for piece in _PIECES.finditer(raw):
        if piece["space"]:
            spaced.add(len(letters))
        elif piece["han"]:
            letters.append((piece["han"], _sound(piece["han"]), False))
        elif piece["latin"]:
            letters += _latin(piece["latin"])
        else:
            letters += _number(piece["digits"], raw[piece.end() :])
    written = "".join(letter for letter, _, _ in letters)
    return Passage(
        raw=raw,
        letters=written,
        variants=variant_key(written),
        sounds=tuple(sound for _, sound, _ in letters),
        spaced=frozenset(spaced),
        latin=frozenset(i for i, (_, _, latin) in enumerate(letters) if latin),
    )


def _without_tones(text: str) -> str:
    """Latin letters without tone marks; ü stays a letter of its own."""
    if text.isascii() or not re.search("[\u00c0-\u024f\u0300-\u036f]", text):
        return text
    parts = unicodedata.normalize("NFD", text)
    bare = re.sub("[\u0300-\u0307\u0309-\u036f]", "", parts)
    return unicodedata.normalize("NFC", bare)


def _latin(run: str) -> list[tuple[str, str, bool]]:
    parts = re.split("['’]", run.replace("ü", "v"))
    split = [split_letters(part) for part in parts]
    found = [syllable for part in split for syllable in part or []]
    if all(split):
        return [(_LETTERS.get(one, UNKNOWN), one, True) for one in found]
    if _SHORTEST_INITIALS <= len(run) <= _LONGEST_INITIALS and len(parts) == 1:
        return [(UNKNOWN, run, True)]
    return [(BREAK, "", False)]


def _number(digits: str | None, rest: str) -> list[tuple[str, str, bool]]:
    is_short = digits is not None and digits.isdigit() and len(digits) <= _LONGEST_NUMBER
    if digits is None or not is_short or _MEASURE.match(rest):
        return [(BREAK, "", False)]
    return [(letter, _sound(letter), False) for letter in numeral(int(digits))]
