"""Which polygon a point belongs to when it lies on a line, near one, or outside all of them."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.arrays import Floats, Ints, Shapes
from geo.locating import covering_pairs
from geo.near_shapes import NearShapes, near_shapes

NEAREST_M: Final = 300.0
WIDEST_M: Final = 1000.0
"""Radius of the widest circle looked at: a fix rougher than this is marked by its middle."""


class Method(StrEnum):
    """How a point came to its polygon."""

    INSIDE = "inside"
    EDGE = "edge"
    BORDER = "border"
    NEAREST = "nearest"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Placements:
    """Polygons of points, one entry per point.

    Attributes
    ----------
    shape
        Row of the polygon (n,), -1 for none.
    method
        How it was found (n,), values of `Method`.
    distance_m
        Metres from the point to that polygon (n,), 0 where it holds the point, NaN for none.
    second
        Row of the other polygon that the point could be in (n,), -1 for none.
    second_m
        Metres from the point to that one (n,), NaN for none.
    share, second_share
        Parts of the circle of accuracy in the two (n,), NaN where no circle decided.
    """

    shape: Ints
    method: NDArray[Any]
    distance_m: Floats
    second: Ints
    second_m: Floats
    share: Floats
    second_share: Floats


def place_points(
    shapes: Shapes,
    points: Shapes,
    *,
    accuracy_m: Floats | None = None,
    order: Ints | None = None,
    nearest_m: float = NEAREST_M,
) -> Placements:
    """Give each point its polygon, and tell which other one it could be in.

    Parameters
    ----------
    shapes, points
        Valid polygons or multipolygons (k,) and points (n,), WGS 84 degrees.
    accuracy_m
        Radius of the circle in which each point lies (n,); NaN or 0 where nobody knows. Of a
        circle wider than `WIDEST_M` only its middle of that radius is looked at.
    order
        Rank of each shape (k,), as in `geo.locating.locate_points`; it decides all ties.
    nearest_m
        How far outside all polygons a point may lie to be given the nearest.

    Notes
    -----
    In this order: a point farther than `nearest_m` from every polygon has none; where the
    circle of accuracy meets two or more, the one with the larger part of it has the point;
    where several hold the point (edge, corner, overlap), the one of the lowest rank; then the
    only one that holds it; then the nearest.
    """
    radius = np.zeros(len(points)) if accuracy_m is None else _radii(accuracy_m)
    by_rank = np.argsort(order, kind="stable") if order is not None else np.arange(len(shapes))
    rank = np.argsort(by_rank)
    holders = _Pairs(*covering_pairs(shapes, points))
    outside = np.bincount(holders.point, minlength=len(points)) == 0
    reach = np.maximum(np.where(outside, nearest_m, 0), radius)
    rows = np.flatnonzero((reach > 0) & ~shapely.is_empty(points) & ~shapely.is_missing(points))
    near = near_shapes(shapes, points[rows], reach[rows], radius[rows], outside[rows])
    near = replace(near, point=rows[near.point])
    return _decided(len(points), holders, near, rank, nearest_m)


@dataclass(frozen=True, slots=True)
class _Pairs:
    point: Ints
    shape: Ints


def _radii(accuracy_m: Floats) -> Floats:
    return np.where(np.isfinite(accuracy_m), np.clip(accuracy_m, 0, WIDEST_M), 0)


def _decided(n: int, holders: _Pairs, near: NearShapes, rank: Ints, nearest_m: float) -> Placements:
    """Apply the rules to all points; -1 and NaN stand behind each array for "none"."""
    shape, metres = np.append(near.shape, -1), np.append(near.metres, np.nan)
    share = np.append(near.share, np.nan)
    holder = np.append(holders.shape, -1)[_best_two(n, holders.point, rank[holders.shape])]
    nearest = _best_two(n, near.point, rank[near.shape], near.metres)[:, 0]
    met = np.flatnonzero(near.share > 0)
    larger = _best_two(n, near.point[met], rank[near.shape[met]], -near.share[met])
    larger = np.append(met, -1)[larger]
    inside, edge = (holder >= 0).T
    close = metres[nearest] <= nearest_m
    border = (larger[:, 1] >= 0) & (inside | close)
    one, other = np.where(border[:, np.newaxis], larger, -1).T
    cases = [border, edge, inside, close]
    return Placements(
        shape=np.select(cases, [shape[one], holder[:, 0], holder[:, 0], shape[nearest]], -1),
        method=np.select(cases, [method.value for method in _IN_ORDER], Method.NONE.value),
        distance_m=np.select(cases, [metres[one], 0.0, 0.0, metres[nearest]], np.nan),
        second=np.select(cases[:2], [shape[other], holder[:, 1]], -1),
        second_m=np.select(cases[:2], [metres[other], 0.0], np.nan),
        share=share[one],
        second_share=share[other],
    )


_IN_ORDER: Final = (Method.BORDER, Method.EDGE, Method.INSIDE, Method.NEAREST)


def _best_two(n: int, point: Ints, rank: Ints, *costs: Floats) -> Ints:
    """Of the pairs of each point, the two of least cost, then rank (n, 2); -1 for none."""
    order = np.lexsort((rank, *costs, point))
    begin = np.searchsorted(point[order], np.arange(n))
    end = np.searchsorted(point[order], np.arange(n), side="right")
    places = begin[:, np.newaxis] + np.arange(2)
    return np.where(
        places < end[:, np.newaxis], np.append(order, -1)[np.minimum(places, len(order))], -1
    )
