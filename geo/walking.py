"""Households exchanged between neighbouring grids until nobody's way gets shorter."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.arrays import Floats, Ints
from geo.seeds import centroids

# Grids whose middles are among each other's nearest are the ones that exchange.
_NEIGHBOURS: Final = 6
_PASSES: Final = 20
# A gain below a millimetre in all is rounding.
_LEAST_GAIN_M: Final = 1e-3


@dataclass(slots=True)
class _Cut:
    """A division that is being improved."""

    points: Floats
    weights: Floats
    label: Ints
    bounds: tuple[Ints, Ints]
    quarrels: NDArray[np.bool_] | None


@dataclass(frozen=True, slots=True)
class _Side:
    """One grid of a pair, with a nobody in the last row: who swaps with nobody moves."""

    rows: Ints
    points: Floats
    weights: Floats


def shorten_ways(
    points: Floats, weights: Ints, label: Ints, bounds: tuple[Ints, Ints], apart: Ints
) -> Ints:
    """Move and swap households between neighbouring grids while that shortens ways.

    Parameters
    ----------
    points
        Metres (m, d).
    weights
        Households at each point (m,); a point of weight 0 stays where it is.
    label
        Grid of each point (m,), 0 to k - 1.
    bounds
        Fewest and most households of each grid, two arrays (k,).
    apart
        Pairs of points (e, 2) that must not share a grid.

    Returns
    -------
    label
        Grid of each point (m,). The sum over households of the distance to the mean of the
        own grid is not longer than before, and no single move or swap between neighbouring
        grids shortens it; sizes that were within the bounds stay there.
    """
    cut = _Cut(points, weights.astype(float), label.copy(), bounds, _matrix(apart, len(points)))
    changed = np.ones(len(bounds[0]), dtype=bool)
    for _ in range(_PASSES):
        pairs = [(a, b) for a, b in _neighbours(cut, len(changed)) if changed[a] or changed[b]]
        changed[:] = False
        for a, b in pairs:
            if _improve(cut, a, b):
                changed[[a, b]] = True
        if not changed.any():
            break
    return cut.label


def _matrix(apart: Ints, m: int) -> NDArray[np.bool_] | None:
    if len(apart) == 0:
        return None
    quarrels = np.zeros((m, m), dtype=bool)
    quarrels[apart[:, 0], apart[:, 1]] = quarrels[apart[:, 1], apart[:, 0]] = True
    return quarrels


def _neighbours(cut: _Cut, k: int) -> list[tuple[int, int]]:
    if k == 1:
        return []
    load = cut.weights.astype(np.int64)
    means = centroids(cut.points, load, cut.label, np.zeros((k, cut.points.shape[1])))
    near = cKDTree(means).query(means, k=[*range(1, min(_NEIGHBOURS + 1, k) + 1)])[1]
    ends = np.column_stack([np.repeat(np.arange(k), near.shape[1]), near.ravel()])
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    return [(int(a), int(b)) for a, b in ends]


def _improve(cut: _Cut, a: int, b: int) -> bool:
    improved = False
    while True:
        left, right = _side(cut, a), _side(cut, b)
        gain = _way(left) + _way(right) - _ways(left, right) - _ways(right, left).T
        gain[~_allowed(cut, (a, b), left, right)] = -np.inf
        i, j = np.unravel_index(int(gain.argmax()), gain.shape)
        if gain[i, j] < _LEAST_GAIN_M:
            return improved
        cut.label[left.rows[i : i + 1]] = b
        cut.label[right.rows[j : j + 1]] = a
        improved = True


def _side(cut: _Cut, grid: int) -> _Side:
    rows = np.flatnonzero((cut.label == grid) & (cut.weights > 0))
    nobody = np.zeros((1, cut.points.shape[1]))
    return _Side(rows, np.vstack([cut.points[rows], nobody]), np.append(cut.weights[rows], 0.0))


def _way(side: _Side) -> float:
    """Ways of one grid as it stands, in metres."""
    mean = side.weights @ side.points / max(side.weights.sum(), 1)
    return float(side.weights @ np.linalg.norm(side.points - mean, axis=1))


def _ways(mine: _Side, theirs: _Side) -> Floats:
    """Ways of my grid in metres when its row i goes and their row j comes (i, j)."""
    load, coming = mine.weights[:, None], theirs.weights[None, :]
    households = np.maximum(mine.weights.sum() - load + coming, 1)
    total = (
        mine.weights @ mine.points
        - (load * mine.points)[:, None]
        + (theirs.weights[:, None] * theirs.points)
    )
    mean = total / households[..., None]
    stay = np.linalg.norm(mine.points[None, None] - mean[:, :, None], axis=3)
    gone = np.linalg.norm(mine.points[:, None] - mean, axis=2)
    come = np.linalg.norm(theirs.points[None] - mean, axis=2)
    return np.asarray(stay @ mine.weights - load * gone + coming * come)


def _allowed(cut: _Cut, pair: tuple[int, int], left: _Side, right: _Side) -> NDArray[np.bool_]:
    """Which swaps (i, j) keep sizes and quarrels; nobody for nobody is none."""
    lower, upper = cut.bounds
    shift = right.weights[None, :] - left.weights[:, None]
    allowed = np.ones(shift.shape, dtype=bool)
    for grid, side, change in ((pair[0], left, shift), (pair[1], right, -shift)):
        size = side.weights.sum() + change
        allowed &= (size >= lower[grid]) & (size <= upper[grid]) | (change == 0)
    if cut.quarrels is not None:
        between = cut.quarrels[np.ix_(left.rows, right.rows)]
        foes_right = between.sum(axis=1, keepdims=True) - between
        foes_left = between.sum(axis=0, keepdims=True) - between
        allowed[:-1, :-1] &= (foes_right == 0) & (foes_left == 0)
        allowed[:-1, -1] &= ~between.any(axis=1)
        allowed[-1, :-1] &= ~between.any(axis=0)
    return allowed
