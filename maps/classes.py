"""Colour classes of counts: zero by itself, then at most four steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from maps.legend import LegendEntry

STEPS: Final = 5
SUPPRESSED: Final = "lock"


@dataclass(frozen=True, slots=True)
class CountClass:
    """One colour step: whole numbers from `lower` to `upper`, both included."""

    lower: int
    upper: int

    @property
    def words(self) -> str:
        """The numbers as a legend writes them."""
        if self.lower == self.upper:
            return str(self.lower)
        return f"{self.lower}\u2013{self.upper}"


def count_classes(counts: Iterable[int]) -> list[CountClass]:
    """Cut counts into classes that hold about equally many places.

    Parameters
    ----------
    counts
        Whole numbers, 0 or more.

    Returns
    -------
    classes
        Zero alone, then up to ``STEPS - 1`` classes that touch without gaps and end at the
        greatest count. Upper ends are quantiles of the positive counts, so that a single
        very high place does not paint all others alike. Only zero when nothing is positive.
    """
    positive = np.array([count for count in counts if count > 0], dtype=np.int64)
    classes = [CountClass(0, 0)]
    if not len(positive):
        return classes
    shares = np.arange(1, STEPS) / (STEPS - 1)
    uppers = np.unique(np.quantile(positive, shares, method="inverted_cdf")).tolist()
    for upper in uppers:
        classes.append(CountClass(classes[-1].upper + 1, int(upper)))
    return classes


def class_names(counts: Iterable[int | None], classes: Sequence[CountClass]) -> list[str]:
    """CSS class of each count; None is suppressed and gets the lock."""
    uppers = [step.upper for step in classes]
    return [
        SUPPRESSED if count is None else f"n{int(np.searchsorted(uppers, count))}"
        for count in counts
    ]


def class_legend(
    names: Sequence[str], classes: Sequence[CountClass], *, suppressed: str
) -> list[LegendEntry]:
    """Legend of the classes with how many places each holds."""
    entries = [
        LegendEntry(f"n{index}", step.words, names.count(f"n{index}"), swatch=True)
        for index, step in enumerate(classes)
    ]
    if SUPPRESSED in names:
        locked = LegendEntry(SUPPRESSED, suppressed, names.count(SUPPRESSED), swatch=True)
        entries.append(locked)
    return entries
