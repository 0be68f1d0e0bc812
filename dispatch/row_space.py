"""What follows from told figures by adding and subtracting them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, eye_array
from scipy.sparse.linalg import splu

from dispatch.figures import Figures, Flags, Ints
from dispatch.lines import UNBOUNDED, Lines

Floats = NDArray[np.float64]

_SHIFT: Final = 1e-8
"""Keeps the normal matrix invertible where told figures repeat one another."""
_STEPS: Final = 30
_RESIDUE: Final = 1e-11
_TOLERANCE: Final = 1e-6
"""Between rounding (below 1e-9) and the smallest part of a row outside the row space (> 1e-3)."""
_SEED: Final = 20260101
_VECTORS: Final = 2
_REFINEMENTS: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The figures that are told, ready to be asked what follows from them.

    Attributes
    ----------
    figures
        Their positions.
    change
        Turns their rows into `rows`, which say the same with fewer entries.
    rows
        Rows of length 1 over the atoms.
    solve
        Solves the normal equations of `rows`.
    """

    figures: Ints
    change: Any
    rows: Any
    solve: Callable[[Floats], Floats]


def tell(figures: Figures, lines: Lines, told: Flags) -> Told:
    """Prepare the told figures."""
    chosen = np.flatnonzero(told)
    change = _fewer_entries(figures, lines, told, chosen)
    rows = (change @ figures.matrix[chosen]).tocsr()
    rows.data = np.rint(rows.data)
    rows.eliminate_zeros()
    lengths = np.diff(rows.indptr)
    kept = np.flatnonzero(lengths)
    if not len(kept):
        return Told(chosen, change[kept], rows[kept], np.copy)
    scale = diags_array(1 / np.sqrt(lengths[kept]))
    rows, change = (scale @ rows[kept]).tocsr(), (scale @ change[kept]).tocsr()
    normal = (rows @ rows.T + _SHIFT * eye_array(len(kept))).tocsc()
    options = {"SymmetricMode": True}
    factors = splu(normal, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)
    return Told(chosen, change, rows, factors.solve)


def follows(told: Told, rows: Any) -> Flags:
    """Rows over the atoms that are sums and differences of told ones.

    A row is one exactly when it is at a right angle to everything the told rows leave open
    (their null space). That is asked of random vectors of the null space: a row that is not
    a combination is at a right angle to both with probability 0.

    Notes
    -----
    An atom that holds no issues has no column: whoever adds and subtracts is taken to know
    which combinations of village, cell, category and quarter are empty.
    """
    random = np.random.default_rng(_SEED)
    open_ = _null_part(told, random.standard_normal((told.rows.shape[1], _VECTORS)))
    lengths = np.sqrt(np.maximum(np.diff(rows.indptr), 1))
    answer: Flags = (np.abs(rows @ open_) <= _TOLERANCE * lengths[:, None]).all(axis=1)
    return answer


def weights_behind(told: Told, row: Floats) -> Floats:
    """How much of each told figure it takes to make a row that follows.

    Where there are several ways to make it, this is the mixture of them with the least sum of
    squares; so what every way needs has much weight.
    """
    weights = np.zeros(told.rows.shape[0])
    for _ in range(_REFINEMENTS):
        weights += told.solve(told.rows @ (row - told.rows.T @ weights))
    behind: Floats = np.abs(told.change.T @ weights)
    return behind


def _null_part(told: Told, vectors: Floats) -> Floats:
    """Part of some vectors that the told rows leave open.

    Raises
    ------
    ArithmeticError
        If the equations cannot be solved well enough to be sure.
    """
    for _ in range(_STEPS):
        residue = told.rows @ vectors
        if np.abs(residue).max(initial=0) < _RESIDUE:
            return vectors
        vectors = vectors - told.rows.T @ told.solve(residue)
    msg = "what follows from the published figures could not be worked out"
    raise ArithmeticError(msg)


def _fewer_entries(figures: Figures, lines: Lines, told: Flags, chosen: Ints) -> Any:
    """Take from each total the told parts of the line on which they hold most.

    Every part comes before its total in the order quarter, year; category, all; cell, village,
    list. So the change has an inverse, and what follows from the rows stays the same.
    """
    position = np.full(len(told), -1)
    position[chosen] = np.arange(len(chosen))
    entry = np.flatnonzero(_taken(figures, lines, told))
    total, part = position[lines.total[lines.line[entry]]], position[lines.part[entry]]
    diagonal = np.arange(len(chosen))
    values = np.concatenate([np.ones(len(chosen)), -np.ones(len(entry))])
    where = (np.concatenate([diagonal, total]), np.concatenate([diagonal, part]))
    return csr_array((values, where), shape=(len(chosen), len(chosen)))


def _taken(figures: Figures, lines: Lines, told: Flags) -> Flags:
    area, shape = figures.places[0], figures.shape
    is_cell = (area >= shape.first_cell) & (area < shape.listed)
    total = lines.total[lines.line]
    up = ~(is_cell[total] & ~is_cell[lines.part])
    sums = (told[lines.total] & (lines.whole < UNBOUNDED))[lines.line]
    usable = told[lines.part] & lines.inner & sums & up
    covered = np.bincount(lines.line[usable], lines.issues[usable], len(lines.total))
    order = np.lexsort((-covered, lines.total))
    best = np.zeros(len(lines.total), dtype=bool)
    best[order[np.flatnonzero(np.diff(lines.total[order], prepend=-1))]] = True
    taken: Flags = usable & best[lines.line]
    return taken
