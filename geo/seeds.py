"""Starting centres for grids."""

import numpy as np
from scipy.spatial import cKDTree

from geo.arrays import Floats, Ints

# Plain k-means settles most of the way in a few rounds; the exact flow does the rest.
_ROUNDS = 8


def spread_centres(points: Floats, counts: Ints, k: int, rng: np.random.Generator) -> Floats:
    """Draw centres far from each other, then let them settle.

    Parameters
    ----------
    points
        Metres, shape (n, d): east and north, and what `geo.barriers` adds.
    counts
        Households at each point.
    k
        Number of centres, may exceed the number of points.
    rng
        Source of chance; same state, same centres.

    Returns
    -------
    centres
        Metres, shape (k, d).

    Notes
    -----
    k-means++ (Arthur and Vassilvitskii, SODA 2007) followed by Lloyd's rounds.
    """
    centres = _draw(points, counts, k, rng)
    for _ in range(_ROUNDS):
        nearest = np.asarray(cKDTree(centres).query(points)[1], dtype=np.int64)
        centres = centroids(points, counts, nearest, centres)
    return centres


def _draw(points: Floats, counts: Ints, k: int, rng: np.random.Generator) -> Floats:
    chosen = np.empty((k, points.shape[1]))
    chance = counts.astype(float)
    nearest = np.full(len(points), np.inf)
    for i in range(k):
        if chance.sum() == 0:  # every place already holds a centre
            chance = counts.astype(float)
        chosen[i] = points[rng.choice(len(points), p=chance / chance.sum())]
        nearest = np.minimum(nearest, ((points - chosen[i]) ** 2).sum(axis=1))
        chance = counts * nearest
    return chosen


def centroids(points: Floats, counts: Ints, grid: Ints, fallback: Floats) -> Floats:
    """Mean place of each grid's households; a grid without any keeps its fallback.

    Parameters
    ----------
    points, counts, grid
        Metres (n, d), households and grid number of each share; a point may come in several
        shares.
    fallback
        Metres (k, d).
    """
    k = len(fallback)
    total = np.bincount(grid, counts, k)
    sums = [np.bincount(grid, counts * axis, k) for axis in points.T]
    means = np.stack(sums, axis=1) / np.maximum(total, 1)[:, None]
    return np.where(total[:, None] > 0, means, fallback)
