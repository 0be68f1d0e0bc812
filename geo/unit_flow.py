"""Single households sent to grids at the least price, around the atoms that stay."""

from typing import Final

import numpy as np

from geo.arrays import Floats, Ints
from geo.flow import cheapest_flow
from geo.puzzle import Puzzle, nearest_centres, price

# More arcs than this take longer than mending the few grids that need them.
_MOST_ARCS: Final = 2_000_000
# The solver multiplies costs by the number of nodes: both stay below 64 bits.
_HIGHEST_COST: Final = 1e13
_COST_SCALE: Final = 1e4


def settle_units(puzzle: Puzzle, label: Ints, *, kept: bool) -> Ints | None:
    """Send each single household where it is cheapest for all.

    Parameters
    ----------
    puzzle
        The atoms.
    label
        Grid of each atom (m,); all but single households stay.
    kept
        Whether this label keeps the sizes, so that there surely is an answer.

    Returns
    -------
    label
        Every grid within its bounds; None when the rest leaves no room for that.

    Notes
    -----
    Minimum-cost flow with bounds of its own for each grid, exact among each household's
    nearest grids.
    """
    units, k = puzzle.units, len(puzzle.centres)
    stays = np.bincount(label, puzzle.weights, k) - np.bincount(label[units], minlength=k)
    least = np.maximum(puzzle.lower - stays, 0).astype(np.int64)
    most = (puzzle.upper - stays).astype(np.int64)
    if (most < least).any() or not least.sum() <= len(units) <= most.sum():
        return None
    if len(units) == 0:
        return label
    nearest = puzzle.near[units]
    while True:
        options = np.column_stack([nearest, label[units]]) if kept else nearest
        grid = _flow(options, price(puzzle, units[:, None], options), least, most)
        if grid is not None:
            settled = label.copy()
            settled[units] = grid
            return settled
        wider = 4 * nearest.shape[1]
        if nearest.shape[1] >= k or min(wider, k) * len(units) > _MOST_ARCS:
            return None
        nearest = nearest_centres(puzzle.points[units], puzzle.centres, wider)


def _flow(options: Ints, prices: Floats, least: Ints, most: Ints) -> Ints | None:
    n = len(options)
    extra = prices - prices.min(axis=1, keepdims=True)  # a constant per unit decides nothing
    scale = min(_COST_SCALE, _HIGHEST_COST / max(float(extra.max()), 1.0))
    unit = np.repeat(np.arange(n), options.shape[1])
    arcs = unit, options.ravel(), np.rint(extra * scale).astype(np.int64).ravel()
    flow = cheapest_flow(arcs, np.ones(n, dtype=np.int64), least, most)
    if flow is None:
        return None
    chosen = flow.reshape(options.shape).argmax(axis=1)
    return np.asarray(options[np.arange(n), chosen])
