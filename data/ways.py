"""How far households live from the middle of their grid."""

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats, Ints
from geo.plane import local_plane, to_metres


def ways_m(lonlat: Floats, grid: Ints, counted: NDArray[np.bool_]) -> Floats:
    """Straight-line metres from each household to the middle of its grid.

    Parameters
    ----------
    lonlat
        WGS 84 degrees (n, 2).
    grid
        Number of the grid of each household (n,).
    counted
        Who makes the middle, which is the mean of the places (n,); where nobody counts, all do.
    """
    if len(lonlat) == 0:
        return np.zeros(0)
    (west, south), (east, north) = lonlat.min(axis=0), lonlat.max(axis=0)
    points = to_metres(local_plane((west, south, east, north)), lonlat)
    ways = np.zeros(len(points))
    for number in np.unique(grid):
        rows = grid == number
        makers = rows & counted
        middle = points[makers if makers.any() else rows].mean(axis=0)
        ways[rows] = np.hypot(*(points[rows] - middle).T)
    return ways
