"""Shapes near points, measured in metres on a plane laid at each point."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.arrays import Floats, Ints, Shapes
from geo.plane import metres_per_degree
from geo.point_cells import point_places, row_blocks

QUARTER_CORNERS: Final = 16
"""Corners of a quarter of the polygon that stands for a circle: 64 in all."""

_METRE_DECIMALS: Final = 3
_SHARE_DECIMALS: Final = 6
_VERTICES_AT_ONCE: Final = 2_000_000
_SLACK: Final = 1.000001
"""So that rounding leaves out no shape at the rim of what is looked at."""


@dataclass(frozen=True, slots=True)
class NearShapes:
    """Pairs of a point and a shape near it, by point.

    Attributes
    ----------
    point, shape
        Rows (n,).
    metres
        From the point to the shape (n,), to the millimetre; 0 inside.
    share
        Part of the point's circle that lies in the shape (n,), six decimals; 0 without circle.
    """

    point: Ints
    shape: Ints
    metres: Floats
    share: Floats


def near_shapes(
    shapes: Shapes, points: Shapes, reach_m: Floats, radius_m: Floats, lone: NDArray[np.bool_]
) -> NearShapes:
    """Measure the shapes that lie within reach of each point.

    Parameters
    ----------
    shapes, points
        Valid polygons or multipolygons (k,) and points (n,), WGS 84 degrees.
    reach_m
        Metres up to which to look (n,), or a little more.
    radius_m
        Radius of the circle around each point (n,), 0 for none.
    lone
        Whether to measure the only shape near a point, too (n,); of the other points those
        near a single one are left out.

    Notes
    -----
    Each point is the origin of its own equirectangular plane (`geo.plane.metres_per_degree` at
    its latitude). Distances and shares are rounded so that neither the last bit of a sine nor
    the version of GEOS decides which of two is greater.
    """
    lon, lat = point_places(points)
    east, north = metres_per_degree(lat)
    point, shape = _within(shapes, points, reach_m * _SLACK / np.minimum(east, north))
    measured = lone[point] | (np.bincount(point, minlength=len(points))[point] > 1)
    point, shape = point[measured], shape[measured]
    at = np.column_stack([lon, lat, east, north])
    metres, share = np.zeros(len(point)), np.zeros(len(point))
    for some in row_blocks(shapely.get_num_coordinates(shapes[shape]), _VERTICES_AT_ONCE):
        flat = _flattened(shapes[shape[some]], at[point[some]])
        metres[some] = np.round(shapely.distance(flat, _ORIGIN), _METRE_DECIMALS)
        share[some] = _shares(flat, metres[some], radius_m[point[some]])
    return NearShapes(point, shape, metres, share)


_ORIGIN: Final = shapely.Point(0, 0)


def _within(shapes: Shapes, points: Shapes, degrees: Floats) -> tuple[Ints, Ints]:
    """Pairs of a point and a shape that near, by point; shapes are prepared for long outlines."""
    x, y = point_places(points)
    boxes = shapely.box(x - degrees, y - degrees, x + degrees, y + degrees)
    point, shape = STRtree(shapes).query(boxes)
    shapely.prepare(shapes)
    near = shapely.dwithin(shapes[shape], points[point], degrees[point])
    return point[near], shape[near]


def _flattened(shapes: Shapes, at: Floats) -> Shapes:
    """Shapes on planes laid at points; `at` is lon, lat, metres east and north per degree."""
    lonlat, row = shapely.get_coordinates(shapes, return_index=True)
    flat: Shapes = shapely.set_coordinates(shapes.copy(), (lonlat - at[row, :2]) * at[row, 2:])
    return flat


def _shares(flat: Shapes, metres: Floats, radius_m: Floats) -> Floats:
    share = np.zeros(len(flat))
    met = np.flatnonzero((radius_m > 0) & (metres <= radius_m))
    circles = shapely.buffer(_ORIGIN, radius_m[met], quad_segs=QUARTER_CORNERS)
    common = shapely.area(shapely.intersection(flat[met], circles))
    share[met] = np.round(common / shapely.area(circles), _SHARE_DECIMALS)
    return share
