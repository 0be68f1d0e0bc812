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
    """One site per place and owner."""
    rows = np.unique(np.column_stack([points, owner]), axis=0)
    return spread_out(rows[:, :2]), rows[:, 2].astype(np.int64)


def spread_out(points: Floats) -> Floats:
    """Move points that share a place a little apart.

    Parameters
    ----------
    points
        Metres (n, 2).

    Returns
    -------
    sites
        Metres (n, 2), distinct: the points of one place on a circle of a metre around it, or
        less where the next place is near; all others where they were.
    """
    place, sharers = np.unique(points, axis=0, return_inverse=True, return_counts=True)[1:]
    place = place.ravel()
    if len(sharers) == len(points):
        return points
    order = np.argsort(place, kind="stable")
    turn = np.empty(len(points))
    turn[order] = np.arange(len(points)) - np.searchsorted(place[order], place[order])
    angle = 2 * np.pi * turn / sharers[place]
    reach = np.where(sharers[place] > 1, _room(points)[place], 0.0)[:, None]
    return np.asarray(points + reach * np.column_stack([np.cos(angle), np.sin(angle)]))


def _room(points: Floats) -> Floats:
    """Metres that each distinct place may use around it."""
    places = np.unique(points, axis=0)
    if len(places) == 1:
        return np.array([_APART_M])
    gap = np.asarray(cKDTree(places).query(places, k=[2])[0])
    return np.minimum(_APART_M, 0.4 * gap[:, 0])
