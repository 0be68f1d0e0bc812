"""The households of one group divided among centres."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from geo.arrays import Floats, Ints
from geo.flow import Shares, assign
from geo.power import centre_weights, slack_between
from geo.seeds import centroids, spread_centres
from geo.sizes import SizePlan

# Three starts are within 1 % of ten on the villages measured, at a third of the time.
_STARTS: Final = 3
# A whole township without villages: one start is within 1 % there, and a third of 25 s.
_MANY_PLACES: Final = 5_000
_ROUNDS: Final = 25
# A place nearly always goes to one of its nearest dozen centres; the final flow widens this
# until no ring of moves is left.
_NEAREST: Final = 12
# Beyond this many arcs a wider search costs more than the polygons it straightens.
_MOST_ARCS: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class Division:
    """A finished division.

    Attributes
    ----------
    shares
        Which households go to which centre.
    centres
        Metres (k, 2).
    weights
        Square metres (k,) of the power diagram that separates the grids, None where there is
        no such diagram.
    """

    shares: Shares
    centres: Floats
    weights: Floats | None


def divide(points: Floats, counts: Ints, plan: SizePlan, rng: np.random.Generator) -> Division:
    """Divide places into grids of the planned number and sizes.

    Parameters
    ----------
    points
        Distinct places in metres (n, 2), at least one.
    counts
        Households at each place, at least 1 each.
    plan
        Number of grids and their bounds.
    rng
        Source of chance.

    Returns
    -------
    division
        The best of a few starts by the sum of squared distances to the own centre.

    Raises
    ------
    WrongSizes
        If the plan cannot hold the households.

    Notes
    -----
    Lloyd's rounds in which the assignment step is an exact minimum-cost flow under the size
    bounds (as in Bradley, Bennett and Demiriz, 2000), then a last flow whose optimality over
    all centres is checked.
    """
    starts = _STARTS if plan.grids > 1 and len(points) < _MANY_PLACES else 1
    settled = [_settle(points, counts, plan, rng) for _ in range(starts)]
    centres = min(settled, key=lambda start: start[0])[1]
    return _finish(points, counts, plan, centres)


def _settle(
    points: Floats, counts: Ints, plan: SizePlan, rng: np.random.Generator
) -> tuple[float, Floats]:
    centres = spread_centres(points, counts, plan.grids, rng)
    cost = np.inf
    for _ in range(_ROUNDS):
        shares = _flow(points, counts, plan, centres, _NEAREST)
        moved = centroids(points[shares.place], shares.households, shares.grid, centres)
        squared = ((points[shares.place] - moved[shares.grid]) ** 2).sum(axis=1)
        new_cost = float((shares.households * squared).sum())
        if new_cost >= cost:
            break
        cost, centres = new_cost, moved
    return cost, centres


def _finish(points: Floats, counts: Ints, plan: SizePlan, centres: Floats) -> Division:
    nearest = _NEAREST
    while True:
        shares = _unite(_flow(points, counts, plan, centres, nearest), plan)
        weights = centre_weights(slack_between(points, shares, centres))
        everywhere = nearest >= len(centres)
        if weights is not None or everywhere or 2 * nearest * len(points) > _MOST_ARCS:
            return Division(shares, centres, weights)
        nearest *= 2


def _flow(points: Floats, counts: Ints, plan: SizePlan, centres: Floats, nearest: int) -> Shares:
    return assign(points, counts, centres, plan.smallest, plan.largest, nearest=nearest)


def _unite(shares: Shares, plan: SizePlan) -> Shares:
    """Bring the households of one place into one grid wherever sizes allow it."""
    table: dict[int, dict[int, int]] = {}
    for place, grid, households in zip(shares.place, shares.grid, shares.households, strict=True):
        table.setdefault(int(place), {})[int(grid)] = int(households)
    sizes = np.bincount(shares.grid, shares.households).astype(int)
    for split in table.values():
        if len(split) > 1:
            _unite_place(split, sizes, plan)
    rows = [(p, g, h) for p, split in table.items() for g, h in sorted(split.items())]
    return Shares(*np.array(rows, dtype=np.int64).T)


def _unite_place(split: dict[int, int], sizes: Ints, plan: SizePlan) -> None:
    for host in sorted(split, key=lambda grid: (-split[grid], grid)):
        others = [grid for grid in split if grid != host]
        moving = sum(split[grid] for grid in others)
        if sizes[host] + moving > plan.largest:
            continue
        if all(sizes[grid] - split[grid] >= plan.smallest for grid in others):
            for grid in others:
                sizes[grid] -= split.pop(grid)
            sizes[host] += moving
            split[host] += moving
            return


def nearest_grid(points: Floats, division: Division) -> Ints:
    """Grid of places that hold no counted household.

    Parameters
    ----------
    points
        Metres (n, 2).

    Returns
    -------
    grid
        Number of the grid whose cell holds each point, or of the nearest centre when the
        division has no weights.
    """
    weights = np.zeros(len(division.centres)) if division.weights is None else division.weights
    # |p - c|² - w is a distance in one dimension more, which a tree answers fast.
    height = np.sqrt(weights.max() - weights)
    tree = cKDTree(np.column_stack([division.centres, height]))
    flat = np.column_stack([points, np.zeros(len(points))])
    return np.asarray(tree.query(flat)[1])
