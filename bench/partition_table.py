"""The table of a measurement: one row per case and method, over all seeds."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bench.partition_figures import Figures

HEADERS: Final = (
    *("case", "method", "grids", "in range", "mean m", "PP", "PP p10"),
    *("multi-piece", "outside", "gaps m²", "overlaps m²", "vertices", "s", "MB"),
)
NOTE: Final = """\
Medians over seeds; in range, multi-piece, outside, gaps and overlaps of the worst seed. In range:
grids of 10 to 15 households. Mean m: households to the mean of their grid. PP: Polsby-Popper.
Multi-piece: grids in several pieces. Outside: households their grid's polygon does not hold. Gaps,
overlaps: of the GeoJSON written and read again. Vertices: per grid, where the boundary turns by
more than 1 degree, the village's own outline left out.
Seconds: Wangge's are the whole job, polygons included; the peers draw none, theirs are labels
only, and the polygons measured are the union of the members' Voronoi cells clipped to the
village, drawn afterwards. Start of Python, reading and writing count for nobody. MB: peak
resident memory of the process and of its workers, each whole. Villages are shared out over
{workers} process(es), for every method."""
_NOTHING_M2: Final = 1e-9
_ABSENT: Final = "-"


@dataclass(frozen=True, slots=True)
class Run:
    """One method on one case with one seed.

    Attributes
    ----------
    problem
        Why there are no figures: ``not finished``, ``failed``; None when there are.
    """

    case: str
    method: str
    seed: int
    problem: str | None = None
    seconds: float = 0.0
    memory_mb: float = 0.0
    figures: Figures | None = None


def table(runs: Sequence[Run], names: dict[str, str]) -> str:
    """Markdown table with columns padded to read well on a screen too."""
    rows = [HEADERS, *(_row(own, names) for own in _by_method(runs))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADERS))]
    lines = ["| " + " | ".join(map(_padded, row, widths)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _padded(cell: str, width: int) -> str:
    return cell.ljust(width)


def _by_method(runs: Sequence[Run]) -> list[list[Run]]:
    groups: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.case, run.method), []).append(run)
    return list(groups.values())


def _row(runs: list[Run], names: dict[str, str]) -> tuple[str, ...]:
    head = (runs[0].case, names[runs[0].method])
    problems = [run.problem for run in runs if run.problem]
    if problems:
        return (*head, problems[0], *[_ABSENT] * (len(HEADERS) - 3))
    seconds = statistics.median(run.seconds for run in runs)
    memory = statistics.median(run.memory_mb for run in runs)
    figures = [run.figures for run in runs if run.figures is not None]
    return (*head, *_cells(figures), f"{seconds:.2f}", f"{memory:.0f}")


def _cells(figures: list[Figures]) -> tuple[str, ...]:
    def median(name: str) -> float:
        return float(statistics.median(getattr(one, name) for one in figures))

    return (
        f"{median('grids'):,.0f}",
        _share(min(one.in_range for one in figures)),
        f"{median('distance_m'):.2f}",
        f"{median('compactness'):.3f}",
        f"{median('compactness_p10'):.3f}",
        f"{max(one.broken for one in figures)}",
        f"{max(one.outside for one in figures)}",
        _area(max(one.gaps_m2 for one in figures)),
        _area(max(one.overlaps_m2 for one in figures)),
        f"{median('vertices'):.1f}",
    )


def _share(part: float) -> str:
    """Percent, never rounded up to all."""
    return "100 %" if part == 1 else f"{math.floor(part * 1000) / 10:.1f} %"


def _area(m2: float) -> str:
    return "0" if m2 < _NOTHING_M2 else f"{m2:.1g}"
