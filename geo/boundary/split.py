"""A grid cut along a line."""

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints
from geo.boundary.faces import Faces, absorbed, clumps, cut, holding
from geo.boundary.lattice import shape_to_steps
from geo.boundary.lines import SNAP_M, followed, reaching
from geo.boundary.nodes import node
from geo.boundary.redrawn import Redrawn
from geo.boundary.scene import Scene, known, scene, sound
from geo.boundary.settled import settle
from geo.errors import LineMisses


def split(
    live: Mapping[str, BaseGeometry],
    code: str,
    line: shapely.LineString,
    *,
    keep: shapely.Point | None = None,
    snap_m: float = SNAP_M,
) -> Redrawn:
    """Cut a grid along a line.

    Parameters
    ----------
    live
        Present grids by code, WGS 84 degrees: an exact coverage on the lattice.
    code
        The grid.
    line
        WGS 84 degrees, drawn over the grid from edge to edge; an end that stops up to 5 m short
        of an edge is drawn on.
    keep
        A place, WGS 84, in the part that keeps the code; None: the largest.
    snap_m
        Corners this near to the line, in metres, are on it.

    Returns
    -------
    redrawn
        The other parts are "+1", "+2", ... from the largest down. Parts that the grid had
        already and the line does not cut go to the nearest.

    Raises
    ------
    InvalidShape
        If the line is empty or broken.
    NoSuchGrid, LineMisses
        If the grid is not there, or the line does not cut it in two.
    TooSmall, BrokenApart, TouchesItself, TooFine
        If a part would be no proper grid.
    """
    known(live, [code])
    sound(line, ["LineString"], "the line")
    around = scene(live, [code], line)
    own = around.shapes[around.changed][0]
    drawn = reaching(around, shape_to_steps(around.lattice, line), own, f"grid {code}")
    walls = (around.sides == np.flatnonzero(around.changed)[0]).any(axis=1)
    path = followed(around, [drawn], walls, snap_m)
    noded = node(around, path.lines, walls, pins=path.pins, within=own)
    faces = cut(around, noded)
    number = _numbered(around, faces, keep, code)
    names = [*around.codes, *(f"+{i}" for i in range(1, number.max() + 1))]
    row, new = around.codes.index(code), len(around.codes) - 1
    return settle(around, noded, faces, np.where(number == 0, row, new + number), names)


def _numbered(around: Scene, faces: Faces, keep: shapely.Point | None, code: str) -> Ints:
    """Number of the part each face belongs to (f,), 0 for the one that keeps the code."""
    part = absorbed(around, faces, np.arange(len(faces.polygons)))
    before = clumps(faces, np.zeros(len(part), dtype=np.int64))
    divided = [one for one in np.unique(before) if len(np.unique(part[before == one])) > 1]
    if not divided:
        msg = f"the line does not cut grid {code} in two: draw it over the grid, edge to edge"
        raise LineMisses(msg)
    cut_up = np.isin(before, divided)
    for face in np.flatnonzero(~cut_up):
        gap = shapely.distance(faces.polygons[cut_up], faces.polygons[face])
        part[face] = part[cut_up][gap.argmin()]
    area = np.bincount(part, faces.area)
    order = np.flatnonzero(area)[np.argsort(-area[area > 0], kind="stable")]
    if keep is not None:
        place = shape_to_steps(around.lattice, keep)
        held = part[holding(faces.polygons, place)]
        if len(held) == 0:
            msg = f"the place whose part is to keep the code is not in grid {code}"
            raise LineMisses(msg)
        order = np.append(held[0], order[order != held[0]])
    rank = np.zeros(len(area), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[part]
