"""Atoms, centres and sizes, as the steps of packing see them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.arrays import Floats, Ints
from geo.bins_apart import opponents

# An atom nearly always ends in one of its nearest dozen grids.
_NEAREST: Final = 12
# Who does not count has next to no say where the others go.
WEIGHT_OF_NOBODY: Final = 0.01


@dataclass(frozen=True)
class Puzzle:
    """What to put where.

    Attributes
    ----------
    points, weights
        Metres (m, d) and counted households (m,) of each atom.
    centres
        Metres (k, d).
    lower, upper
        Bounds of each grid's households (k,).
    apart
        Pairs of atoms (e, 2) that may not share a grid.
    fixed
        Grid that an atom has to be in (m,), -1 for free ones.
    """

    points: Floats
    weights: Ints
    centres: Floats
    lower: Ints
    upper: Ints
    apart: Ints
    fixed: Ints

    @cached_property
    def against(self) -> list[set[int]]:
        """For each atom those it may not share a grid with."""
        return opponents(len(self.weights), self.apart)

    @cached_property
    def near(self) -> Ints:
        """Nearest grids of each atom (m, c), nearest first."""
        return nearest_centres(self.points, self.centres, _NEAREST)

    @cached_property
    def lumps(self) -> Ints:
        """Free atoms of several households, or with opponents, ascending."""
        return np.flatnonzero((self.fixed < 0) & ((self.weights > 1) | self._rival))

    @cached_property
    def units(self) -> Ints:
        """Free single households without opponents, ascending."""
        return np.flatnonzero((self.fixed < 0) & (self.weights == 1) & ~self._rival)

    @cached_property
    def loose(self) -> Ints:
        """Free atoms of nobody who counts, without opponents, ascending."""
        return np.flatnonzero((self.fixed < 0) & (self.weights == 0) & ~self._rival)

    @cached_property
    def _rival(self) -> NDArray[np.bool_]:
        return np.bincount(self.apart.ravel(), minlength=len(self.weights)) > 0


def nearest_centres(points: Floats, centres: Floats, most: int) -> Ints:
    """Nearest `most` centres of each point, or all of them: (n, c), nearest first."""
    ranks = [*range(1, min(most, len(centres)) + 1)]
    return np.asarray(cKDTree(centres).query(points, k=ranks)[1], dtype=np.int64)


def price(puzzle: Puzzle, atoms: Ints, grids: Ints) -> Floats:
    """Households times squared metres, for atoms and grids that broadcast to one shape."""
    squared = ((puzzle.points[atoms] - puzzle.centres[grids]) ** 2).sum(axis=-1)
    return np.asarray(np.maximum(puzzle.weights[atoms], WEIGHT_OF_NOBODY) * squared)


def total_price(puzzle: Puzzle, label: Ints) -> float:
    """Sum over all atoms."""
    return float(price(puzzle, np.arange(len(label)), label).sum())


def loads_of(puzzle: Puzzle, label: Ints) -> Ints:
    """Counted households of each grid (k,)."""
    return np.bincount(label, puzzle.weights, len(puzzle.centres)).astype(np.int64)


def faulty_grids(puzzle: Puzzle, label: Ints) -> Ints:
    """Grids out of their bounds, or with two opponents in them, ascending."""
    loads = loads_of(puzzle, label)
    faulty = (loads < puzzle.lower) | (loads > puzzle.upper)
    grid = label[puzzle.apart]
    faulty[grid[grid[:, 0] == grid[:, 1], 0]] = True
    return np.flatnonzero(faulty)
