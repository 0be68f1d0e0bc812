"""The edge between two grids drawn anew."""

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints
from geo.boundary.faces import Faces, absorbed, cut
from geo.boundary.lattice import shape_to_steps
from geo.boundary.lines import SNAP_M, followed, reaching
from geo.boundary.nodes import node
from geo.boundary.redrawn import Redrawn
from geo.boundary.scene import Scene, beside, known, scene, sound
from geo.boundary.settled import settle
from geo.errors import LineMisses, NotBeside


def reshape(
    live: Mapping[str, BaseGeometry],
    one: str,
    other: str,
    line: shapely.LineString,
    *,
    snap_m: float = SNAP_M,
) -> Redrawn:
    """Replace the edge that two grids share by a drawn line.

    Parameters
    ----------
    live
        Present grids by code, WGS 84 degrees: an exact coverage on the lattice.
    one, other
        The grids.
    line
        WGS 84 degrees, over the ground of both from edge to edge; an end that stops up to 5 m
        short of their outer edge is drawn on.
    snap_m
        Corners of the outer edge this near to the line, in metres, are on it.

    Returns
    -------
    redrawn
        Each part of the ground belongs to whom most of it belonged before; where that is the
        same grid for all, the other gets the part that most of it lies in.

    Raises
    ------
    InvalidShape
        If the line is empty or broken.
    NoSuchGrid, NotBeside, LineMisses
        If a grid is not there, they share no edge, or the line does not part their ground.
    BrokenApart, TooSmall, TouchesItself, TooFine
        If a side would be no proper grid.
    """
    known(live, [one, other])
    sound(line, ["LineString"], "the line")
    around = scene(live, [one, other], line)
    rows = np.array([around.codes.index(one), around.codes.index(other)])
    ours = beside(around, around.changed)
    if one == other or not ours.all(axis=1).any():
        msg = f"grids {one} and {other} share no edge"
        raise NotBeside(msg)
    whole = shapely.coverage_union_all(around.shapes[rows])
    drawn = shape_to_steps(around.lattice, line)
    drawn = reaching(around, drawn, whole, f"the ground of {one} and {other}")
    walls = ours.sum(axis=1) == 1
    path = followed(around, [drawn], walls, snap_m)
    noded = node(around, path.lines, walls, pins=path.pins, within=whole)
    faces = cut(around, noded, dissolved=True)
    part = absorbed(around, faces, np.arange(len(faces.polygons)))
    return settle(around, noded, faces, rows[_whose(around, faces, part, rows)], around.codes)


def _whose(around: Scene, faces: Faces, part: Ints, rows: Ints) -> Ints:
    """Which of the two each face goes to (f,): 0 or 1."""
    parts, number = np.unique(part, return_inverse=True)
    overlap = np.zeros((len(parts), 2))
    for column, row in enumerate(rows):
        area = shapely.area(shapely.intersection(faces.polygons, around.shapes[row]))
        overlap[:, column] = np.bincount(number, area, len(parts))
    if len(parts) == 1:
        msg = "the line does not part the ground of the two grids: draw it from edge to edge"
        raise LineMisses(msg)
    lead = overlap[:, 1] - overlap[:, 0]
    side: Ints = (lead > 0).astype(np.int64)
    if side.min() == side.max():
        # A small grid that grows may own less than half of its new side: most of it lies there.
        lesser = 1 - int(side[0])
        side[int(overlap[:, lesser].argmax())] = lesser
    return np.asarray(side[number])
