"""Straight edges between grids that are given as lists of households."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array
from scipy.spatial import cKDTree

from geo.arrays import Floats, Ints
from geo.seeds import centroids

# An edge keeps this far from a household where there is room.
_CLEARANCE_M: Final = 1.0
# A household is held against its few nearest grids first, and against any that turn out to matter.
_RIVALS: Final = 5
_ROUNDS: Final = 6
# Cells that stay round matter less than households on their own side.
_ROUNDNESS: Final = 1e-3


def separate(points: Floats, label: Ints, k: int) -> tuple[Floats, Floats]:
    """Find the power diagram that puts as many places as possible into their own cells.

    Parameters
    ----------
    points
        Metres (n, d).
    label
        Grid of each place (n,), 0 to k - 1, every grid with at least one.
    k
        Number of grids, at least 1.

    Returns
    -------
    centres
        Metres (k, d), near the means of the grids.
    weights
        Square metres (k,) as for `geo.power.power_cells`. Every place is in its own cell
        whenever straight edges can do that at all.

    Notes
    -----
    A linear programme: cells are where one of k affine functions is largest (multicategory
    discrimination, Bennett and Mangasarian, Optimization Methods and Software 3, 1994), and
    any such k functions are a power diagram. Solved by HiGHS; constraints join as needed.
    """
    middle = points.mean(axis=0)
    scale = float(np.ptp(points, axis=0).max()) or 1.0
    unit = (points - middle) / scale
    means = centroids(unit, np.ones(len(unit), dtype=np.int64), label, np.zeros((k, unit.shape[1])))
    held = _nearest_rivals(unit, label, means)
    for _ in range(_ROUNDS):
        slopes, heights = _solve(unit, label, means, held, _CLEARANCE_M / scale)
        wrong = _beaten(unit, label, slopes, heights) & ~held
        if not wrong.any():
            break
        held |= wrong
    centres = slopes / 2
    return centres * scale + middle, (heights + (centres**2).sum(axis=1)) * scale**2


def _nearest_rivals(unit: Floats, label: Ints, means: Floats) -> NDArray[np.bool_]:
    held = np.zeros((len(unit), len(means)), dtype=bool)
    near = min(_RIVALS + 1, len(means))
    rivals = np.asarray(cKDTree(means).query(unit, k=[*range(1, near + 1)])[1])
    np.put_along_axis(held, rivals, values=True, axis=1)
    held[np.arange(len(unit)), label] = False
    return held


def _beaten(unit: Floats, label: Ints, slopes: Floats, heights: Floats) -> NDArray[np.bool_]:
    """Which grids (n, k) reach at least as high at a place as its own."""
    reach = unit @ slopes.T + heights
    own = reach[np.arange(len(unit)), label]
    beaten = np.asarray(reach >= own[:, None])
    beaten[np.arange(len(unit)), label] = False
    return beaten


def _solve(
    unit: Floats, label: Ints, means: Floats, held: NDArray[np.bool_], clearance: float
) -> tuple[Floats, Floats]:
    """Slopes (k, d) and heights (k,); a slope is twice a mean, plus rise, minus fall."""
    k, d = means.shape
    place, rival = np.nonzero(held)
    own = label[place]
    gap = 2 * np.linalg.norm(means[own] - means[rival], axis=1)
    fixed = 2 * ((means[own] - means[rival]) * unit[place]).sum(axis=1)
    costs = np.concatenate([np.full(2 * k * d, _ROUNDNESS), np.zeros(k), np.ones(len(unit))])
    bounds = np.tile([0.0, np.inf], (len(costs), 1))
    bounds[2 * k * d : 2 * k * d + k, 0] = -np.inf
    answer = linprog(  # type: ignore[call-overload]  # the stubs know no sparse array
        costs,
        A_ub=-_rows(unit, (place, own, rival), (k, d)),
        b_ub=fixed - gap * clearance,
        bounds=bounds,
        method="highs",
    )
    rise, fall = answer.x[: k * d].reshape(k, d), answer.x[k * d : 2 * k * d].reshape(k, d)
    return 2 * means + rise - fall, answer.x[2 * k * d : 2 * k * d + k]


def _rows(unit: Floats, pairs: tuple[Ints, Ints, Ints], shape: tuple[int, int]) -> csr_array:
    """How far each place lies on its own side of each rival, as a row of a matrix."""
    place, own, rival = pairs
    k, d = shape
    row = np.arange(len(place))
    entries = [(row, 2 * k * d + k + place, np.ones(len(row)))]
    for grid, sign in ((own, 1.0), (rival, -1.0)):
        entries.append((row, 2 * k * d + grid, np.full(len(row), sign)))
        for axis in range(d):
            value = sign * unit[place, axis]
            entries.append((row, grid * d + axis, value))
            entries.append((row, k * d + grid * d + axis, -value))
    rows, columns, values = (np.concatenate(part) for part in zip(*entries, strict=True))
    size = (len(row), 2 * k * d + k + len(unit))
    return coo_array((values, (rows, columns)), shape=size).tocsr()
