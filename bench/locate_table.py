"""Comparing the answers of engines, and the table of their seconds."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.locate_cases import County

NOTE: Final = """\
{points:,} points, {polygons:,} polygons, {runs} runs in turns. Seconds: from data in the form each
likes, in memory or on its server, to arrays of row numbers; every index is built anew within them.
Ratio: to the fastest of the others' medians. Wrong: points off the lines whose polygon is not ours
(or, of polygons that hold a point, whose lowest row is not). On lines: vertices given another or no
polygon; only ours is bound to answer those alike."""
HEADERS: Final = ("engine", "median s", "least s", "most s", "ratio", "found", "wrong", "on lines")


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine: its seconds, points it found a polygon for, and where it differs from ours."""

    name: str
    seconds: list[float]
    found: int
    wrong: int
    on_lines: int

    @property
    def median(self) -> float:
        """Median seconds."""
        return statistics.median(self.seconds)


def differing(
    county: County,
    answer: tuple[NDArray[np.int64], NDArray[np.int64]],
    wanted: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> tuple[int, int, int]:
    """Points found, and those that differ: off the lines and on vertices."""
    first, expected = _lowest(county, *answer), _lowest(county, *wanted)
    differs = first != expected
    found = first < len(county.shapes)
    return (
        int(found.sum()),
        int((differs & ~county.on_vertex).sum()),
        int((differs & county.on_vertex).sum()),
    )


def _lowest(
    county: County, point: NDArray[np.int64], shape: NDArray[np.int64]
) -> NDArray[np.int64]:
    first = np.full(len(county.places), len(county.shapes))
    np.minimum.at(first, point, shape)
    return first


def table(measured: Sequence[Measured]) -> str:
    """Markdown table, the fastest first, and how ours stands to the fastest peer."""
    ordered = sorted(measured, key=lambda one: one.median)
    rows = [HEADERS, *(_row(one, ordered) for one in ordered)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADERS))]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _row(one: Measured, ordered: Sequence[Measured]) -> tuple[str, ...]:
    others = [other.median for other in ordered if other is not one]
    return (
        one.name,
        f"{one.median:.2f}",
        f"{min(one.seconds):.2f}",
        f"{max(one.seconds):.2f}",
        f"{one.median / min(others):.2f}" if others else "-",
        f"{one.found:,}",
        f"{one.wrong:,}",
        f"{one.on_lines:,}",
    )
