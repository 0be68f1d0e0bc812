"""Which figures add up to which: the lines along which a withheld one could be worked out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from dispatch.disclosure import LEAST_EXPOSED
from dispatch.figures import NOWHERE, Atoms, Figures, Flags, Ints, Layer, spans
from dispatch.periods import QUARTERS_A_YEAR

UNBOUNDED: Final = 1 << 40
"""Rest of a line that tells a difference, not a sum."""


_OVER_VILLAGES: Final = 2
_OVER_CELLS: Final = 3
"""Places in the list of kinds of `draw_lines`."""


class _Some(NamedTuple):
    """Entries of lines of one kind: total → part, and how much of the part lies in the total."""

    total: Ints
    part: Ints
    issues: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines, and the parts on each.

    Attributes
    ----------
    total, other
        Figures that must both be known for a line to tell anything; mostly the same one.
    whole
        What the parts of a line add up to, `UNBOUNDED` where it is a difference.
    lurking
        Areas on a line that have no issue but, for all a reader knows, might have some: too
        few households live there for any figure.
    line, part, issues, inner
        One entry a part: its line, its figure, the issues it has in common with the line, and
        whether these are all it has.
    """

    total: Ints
    other: Ints
    whole: Ints
    lurking: Ints
    line: Ints
    part: Ints
    issues: Ints
    inner: Flags


def draw_lines(figures: Figures, atoms: Atoms) -> Lines:
    """Find every line between figures that are not zero.

    The lines are: an area over the categories; an area over the quarters of a year; the list
    over the villages, and over the cells, each with what has no position; a village over the
    cells it shares issues with, and a cell over its villages; and two years that overlap in
    three quarters, whose difference is that of two quarters.
    """
    kinds = [
        _over_categories(figures),
        _over_quarters(figures),
        *_over_areas(figures),
        *_overlaps(figures, atoms),
    ]
    count = max(len(figures.key), 1)
    line = np.concatenate([kind * count + some.total for kind, some in enumerate(kinds)])
    part = np.concatenate([some.part for some in kinds])
    issues = np.concatenate([some.issues for some in kinds])
    known, line = np.unique(line, return_inverse=True)
    total = known % count
    sums = Lines(
        total=total,
        other=total,
        whole=figures.issues[total],
        lurking=_lurking(figures, known // count, total, (line, part)),
        line=line,
        part=part,
        issues=issues,
        inner=issues == figures.issues[part],
    )
    return _with_differences(figures, sums)


def _lurking(figures: Figures, kind: Ints, total: Ints, entries: tuple[Ints, Ints]) -> Ints:
    line, part = entries
    shape = figures.shape
    area, _, last, _ = figures.places
    few = figures.exposed < LEAST_EXPOSED
    lurking = np.zeros(len(total), dtype=np.int64)
    for number, layer in ((_OVER_VILLAGES, Layer.VILLAGES), (_OVER_CELLS, Layer.CELLS)):
        places = few[shape.slice_of(layer)].sum(axis=0)
        lurking += np.where(kind == number, places[last[total]], 0)
    place = ~np.isin(area[part], (shape.outside, shape.listed, shape.unplaced))
    of_list = np.isin(kind, (_OVER_VILLAGES, _OVER_CELLS))[line]
    counted = few[area[part], last[part]] & place & of_list
    return lurking - np.bincount(line[counted], minlength=len(total))


def _with_differences(figures: Figures, sums: Lines) -> Lines:
    later, earlier, steps = _differences(figures)
    return Lines(
        total=np.concatenate([sums.total, later]),
        other=np.concatenate([sums.other, earlier]),
        whole=np.concatenate([sums.whole, np.full(len(later), UNBOUNDED)]),
        lurking=np.concatenate([sums.lurking, np.zeros_like(later)]),
        line=np.concatenate([sums.line, steps.total + len(sums.total)]),
        part=np.concatenate([sums.part, steps.part]),
        issues=np.concatenate([sums.issues, steps.issues]),
        inner=np.concatenate([sums.inner, np.ones(len(steps.part), dtype=bool)]),
    )


def _whole(figures: Figures, part: Ints, total: Ints) -> _Some:
    return _Some(total, part, figures.issues[part])


def _over_categories(figures: Figures) -> _Some:
    area, category, last, year = figures.places
    part = np.flatnonzero(category != figures.shape.every)
    every = np.full(len(part), figures.shape.every)
    return _whole(figures, part, figures.find(area[part], every, last[part], year[part]))


def _over_quarters(figures: Figures) -> _Some:
    area, category, last, year = figures.places
    quarters = np.flatnonzero(year == 0)
    parts, totals = [], []
    for holds, end, whole_year in spans(last[quarters], figures.shape.quarters):
        if whole_year:
            part = quarters[holds]
            parts.append(part)
            ones = np.ones(len(part), dtype=np.int64)
            totals.append(figures.find(area[part], category[part], end[holds], ones))
    return _whole(figures, np.concatenate(parts), np.concatenate(totals))


def _over_areas(figures: Figures) -> Iterator[_Some]:
    area, category, last, year = figures.places
    shape = figures.shape
    village = area <= shape.outside
    cell = ~village & (area < shape.listed)
    for layer in (village, cell):
        part = np.flatnonzero(layer | (area == shape.unplaced))
        listed = np.full(len(part), shape.listed)
        yield _whole(figures, part, figures.find(listed, category[part], last[part], year[part]))


def _overlaps(figures: Figures, atoms: Atoms) -> Iterator[_Some]:
    """Villages over their cells, then cells over their villages."""
    shape, count, pairs, issues = figures.shape, len(figures.key), [], []
    placed = np.flatnonzero(atoms.cell != NOWHERE)
    for category in (atoms.category, np.full(len(atoms.category), shape.every)):
        for holds, last, year in spans(atoms.quarter[placed], shape.quarters):
            atom = placed[holds]
            rest = (category[atom], last[holds], np.full(len(atom), year))
            village = figures.find(atoms.village[atom], *rest)
            cell = figures.find(atoms.cell[atom] + shape.first_cell, *rest)
            pairs.append(village * count + cell)
            issues.append(atoms.issues[atom])
    pair, which = np.unique(np.concatenate(pairs), return_inverse=True)
    shared = np.bincount(which, np.concatenate(issues), len(pair)).astype(np.int64)
    village, cell = pair // max(count, 1), pair % max(count, 1)
    yield _Some(village, cell, shared)
    yield _Some(cell, village, shared)


def _differences(figures: Figures) -> tuple[Ints, Ints, _Some]:
    """Years, those a quarter earlier, and the two quarters in which these differ."""
    area, category, last, year = figures.places
    later = np.flatnonzero((year == 1) & (last >= QUARTERS_A_YEAR))
    ones = np.ones(len(later), dtype=np.int64)
    earlier = figures.find(area[later], category[later], last[later] - 1, ones)
    later, earlier = later[earlier >= 0], earlier[earlier >= 0]
    numbers, parts = [], []
    for before in (0, QUARTERS_A_YEAR):
        at = (area[later], category[later], last[later] - before, np.zeros_like(later))
        part = figures.find(*at)
        numbers.append(np.flatnonzero(part >= 0))
        parts.append(part[part >= 0])
    part = np.concatenate(parts)
    return later, earlier, _Some(np.concatenate(numbers), part, figures.issues[part])
