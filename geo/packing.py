"""The cheapest assignment of indivisible atoms to given centres."""

from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from geo.arrays import Floats, Ints
from geo.feasible import AtomPlan, plan_atoms
from geo.flow import assign
from geo.lumps import exchange_lumps
from geo.mending import mend, redivide, refine
from geo.puzzle import Puzzle, faulty_grids
from geo.seeds import centroids
from geo.unit_flow import settle_units

# After three rounds a gain is rare and small.
_ROUNDS: Final = 3
_NEAREST: Final = 12
# Seconds measured for one unit of the solver's deterministic time, on a busy machine.
_SECONDS_PER_WORK: Final = 5.0

Bounds = tuple[int, int] | tuple[Ints, Ints]


def pack(
    points: Floats,
    weights: Ints,
    centres: Floats,
    *,
    bounds: Bounds,
    apart: Ints,
    start: Ints | None,
    fixed: Ints | None,
    seconds: float = 2.0,
) -> Ints | None:
    """Assign atoms to centres at a low sum of households times squared distance.

    Parameters
    ----------
    points, weights
        Metres (m, d) and counted households (m,) of each atom.
    centres
        Metres (k, d).
    bounds
        Fewest and most households of every grid, or of each (k,).
    apart
        Pairs of different atoms (e, 2) that may not share a grid.
    start
        A label to begin with, which need not keep the rules; None begins with a flow that may
        divide atoms.
    fixed
        Grid that an atom has to be in (m,), -1 for free ones; None when all are free.
    seconds
        Limit, counted in the solver's own steps: rather less on a fast machine.

    Returns
    -------
    label
        Grid of each atom (m,): every grid within its bounds, opponents apart, fixed atoms in
        their place. None when that is impossible for so many grids, or was not found in the
        limit.

    Notes
    -----
    Single households are placed exactly, by a flow around the heavier atoms; those are rounded
    from a flow that may divide them, mended by CP-SAT where the sizes fail, then exchanged
    while that lowers the price; where they are the most, CP-SAT has the last word. Atoms of
    nobody who counts go to the nearest centre.
    """
    lower, upper = (np.broadcast_to(bound, len(centres)).astype(np.int64) for bound in bounds)
    if not lower.sum() <= weights.sum() <= upper.sum():
        return None
    free = np.full(len(points), -1) if fixed is None else fixed
    puzzle = Puzzle(points, weights, centres, lower, upper, apart, free)
    label = _begin(puzzle) if start is None else start.copy()
    label[free >= 0] = free[free >= 0]
    label[puzzle.loose] = puzzle.near[puzzle.loose, 0]
    packed = _packed(puzzle, label, seconds / _SECONDS_PER_WORK)
    if packed is None:
        return None
    cheap = _cheapened(puzzle, packed)
    if len(puzzle.lumps) <= len(puzzle.units):
        return cheap
    return refine(puzzle, cheap, seconds / _SECONDS_PER_WORK)


