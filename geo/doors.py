"""Lists of doors: who of a place that grids share is in which of them."""

import numpy as np
import shapely
from shapely import STRtree

from geo.arrays import Floats, Ints, Shapes
from geo.houses import Houses
from geo.located import SHARED_REACH_DEGREES


def deal_doors(houses: Houses, grid: Ints, serial: Ints) -> Ints:
    """Deal the households of each shared place to its grids in one order that never changes.

    Parameters
    ----------
    houses
        Sorted households.
    grid
        Grid of each household (n,).
    serial
        Serial number of each grid.

    Returns
    -------
    grid
        Grid of each household (n,): of a shared place the first doors go to the lowest
        serial; each grid keeps its number of households. Pinned ones stay where they are.
    """
    dealt = grid.copy()
    free = houses.bond < 0
    free[houses.apart.ravel()] = False
    for rows in _shared(houses, grid):
        for counted in (True, False):
            own = rows[free[rows] & (houses.counted[rows] == counted)]
            dealt[own] = grid[own][np.argsort(serial[grid[own]], kind="stable")]
    return dealt


def _shared(houses: Houses, grid: Ints) -> list[Ints]:
    """Households of each place with several grids, in their order."""
    key = np.column_stack([houses.group, houses.place])
    place = np.unique(key, axis=0, return_inverse=True)[1].ravel()
    order = np.argsort(place, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(place[order])) + 1)
    return [rows for rows in groups if len(rows) > 1 and (grid[rows] != grid[rows[0]]).any()]


def former_doors(
    houses: Houses, row: Ints, shapes: Shapes, serial: Ints, households: Floats
) -> Ints:
    """Earlier grid of each household, those of a shared place dealt as `deal_doors` does.

    Parameters
    ----------
    houses
        Sorted households.
    row
        Earlier grid in which each lies (n,), -1 for none.
    shapes, serial, households
        Polygon, serial and counted households of each earlier grid.

    Returns
    -------
    row
        A place of more households than any grid beside it had was shared: each of those
        grids gets as many as it has fewer elsewhere, the first doors to the lowest serial.
    """
    key = np.column_stack([houses.group, houses.place])
    place, size = np.unique(key, axis=0, return_inverse=True, return_counts=True)[1:]
    place = place.ravel()
    crowded = np.flatnonzero(size > 1)
    first = np.searchsorted(np.sort(place), crowded)
    points = shapely.points(houses.place[np.argsort(place, kind="stable")[first]])
    which, near = STRtree(shapes).query(points, "dwithin", distance=SHARED_REACH_DEGREES)
    largest = np.zeros(len(crowded))
    np.maximum.at(largest, which, households[near])
    counted = np.bincount(place, houses.counted)[crowded]
    several = np.bincount(which, minlength=len(crowded)) > 1
    shared = np.flatnonzero(several & (counted > largest))
    known = (row >= 0) & ~np.isin(place, crowded[shared])
    dealt = row.copy()
    for number in shared:
        rows = np.flatnonzero((place == crowded[number]) & (row >= 0))
        grids = near[which == number]
        grids = grids[np.argsort(serial[grids], kind="stable")]
        elsewhere = np.bincount(dealt[known], houses.counted[known], len(shapes))
        room = np.maximum(households[grids] - elsewhere[grids], 0).astype(np.int64)
        lists = np.repeat(grids, room)[: len(rows)]
        dealt[rows[: len(lists)]] = lists
        known[rows] = True
    return dealt
