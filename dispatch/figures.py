"""Every figure a release could hold, and the issues each is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from dispatch.disclosure import LEAST_AFFECTED, LEAST_EXPOSED
from dispatch.periods import QUARTERS_A_YEAR

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOWHERE: Final = -1
"""Village or cell of an issue without a position."""


class Layer(StrEnum):
    """What a figure counts the issues of: an area, the whole list, or what lies nowhere."""

    VILLAGES = "villages"
    CELLS = "cells"
    LISTED = "listed"
    UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True, eq=False)
class Atoms:
    """Issues by village, cell, category and quarter: what every figure is a sum of.

    Attributes
    ----------
    village, cell
        Position in the lists of villages and of cells; `NOWHERE` without a position. An issue
        in no village is in the one after the last.
    category
        Position in the list of categories.
    quarter
        Quarters since the first one counted.
    issues
        How many; at least 1.
    """

    village: Ints
    cell: Ints
    category: Ints
    quarter: Ints
    issues: Ints


@dataclass(frozen=True, slots=True)
class Shape:
    """How many villages, cells, categories and quarters there are.

    Areas are numbered through: villages, what lies in no village, cells, the list, and what
    has no position.
    """

    villages: int
    cells: int
    categories: int
    quarters: int

    @property
    def outside(self) -> int:
        """Area of what lies in no village; it is never shown."""
        return self.villages

    @property
    def first_cell(self) -> int:
        """Area of the first cell."""
        return self.villages + 1

    @property
    def listed(self) -> int:
        """Area of the whole list."""
        return self.first_cell + self.cells

    @property
    def unplaced(self) -> int:
        """Area of what has no position."""
        return self.listed + 1

    @property
    def areas(self) -> int:
        """How many areas there are."""
        return self.unplaced + 1

    @property
    def every(self) -> int:
        """Category that stands for all categories together."""
        return self.categories

    def slice_of(self, layer: Layer) -> slice:
        """Areas of a layer."""
        return {
            Layer.VILLAGES: slice(0, self.villages),
            Layer.CELLS: slice(self.first_cell, self.listed),
            Layer.LISTED: slice(self.listed, self.listed + 1),
            Layer.UNPLACED: slice(self.unplaced, self.areas),
        }[layer]

    @property
    def dense(self) -> tuple[int, int, int, int]:
        """Shape of an array of all figures: area, category, last quarter, quarter or year."""
        return self.areas, self.categories + 1, self.quarters, 2


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures that are not zero, by area, category, last quarter, and quarter or year.

    Attributes
    ----------
    key
        Position in an array of `Shape.dense`, ascending.
    matrix
        One row a figure, one column an atom: 1 where the figure counts it.
    issues
        The figures themselves.
    exposed
        Households living in each area in each quarter.
    """

    shape: Shape
    key: Ints
    matrix: Any
    issues: Ints
    exposed: Ints

    @cached_property
    def places(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Area, category, last quarter, and 1 for a year, of each figure."""
        area, category, last, year = np.unravel_index(self.key, self.shape.dense)
        return area, category, last, year

    @cached_property
    def sensitive(self) -> Flags:
        """Figures that may never be said: too few households, or too few issues but some."""
        area, _, last, _ = self.places
        few = (self.exposed[area, last] < LEAST_EXPOSED) & (area != self.shape.outside)
        sensitive: Flags = few | (self.issues < LEAST_AFFECTED)
        return sensitive

    def find(self, area: Any, category: Any, last: Any, year: Any) -> Ints:
        """Position of figures; -1 for those that are zero."""
        want = np.ravel_multi_index((area, category, last, year), self.shape.dense)
        found = np.minimum(np.searchsorted(self.key, want), len(self.key) - 1)
        return np.where(self.key[found] == want, found, -1)


def count_figures(atoms: Atoms, shape: Shape, exposed: Ints) -> Figures:
    """Add the atoms up to every figure that is not zero.

    Parameters
    ----------
    exposed
        Households, one row an area, one column a quarter.
    """
    pairs = list(_entries(atoms, shape))
    keys = np.concatenate([key for key, _ in pairs])
    columns = np.concatenate([atom for _, atom in pairs])
    key, row = np.unique(keys, return_inverse=True)
    ones = np.ones(len(row))
    matrix = csr_array((ones, (row, columns)), shape=(len(key), len(atoms.issues)))
    return Figures(shape, key, matrix, np.rint(matrix @ atoms.issues).astype(np.int64), exposed)


def spans(quarter: Ints, quarters: int) -> Iterator[tuple[Flags, Ints, int]]:
    """Periods that hold some quarters: which of these have one, its last quarter, and 1 for a year.

    A year has to lie wholly in the quarters that are counted.
    """
    yield np.ones(len(quarter), dtype=bool), quarter, 0
    for later in range(QUARTERS_A_YEAR):
        last = quarter + later
        yield (last < quarters) & (last >= QUARTERS_A_YEAR - 1), last, 1


def _entries(atoms: Atoms, shape: Shape) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of figure and atom, for each way of adding up."""
    numbers = np.arange(len(atoms.issues))
    placed = atoms.cell != NOWHERE
    areas = (
        (atoms.village, placed),
        (atoms.cell + shape.first_cell, placed),
        (np.full(len(numbers), shape.listed), placed | ~placed),
        (np.full(len(numbers), shape.unplaced), ~placed),
    )
    for area, inside in areas:
        chosen = numbers[inside]
        for category in (atoms.category, np.full(len(numbers), shape.every)):
            for holds, last, year in spans(atoms.quarter[chosen], shape.quarters):
                where = (area[chosen], category[chosen], last, np.full(len(chosen), year))
                kept = tuple(part[holds] for part in where)
                yield np.ravel_multi_index(kept, shape.dense), chosen[holds]
