"""Rivers, railways and roads between households: dear to cross, or walls where that is said."""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints, Shapes
from geo.errors import WrongBarrier

# What crossing costs where a barrier does not say: about what people walk rather than wade.
CROSSING_COST_M: Final = 200.0
# A line drawn to the last house means the edge of the village.
_REACH_M: Final = 60.0
_YES: Final = frozenset({"true", "t", "yes", "y", "1", "1.0", "是"})
_POLYGONAL: Final = (3, 6)
_LINEAR: Final = (1, 5)


@dataclass(frozen=True, slots=True)
class Barriers:
    """Lines that divide ground.

    Attributes
    ----------
    lines
        One row a barrier (b,): lines, or the outlines of polygons, EPSG:4326.
    hard
        Whether no grid may lie on both sides (b,).
    cost_m
        Metres a crossing counts for (b,).
    """

    lines: Shapes
    hard: Shapes
    cost_m: Floats


@dataclass(frozen=True, slots=True)
class Sides:
    """On which side of each soft barrier ground and households lie.

    Attributes
    ----------
    faces
        Pieces of the outline between barriers in metres (f,).
    face_lift
        Coordinates in metres (f, e) that put the sides of each barrier its cost apart.
    lift
        The same for each household (n, e).
    """

    faces: Shapes
    face_lift: Floats
    lift: Floats


def read_barriers(frame: gpd.GeoDataFrame | None) -> Barriers:
    """Check a table of barriers.

    Parameters
    ----------
    frame
        Lines or polygons, EPSG:4326, with the optional columns ``hard`` (default no) and
        ``cost_m`` (default 200 m). None for no barriers.

    Raises
    ------
    WrongBarrier
        If a row is neither line nor polygon, or its cost is no number of metres.
    """
    if frame is None or frame.empty:
        return Barriers(np.zeros(0, dtype=object), np.zeros(0, dtype=bool), np.zeros(0))
    if frame.crs is not None and frame.crs != "EPSG:4326":
        msg = f"the barriers are in {frame.crs.to_string()}: convert them to EPSG:4326 first"
        raise WrongBarrier(msg)
    kind = shapely.get_type_id(frame.geometry.to_numpy())
    wrong = np.flatnonzero(~np.isin(kind, _POLYGONAL + _LINEAR))
    if len(wrong):
        msg = f"barrier row {wrong[0] + 1} is neither a line nor a polygon: remove the row"
        raise WrongBarrier(msg)
    shapes = frame.geometry.to_numpy()
    lines = np.where(np.isin(kind, _POLYGONAL), shapely.boundary(shapes), shapes)
    nothing = pd.Series(None, frame.index, dtype=object)
    hard = [str(value).strip().lower() in _YES for value in frame.get("hard", nothing)]
    costs = [_cost(row, value) for row, value in enumerate(frame.get("cost_m", nothing), start=1)]
    return Barriers(lines, np.array(hard, dtype=bool), np.array(costs))


def _cost(row: int, value: Any) -> float:
    if pd.isna(value) or value == "":
        return CROSSING_COST_M
    try:
        cost = float(value)
    except (TypeError, ValueError):
        cost = np.nan
    if not 0 <= cost < np.inf:
        msg = f"barrier row {row}: cost_m is {value!r}, write metres, 0 or more, or leave it empty"
        raise WrongBarrier(msg)
    return cost


def faces_between(outline: BaseGeometry, lines: BaseGeometry) -> Shapes:
    """Pieces of an outline between lines, all in metres.

    Parameters
    ----------
    outline
        Polygon or multipolygon.
    lines
        Lines; an end that stops short of the outline by 60 m or less is drawn to it, one that
        stops earlier divides nothing, since people walk around it.

    Returns
    -------
    faces
        Polygons that tile the outline, in a fixed order.
    """
    edges = shapely.union_all([outline.boundary, lines, *_extensions(outline, lines)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    shapely.prepare(outline)
    faces = faces[shapely.contains(outline, shapely.point_on_surface(faces))]
    return np.asarray(shapely.normalize(faces))[_reading_order(faces)]


def _extensions(outline: BaseGeometry, lines: BaseGeometry) -> list[BaseGeometry]:
    parts = shapely.get_parts(shapely.line_merge(lines))
    ends = shapely.get_parts(shapely.boundary(parts))
    ends = np.unique(shapely.get_coordinates(ends), axis=0)
    points = shapely.points(ends)
    inside = shapely.contains_properly(outline, points) if len(points) else np.zeros(0, bool)
    ways = [shapely.shortest_line(point, outline.boundary) for point in points[inside]]
    return [_drawn_out(way) for way in ways if way.length <= _REACH_M]


def _drawn_out(way: BaseGeometry) -> BaseGeometry:
    """A line a centimetre longer than given, so that it surely meets what it was drawn to."""
    (x1, y1), (x2, y2) = way.coords
    stretch = 1 + 0.01 / way.length
    return shapely.LineString([(x1, y1), (x1 + stretch * (x2 - x1), y1 + stretch * (y2 - y1))])


def _reading_order(faces: Shapes) -> Ints:
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    return np.asarray(np.lexsort((inner[:, 0], -inner[:, 1])), dtype=np.int64)


def face_of(faces: Shapes, metres: Floats) -> Ints:
    """The face that holds each place, or is nearest to it: the first of several."""
    points = shapely.points(metres)
    place, face = STRtree(faces).query_nearest(points, all_matches=True)
    first = np.full(len(points), len(faces))
    np.minimum.at(first, place, face)
    return first


def sides_of(outline: BaseGeometry, metres: Floats, lines: Shapes, cost_m: Floats) -> Sides:
    """Say on which side of each barrier ground and households lie.

    Parameters
    ----------
    outline
        Polygon or multipolygon in metres.
    metres
        Households (n, 2).
    lines, cost_m
        Barriers in metres (b,) and what crossing each counts for (b,).

    Returns
    -------
    sides
        Barriers that have households on one side only are left out.

    Notes
    -----
    Each side of a barrier gets an axis of its own, on which it lies cost / √2 from the other
    sides: then the squared distance between two households across it is d² + cost², and all
    that works with squared distances works unchanged.
    """
    held, axes, lifts = [], [], []
    for line, cost in zip(lines, cost_m, strict=True):
        faces = faces_between(outline, line)
        if len(faces) > 1 and cost > 0:
            side = face_of(faces, metres)
            if (side != side[0]).any():
                held.append(line)
                axes.append((faces, cost / np.sqrt(2)))
                lifts.append(np.eye(len(faces))[side] * cost / np.sqrt(2))
    if not held:
        return Sides(np.array([outline]), np.zeros((1, 0)), np.zeros((len(metres), 0)))
    faces = faces_between(outline, shapely.union_all(held))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    face_lift = [np.eye(len(sides))[face_of(sides, inner)] * cost for sides, cost in axes]
    return Sides(faces, np.hstack(face_lift), np.hstack(lifts))