def _begin(puzzle: Puzzle) -> Ints:
    """Round the flow that may divide atoms: the heavy first, each where most of it went."""
    k, total = len(puzzle.centres), int(puzzle.weights.sum())
    label = puzzle.near[:, 0].copy()
    counted = np.flatnonzero(puzzle.weights)
    if len(counted) == 0:
        return label
    low = min(int(puzzle.lower.min()), total // k)
    high = max(int(puzzle.upper.max()), -(-total // k))
    shares = assign(
        puzzle.points[counted],
        puzzle.weights[counted],
        puzzle.centres,
        low,
        high,
        nearest=_NEAREST,
    )
    order = np.lexsort((shares.grid, -shares.households, shares.place))
    main = order[np.unique(shares.place[order], return_index=True)[1]]
    label[counted] = shares.grid[main]
    return _lumps_with_room(puzzle, label)


def _lumps_with_room(puzzle: Puzzle, label: Ints) -> Ints:
    """Let lumps that alone overfill a grid, or meet an opponent, go to the next one."""
    label, lumps = label.copy(), puzzle.lumps
    taken, placed = np.zeros(len(puzzle.centres), dtype=np.int64), set[int]()
    for lump in lumps[np.argsort(-puzzle.weights[lumps], kind="stable")].tolist():
        after = taken + puzzle.weights[lump]
        hostile = {int(label[other]) for other in puzzle.against[lump] & placed}
        for grid in (int(label[lump]), *puzzle.near[lump].tolist()):
            if after[grid] <= puzzle.upper[grid] and grid not in hostile:
                label[lump] = grid
                break
        taken[label[lump]] += puzzle.weights[lump]
        placed.add(lump)
    return label


def _packed(puzzle: Puzzle, label: Ints, work: float) -> Ints | None:
    """Keep every rule, from a label that may break some."""
    settled = settle_units(puzzle, label, kept=False)
    if settled is not None and len(faulty_grids(puzzle, settled)) == 0:
        return settled
    plan = _plan(puzzle)
    if plan is not None and (plan.violation or plan.grids != len(puzzle.centres)):
        return None
    mended = mend(puzzle, label, work, everywhere=plan is None)
    if plan is None or mended is not None:
        return None if mended is None else _resettled(puzzle, mended)
    label = _suited(puzzle.points, puzzle.weights, puzzle.centres, plan.label)
    label[puzzle.loose] = puzzle.near[puzzle.loose, 0]
    return redivide(puzzle, _cheapened(puzzle, _resettled(puzzle, label)), work)


def _plan(puzzle: Puzzle) -> AtomPlan | None:
    """Sizes without regard to place; None where bounds differ or atoms are fixed."""
    bounds = int(puzzle.lower[0]), int(puzzle.upper[0])
    alike = (puzzle.lower == bounds[0]).all() and (puzzle.upper == bounds[1]).all()
    if not alike or (puzzle.fixed >= 0).any() or bounds[0] < 1:
        return None
    return plan_atoms(puzzle.weights, puzzle.apart, len(puzzle.centres), bounds)


def _suited(points: Floats, weights: Ints, centres: Floats, label: Ints) -> Ints:
    """Number the grids of a label after the centres, at the least squared distance."""
    means = centroids(points, weights, label, centres)
    squared = ((means[:, None] - centres) ** 2).sum(axis=2)
    loads = np.bincount(label, weights, len(centres))
    centre = np.asarray(linear_sum_assignment(squared * loads[:, None])[1], dtype=np.int64)
    return np.asarray(centre[label])


def _cheapened(puzzle: Puzzle, label: Ints) -> Ints:
    """Lower the price by turns: lumps one by one, single households all at once."""
    before = None
    for _ in range(_ROUNDS):
        moved = exchange_lumps(puzzle, label, before)
        if (moved == label).all():
            break
        before, label = label, _resettled(puzzle, moved)
    return label


def _resettled(puzzle: Puzzle, label: Ints) -> Ints:
    settled = settle_units(puzzle, label, kept=True)
    return label if settled is None else settled


def planned_bounds(
    points: Floats, weights: Ints, centres: Floats, plan: AtomPlan, bounds: tuple[int, int]
) -> tuple[Ints, Ints]:
    """Bounds of each grid that come to no more than a plan's violation.

    Parameters
    ----------
    points, weights
        Metres (m, d) and counted households (m,) of each atom.
    centres
        Metres (k, d), as many as the plan has grids.
    plan
        Its grids are matched with the centres nearest to them.
    bounds
        Fewest and most households asked for.

    Returns
    -------
    lower, upper
        The bounds asked for (k,), widened only where the plan's own grid leaves them.
    """
    loads = np.bincount(_suited(points, weights, centres, plan.label), weights, len(centres))
    sizes = loads.astype(np.int64)
    return np.minimum(sizes, bounds[0]), np.maximum(sizes, bounds[1])
