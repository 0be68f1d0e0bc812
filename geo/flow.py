"""The cheapest assignment of households to centres that keeps the sizes."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.spatial import cKDTree

from geo.arrays import Floats, Ints
from geo.errors import WrongSizes

# Squared metres as whole numbers: a ten-thousandth keeps ties exact to a centimetre, and
# (50 km)² x 20,000 nodes, the solver's own scaling, still fits 64 bits.
_COST_SCALE: Final = 1e4


@dataclass(frozen=True, slots=True)
class Shares:
    """Who goes where: each row is some households of one place in one grid.

    Attributes
    ----------
    place
        Row number of the place.
    grid
        Number of the centre.
    households
        How many, at least 1; a place of several may come in several shares.
    """

    place: Ints
    grid: Ints
    households: Ints


def assign(
    points: Floats, counts: Ints, centres: Floats, smallest: int, largest: int, *, nearest: int
) -> Shares:
    """Assign households to centres at the least sum of squared distances.

    Parameters
    ----------
    points, counts
        Metres (n, d) and households at each place.
    centres
        Metres (k, d).
    smallest, largest
        Bounds of every centre's households.
    nearest
        How many of the nearest centres a place may go to at first; doubled until the sizes
        can be kept.

    Returns
    -------
    shares
        By place, then grid.

    Raises
    ------
    WrongSizes
        If no assignment keeps the sizes, whatever the distance.

    Notes
    -----
    Minimum-cost flow: place to centre, centre to sink with `smallest` owed and the rest
    optional, solved exactly by cost scaling (OR-tools ``SimpleMinCostFlow``).
    """
    k = len(centres)
    while True:
        arcs = _arcs_to_nearest(points, centres, min(nearest, k))
        shares = _solve(arcs, counts, k, smallest, largest)
        if shares is not None:
            return shares
        if nearest >= k:
            msg = f"{counts.sum()} households cannot fill {k} grids of {smallest} to {largest}"
            raise WrongSizes(msg)
        nearest *= 2


def _arcs_to_nearest(points: Floats, centres: Floats, nearest: int) -> tuple[Ints, Ints, Ints]:
    answer = cKDTree(centres).query(points, k=[*range(1, nearest + 1)])
    distance, centre = np.asarray(answer[0]), np.asarray(answer[1], dtype=np.int64)
    squared = distance**2 - distance[:, :1] ** 2  # a constant per place changes no decision
    place = np.repeat(np.arange(len(points)), nearest)
    return place, centre.ravel(), np.rint(squared * _COST_SCALE).astype(np.int64).ravel()


def cheapest_flow(
    arcs: tuple[Ints, Ints, Ints], counts: Ints, least: Ints, most: Ints
) -> Ints | None:
    """Households along each arc, at the least cost in all.

    Parameters
    ----------
    arcs
        Place, centre and whole-numbered cost of each arc (a,).
    counts
        Households at each place (n,).
    least, most
        Bounds of each centre's households (k,).

    Returns
    -------
    flow
        Households along each arc (a,); None if the arcs cannot keep the bounds.
    """
    place, centre, cost = arcs
    n, k = len(counts), len(least)
    solver = min_cost_flow.SimpleMinCostFlow()
    rows = solver.add_arcs_with_capacity_and_unit_cost(place, n + centre, counts[place], cost)
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(n, n + k), np.full(k, n + k), most - least, np.zeros(k, dtype=np.int64)
    )
    owed = np.concatenate([counts, -least, [least.sum() - counts.sum()]])
    solver.set_nodes_supplies(np.arange(n + k + 1), owed)
    return np.asarray(solver.flows(rows)) if solver.solve() == solver.OPTIMAL else None


def _solve(
    arcs: tuple[Ints, Ints, Ints], counts: Ints, k: int, smallest: int, largest: int
) -> Shares | None:
    flow = cheapest_flow(arcs, counts, np.full(k, smallest), np.full(k, largest))
    if flow is None:
        return None
    place, centre, _ = arcs
    used = np.flatnonzero(flow)
    order = used[np.lexsort((centre[used], place[used]))]
    return Shares(place[order], centre[order], flow[order])
