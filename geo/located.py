"""How many households each polygon holds, and which is nearest to one outside all."""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.arrays import Floats, Ints, Shapes
from geo.plane import metres_per_degree

# Households of one place that grids share by a list of doors may lie this far (about 1.5 m)
# from the ground their grid got.
SHARED_REACH_DEGREES: Final = 1.5e-5
_PLACE_DECIMALS: Final = 7


def count_located(shapes: Shapes, points: Shapes, shape: Ints) -> tuple[Ints, Ints]:
    """Count the points in each shape, and those whose shape their place cannot tell.

    Parameters
    ----------
    shapes, points
        Polygons (k,) and points (n,), EPSG:4326.
    shape
        As `geo.locating.locate_points` answers.

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
    crowded = points[share_places(points)]
    _, near = STRtree(shapes).query(crowded, predicate="dwithin", distance=SHARED_REACH_DEGREES)
    return found, np.bincount(near, minlength=k)


def share_places(points: Shapes) -> NDArray[np.bool_]:
    """Which points share their place with another, to the centimetre (n,); EPSG:4326."""
    places = np.round(shapely.get_coordinates(points), _PLACE_DECIMALS)
    _, number, sharers = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    return np.asarray(sharers[number.ravel()] > 1)


def nearest_shape(shapes: Shapes, points: Shapes) -> tuple[Ints, Floats]:
    """Find the shape nearest to each point, and how far it is.

    Parameters
    ----------
    shapes, points
        Geometries in EPSG:4326; at least one shape is not empty.

    Returns
    -------
    shape
        Row of the shape (n,), by degrees.
    distance_m
        Metres to its edge (n,), 0 inside.
    """
    shape = STRtree(shapes).nearest(points)
    lines = shapely.shortest_line(points, shapes[shape])
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    east, north = metres_per_degree(ends[:, 0, 1])
    across = (ends[:, 1] - ends[:, 0]) * np.column_stack([east, north])
    return shape, np.hypot(across[:, 0], across[:, 1])
