"""Places divided by the ways over their ground instead of straight lines."""

from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.arrays import Floats, Ints
from geo.division import divide, nearest_grid
from geo.packing import pack
from geo.sizes import SizePlan

# A winding valley needs one axis, a branching one two or three.
_AXES: Final = 4
# Sizes that take longer to fit are put right while the labels are mended.
_PACKING_S: Final = 0.5


def divide_by_ways(
    places: Floats, weights: Ints, borders: Ints, plan: SizePlan, rng: np.random.Generator
) -> Ints:
    """Divide places so that those of a set are near each other over the ground.

    Parameters
    ----------
    places, weights
        Metres (m, 2) and households of each place (m,), some of them above 0.
    borders
        Pairs of places whose ground lies side by side (e, 2); all are linked.
    plan
        Number and sizes of the sets.
    rng
        Source of chance.

    Returns
    -------
    label
        Set of each place (m,). Sizes may be a little out of bounds where places of several
        households do not fit.

    Notes
    -----
    Shortest ways from place to place, laid out by classical scaling (Torgerson, Psychometrika
    17, 1952) so that straight lines between the new points are nearly as long as those ways.
    """
    return divide_places(_laid_out(_ways(places, borders)), weights, plan, rng)


def divide_places(points: Floats, weights: Ints, plan: SizePlan, rng: np.random.Generator) -> Ints:
    """Divide places (m, d) of so many households each, 0 allowed; as `divide_by_ways`."""
    counted = np.flatnonzero(weights)
    division = divide(points[counted], weights[counted], plan, rng)
    none, bounds = np.zeros((0, 2), dtype=np.int64), (plan.smallest, plan.largest)
    packed = pack(
        points,
        weights,
        division.centres,
        bounds=bounds,
        apart=none,
        start=None,
        fixed=None,
        seconds=_PACKING_S,
    )
    if packed is not None:
        return packed
    label = nearest_grid(points, division)
    shares = division.shares
    order = np.argsort(shares.households, kind="stable")
    label[counted[shares.place[order]]] = shares.grid[order]
    return label.astype(np.int64)


def _ways(places: Floats, borders: Ints) -> Floats:
    one, other = borders.T
    steps = np.hypot(*(places[one] - places[other]).T)
    links = coo_array((steps, (one, other)), shape=(len(places), len(places)))
    return np.asarray(dijkstra(links.tocsr(), directed=False))


def _laid_out(ways: Floats) -> Floats:
    """Points (m, 4) whose distances are near the ways, to the millimetre."""
    squared = ways**2
    mean = squared.mean(axis=0)
    product = -(squared - mean - mean[:, None] + mean.mean()) / 2
    values, vectors = np.linalg.eigh(product)
    axes = np.argsort(-values)[:_AXES]
    found = vectors[:, axes] * np.sqrt(np.maximum(values[axes], 0))
    signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])])
    return np.asarray(np.round(found * np.where(signs == 0, 1, signs), 3))
