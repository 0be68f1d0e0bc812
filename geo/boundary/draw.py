"""A new grid drawn over the present ones."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints
from geo.boundary.faces import Faces, absorbed, cut, narrow, wide
from geo.boundary.lattice import area_m2, shape_to_steps
from geo.boundary.lines import SNAP_M, Followed, followed
from geo.boundary.nodes import node
from geo.boundary.redrawn import Redrawn
from geo.boundary.scene import Scene, beside, scene, sound
from geo.boundary.settled import settle
from geo.errors import LineMisses, TouchesItself


def draw(
    live: Mapping[str, BaseGeometry],
    polygon: shapely.Polygon,
    *,
    outline: BaseGeometry | None = None,
    snap_m: float = SNAP_M,
) -> Redrawn:
    """Make a new grid of the ground under a drawn polygon.

    Parameters
    ----------
    live
        Present grids by code, WGS 84 degrees: an exact coverage on the lattice.
    polygon
        WGS 84 degrees.
    outline
        Outline of the village, WGS 84 degrees: ground inside it that no grid has goes to the
        new grid too. None: only ground of present grids.
    snap_m
        Corners and edges this near to the polygon's, in metres, are meant to be followed.

    Returns
    -------
    redrawn
        The new grid is "+1"; a grid wholly under the polygon is retired.

    Raises
    ------
    InvalidShape
        If the polygon is empty or broken.
    LineMisses
        If there is no ground under it.
    BrokenApart, TooSmall, TouchesItself, TooFine
        If it, or what is left of a grid, would be no proper grid.
    """
    sound(polygon, ["Polygon"], "the polygon")
    # A hundred thousandth of a degree: a metre.
    wide = shapely.box(*(np.array(polygon.bounds) + np.array([-2, -2, 2, 2]) * snap_m * 1e-5))
    under = [code for code in sorted(live) if live[code].intersects(wide)]
    around = scene(live, under, polygon)
    rings = shapely.get_rings(shape_to_steps(around.lattice, polygon))
    path = followed(around, rings, np.ones(len(around.edges), dtype=bool), snap_m)
    snapped = _polygon(path)
    around = replace(around, changed=_under(around, snapped))
    walls = np.asarray(beside(around, around.changed).any(axis=1))
    free = _free(around, snapped, outline)
    if not around.changed.any() and free is None:
        msg = "there is no ground of these grids under the polygon"
        raise LineMisses(msg)
    lines = [*path.lines, *_rim(around, outline, free)]
    pins = {row: places for row, places in path.pins.items() if walls[row]}
    if free is not None:
        walls |= around.sides[:, 1] < 0
    noded = node(around, lines, walls, pins=pins, within=_ground(around, free))
    faces = cut(around, noded, free=free is not None)
    label = absorbed(around, faces, _labels(around, faces, snapped, free))
    return settle(around, noded, faces, label, [*around.codes, "+1"])


def _polygon(path: Followed) -> BaseGeometry:
    """Polygon of snapped rings."""
    shape = shapely.Polygon(path.lines[0], path.lines[1:]) if len(path.lines[0]) > 3 else None  # noqa: PLR2004 - a ring
    if shape is None or not shape.is_valid or shape.area == 0:
        msg = "the polygon is too narrow: its sides fall together on the edges beside them"
        raise TouchesItself(msg)
    return shape


def _under(around: Scene, polygon: BaseGeometry) -> NDArray[np.bool_]:
    """Whether more than a sliver of a grid lies under the polygon (k,)."""
    shared = shapely.intersection(around.shapes, polygon)
    return np.asarray((area_m2(around.lattice, shared) > 0) & ~narrow(around, shared))


def _free(
    around: Scene, polygon: BaseGeometry, outline: BaseGeometry | None
) -> BaseGeometry | None:
    """Ground of no grid under the polygon, if there is any worth speaking of."""
    if outline is None:
        return None
    inside = shapely.intersection(shape_to_steps(around.lattice, outline), polygon)
    free = wide(around, shapely.difference(inside, shapely.union_all(around.shapes)))
    return None if free.is_empty else free


def _rim(
    around: Scene, outline: BaseGeometry | None, free: BaseGeometry | None
) -> list[list[tuple[int, int]]]:
    """Stretches of the outline that bound free ground."""
    if outline is None or free is None:
        return []
    rim = shapely.get_rings(shapely.get_parts(shape_to_steps(around.lattice, outline)))
    return [[(int(x), int(y)) for x, y in shapely.get_coordinates(ring)] for ring in rim]


def _ground(around: Scene, free: BaseGeometry | None) -> BaseGeometry:
    """Where the polygon's sides count: on changed grids and, with a step to spare, free ground."""
    own = around.shapes[around.changed]
    return shapely.union_all([*own, *([] if free is None else [free.buffer(2)])])


def _labels(around: Scene, faces: Faces, polygon: BaseGeometry, free: BaseGeometry | None) -> Ints:
    """Row of the grid that each face goes to, -1 for none."""
    inner = shapely.point_on_surface(faces.polygons)
    taken = shapely.intersects(polygon, inner)
    if free is None:
        taken &= faces.owner >= 0
    else:
        taken &= (faces.owner >= 0) | shapely.intersects(free, inner)
    return np.where(taken, len(around.codes), faces.owner)
