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

_STARTS: Final = 2
# Random swaps of a centre for each grid (Fränti, J. Big Data 5, 2018): one for every second
# grid does more than three more starts, in less time.
_QUICK_TRIES: Final = 0.5
_THOROUGH_TRIES: Final = 3.0
_MOST_TRIES: Final = 75
# A swap that is this much dearer after two rounds has never caught up.
_HOPELESS: Final = 1.03
# Rounds that gain less than a thousandth are left to the last flow.
_LEAST_GAIN: Final = 1e-3
# A whole township without villages: swaps would take minutes.
_MANY_PLACES: Final = 5_000
_ROUNDS: Final = 25
# A place mostly goes to one of its nearest few centres; the final flow widens this until no
# ring of moves is left.
_NEAREST: Final = 6
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
        Metres (k, d).
    weights
        Square metres (k,) of the power diagram that separates the grids, None where there is
        no such diagram.
    """

    shares: Shares
    centres: Floats
    weights: Floats | None


def divide(
    points: Floats,
    counts: Ints,
    plan: SizePlan,
    rng: np.random.Generator,
    *,
    thorough: bool = False,
) -> Division:
    """Divide places into grids of the planned number and sizes.

    Parameters
    ----------
    points
        Distinct places in metres (n, d), at least one.
    counts
        Households at each place, at least 1 each.
    plan
        Number of grids and their bounds.
    rng
        Source of chance.
    thorough
        Search several times as long.

    Returns
    -------
    division
        The best found by the sum of squared distances to the own centre.

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
    many = len(points) > _MANY_PLACES
    starts = 1 if plan.grids == 1 or many else _STARTS
    settled = [
        _settle(points, counts, plan, spread_centres(points, counts, plan.grids, rng), np.inf)
        for _ in range(starts)
    ]
    best = min(settled, key=lambda start: start[0])
    if plan.grids > 1 and not many:
        tries = plan.grids * (_THOROUGH_TRIES if thorough else _QUICK_TRIES)
        best = _search(points, counts, plan, best, rng.spawn(min(round(tries), _MOST_TRIES)))
    return _finish(points, counts, plan, best[1])


def _search(
    points: Floats,
    counts: Ints,
    plan: SizePlan,
    best: tuple[float, Floats],
    chances: list[np.random.Generator],
) -> tuple[float, Floats]:
    """Move one centre beside a random household and settle again, as long as that helps."""
    for chance in chances:
        centres = best[1].copy()
        centres[chance.integers(len(centres))] = points[chance.choice(len(points))]
        tried = _settle(points, counts, plan, centres, best[0] * _HOPELESS)
        best = tried if tried[0] < best[0] else best
    return best


def _settle(
    points: Floats, counts: Ints, plan: SizePlan, centres: Floats, hopeless: float
) -> tuple[float, Floats]:
    """Cost and centres after Lloyd's rounds with an exact flow."""
    cost = np.inf
    for done in range(_ROUNDS):
        shares = _flow(points, counts, plan, centres, _NEAREST)
        moved = centroids(points[shares.place], shares.households, shares.grid, centres)
        squared = ((points[shares.place] - moved[shares.grid]) ** 2).sum(axis=1)
        new_cost = float((shares.households * squared).sum())
        settled = new_cost >= cost * (1 - _LEAST_GAIN)
        if new_cost < cost:
            cost, centres = new_cost, moved
        if settled or (done > 0 and cost > hopeless):
            break
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
        Metres (n, d).

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
