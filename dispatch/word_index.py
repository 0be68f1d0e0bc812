"""Tell quickly which of many word classes may stand in a text."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

_BEHIND: Final = ("(?<!", "(?<=")
_SPECIAL: Final = frozenset("\\.^$*+?{}[]|()")
_RANGED: Final = frozenset("\\^-")
_MAYBE: Final = re.compile(r"[?*]|\{0?,[^}]*\}")


class WordIndex:
    """Word classes by the characters their words begin with.

    Looking for each of a hundred classes takes longer than looking up what stands in a text.

    Parameters
    ----------
    words
        Name of each class → its regular expression.

    Attributes
    ----------
    patterns
        Name of each class → its regular expression, compiled.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self.patterns = {name: re.compile(pattern) for name, pattern in words.items()}
        self._led: dict[str, set[str]] = {}
        self._others: dict[str, re.Pattern[str]] = {}
        for name, pattern in words.items():
            led = {word: leads(word) for word in _alternatives(pattern)}
            for lead in set().union(*(found for found in led.values() if found)):
                self._led.setdefault(lead, set()).add(name)
            others = [word for word, found in led.items() if not found]
            if others:
                self._others[name] = re.compile("|".join(others))

    def possible(self, text: str) -> set[str]:
        """Give the classes that may stand in a text; no other does."""
        seen = {*text, *(one + other for one, other in pairwise(text))}
        found = set[str]().union(*(self._led[lead] for lead in seen if lead in self._led))
        return found | {
            name
            for name, others in self._others.items()
            if name not in found and others.search(text)
        }


def leads(word: str) -> set[str]:
    """Give one or two characters each match of a regular expression begins with.

    Returns
    -------
    leads
        Every match begins with one of them; empty where that cannot be told.
    """
    if word.startswith(_BEHIND):
        return leads(word[_end_of_group(word) :])
    first, rest = _first(word)
    maybe = _MAYBE.match(rest)
    if first and maybe:
        after = leads(rest[maybe.end() :])
        return first | after if after else set()
    if word[:1] in _SPECIAL or not rest or rest[0] in _SPECIAL:
        return first
    second, last = _first(rest)
    return first if _MAYBE.match(last) else {one + two for one in first for two in second}


def _first(word: str) -> tuple[set[str], str]:
    """Split off what a regular expression begins with; empty where that cannot be told."""
    if word.startswith("(?:"):
        end = _end_of_group(word)
        each = [leads(one) for one in _alternatives(word[3 : end - 1])]
        return (set().union(*each) if all(each) else set()), word[end:]
    if word.startswith("["):
        end = word.index("]", 2)
        characters = set(word[1:end])
        return (set() if characters & _RANGED else characters), word[end + 1 :]
    return (set(word[:1]) - _SPECIAL), word[1:]


def _end_of_group(word: str) -> int:
    """Position after the bracket that closes the one a regular expression begins with."""
    depth = 0
    for at, character in _outside_classes(word):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at + 1
    return len(word)


def _alternatives(pattern: str) -> Iterator[str]:
    """Split a regular expression at the bars outside its brackets."""
    begin = depth = 0
    for at, character in _outside_classes(pattern):
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            yield pattern[begin:at]
            begin = at + 1
    yield pattern[begin:]


def _outside_classes(pattern: str) -> Iterator[tuple[int, str]]:
    """Characters that mean something, with their positions: none escaped, none within ``[]``."""
    skipped = re.compile(r"\\.|\[.[^\]]*\]|(.)", re.DOTALL)
    for match in skipped.finditer(pattern):
        if match.group(1):
            yield match.start(), match.group(1)
