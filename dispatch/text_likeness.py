"""How alike the words of two reports are: their subjects, and the pairs of characters shared."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from dispatch.lexicon.subjects import OFFICIALESE, SUBJECTS

_SUBJECTS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(words) for name, words in SUBJECTS.items()
}
_NOTHING_SAID: Final = re.compile(rf"[\W\d_]+|{OFFICIALESE}")
_WHICH_ONE: Final = re.compile(
    r"([一二三四五六七八九十]+|\d+|[前后东西南北上中下])(?=社|组|队|号楼|栋|小队|期)"
)
_LATIN: Final = re.compile(r"[a-z]{3,}")
_LONGEST: Final = 2_000
"""Characters of a report that are read: a longer letter repeats itself."""


@lru_cache(maxsize=4096)
def subjects_of(text: str) -> frozenset[str]:
    """Subjects a text speaks of; see `dispatch.lexicon.subjects`."""
    said = text[:_LONGEST]
    return frozenset(name for name, pattern in _SUBJECTS.items() if pattern.search(said))


def shared_words(one: str, other: str) -> float:
    """Part of the shorter text's pairs of characters that the other has too, 0 to 1.

    What clerks and callers say in every report counts for nothing. Nothing left: 0.
    """
    mine, theirs = _pairs(one), _pairs(other)
    fewer = min(len(mine), len(theirs))
    return len(mine & theirs) / fewer if fewer else 0.0


def name_different_ones(one: str, other: str) -> bool:
    """Whether both texts say which group, team or house they mean, and mean different ones."""
    mine, theirs = _which(one), _which(other)
    return bool(mine and theirs and not mine & theirs)


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    said = text[:_LONGEST].lower()
    words = frozenset(_LATIN.findall(said))
    parts = _NOTHING_SAID.split(_LATIN.sub(" ", said))
    return words | {part[at : at + 2] for part in parts for at in range(len(part) - 1)}


def _which(text: str) -> frozenset[str]:
    return frozenset(_WHICH_ONE.findall(text[:_LONGEST]))
