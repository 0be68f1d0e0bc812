"""How many households each polygon holds."""

from typing import Final

import numpy as np
import shapely
from shapely import STRtree

from geo.arrays import Ints, Shapes

# Households of one place that grids share by a list of doors may lie this far (about 1.5 m)
# from the ground their grid got.
SHARED_REACH_DEGREES: Final = 1.5e-5
_PLACE_DECIMALS: Final = 7


def locate_first(shapes: Shapes, points: Shapes) -> Ints:
    """Find the shape that holds each point.

    Parameters
    ----------
    shapes, points
        Geometries of one CRS.

    Returns
    -------
    shape
        Row of the first shape that holds or touches the point (n,), -1 for none: a point on
        a shared edge belongs to the earlier row.
    """
    point, shape = STRtree(shapes).query(points, predicate="intersects")
    first = np.full(len(points), len(shapes))
    np.minimum.at(first, point, shape)
    return np.where(first == len(shapes), -1, first)


def count_located(shapes: Shapes, points: Shapes, shape: Ints) -> tuple[Ints, Ints]:
    """Count the points in each shape, and those whose shape their place cannot tell.

    Parameters
    ----------
    shapes, points
        Polygons (k,) and points (n,), EPSG:4326.
    shape
        As `locate_first` answers.

    Returns
    -------
    found
        Points in each shape (k,).
    doubtful
        Points in or beside each shape that share their place (to the centimetre) with
        others (k,): grids may divide such a place by a list of doors.
    """
    k = len(shapes)
    found = np.bincount(shape[shape >= 0], minlength=k)
    places = np.round(shapely.get_coordinates(points), _PLACE_DECIMALS)
    _, number, sharers = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    crowded = points[sharers[number.ravel()] > 1]
    _, near = STRtree(shapes).query(crowded, predicate="dwithin", distance=SHARED_REACH_DEGREES)
    return found, np.bincount(near, minlength=k)
