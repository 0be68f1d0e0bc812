"""The ground nearest to each of several sets of places."""

from typing import Final

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints, Shapes
from geo.power import power_cells

# Sets that share a place get a slice of ground each, this far from it at most.
_APART_M: Final = 1.0


def territories(points: Floats, owner: Ints, k: int, outline: BaseGeometry) -> Shapes:
    """Divide an outline among owners of places: each gets the ground nearest to its own.

    Parameters
    ----------
    points
        Places in metres (n, 2); repeated ones are fine.
    owner
        Who owns each place (n,), 0 to k - 1. A place of several owners is divided between
        them.
    k
        Number of owners.
    outline
        Polygon or multipolygon in metres.

    Returns
    -------
    shapes
        Geometries (k,) that tile the outline; empty where an owner has no ground in it.

    Notes
    -----
    Voronoi cells of the places, united by owner and clipped. Drawn as power cells of equal
    weights: GEOS's own diagram (3.14) overlaps itself where sites lie on one circle.
    """
    if k == 1:
        return np.array([outline])
    sites, site_owner = _separate(points, owner)
    reach = shapely.union_all([outline, shapely.MultiPoint(sites)]).bounds
    cells = power_cells(sites, np.zeros(len(sites)), reach)
    united = [shapely.union_all(cells[site_owner == o]) for o in range(k)]
    return np.asarray(shapely.intersection(np.array(united), outline))


def _separate(points: Floats, owner: Ints) -> tuple[Floats, Ints]:
    """One site per place and owner, those of a shared place spread on a small circle."""
    rows = np.unique(np.column_stack([points, owner]), axis=0)
    sites, site_owner = rows[:, :2].copy(), rows[:, 2].astype(np.int64)
    places, place, sharers = np.unique(sites, axis=0, return_inverse=True, return_counts=True)
    if len(places) == len(sites):
        return sites, site_owner
    radius = np.full(len(places), _APART_M)
    if len(places) > 1:
        gap = np.asarray(cKDTree(places).query(places, k=[2])[0])
        radius = np.minimum(radius, 0.4 * gap[:, 0])
    turn = np.arange(len(sites)) - np.searchsorted(place, place)
    angle = 2 * np.pi * turn / sharers[place]
    reach = np.where(sharers[place] > 1, radius[place], 0.0)[:, None]
    return sites + reach * np.column_stack([np.cos(angle), np.sin(angle)]), site_owner
