"""Neighbouring grids made one."""

from collections.abc import Collection, Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints
from geo.boundary.faces import Faces, cut
from geo.boundary.nodes import Noded
from geo.boundary.redrawn import Redrawn
from geo.boundary.scene import Scene, known, scene
from geo.boundary.settled import settle
from geo.errors import NoSuchGrid, NotBeside

_NO_PIECES = np.zeros((0, 4), dtype=np.int64)


def merge(live: Mapping[str, BaseGeometry], codes: Collection[str], keep: str) -> Redrawn:
    """Make one grid of several that hang together by their edges.

    Parameters
    ----------
    live
        Present grids by code, WGS 84 degrees: an exact coverage on the lattice.
    codes
        Two grids or more.
    keep
        The one whose code the whole keeps; the others are retired.

    Raises
    ------
    NoSuchGrid, NotBeside
        If a grid is not there, or some touch the others at corners only or not at all.
    BrokenApart, TouchesItself
        If the whole would be no proper grid.
    """
    known(live, [*codes, keep])
    if keep not in codes or len(set(codes)) == 1:
        msg = "name two grids or more, the one that stays among them"
        raise NoSuchGrid(msg)
    around = scene(live, codes)
    noded = Noded(_NO_PIECES, {}, around.shapes)
    faces = cut(around, noded)
    _check_beside(around, faces, keep)
    label = np.full(len(faces.polygons), around.codes.index(keep))
    pieces = int(shapely.get_num_geometries(around.shapes[around.changed]).max())
    return settle(around, noded, faces, label, around.codes, pieces_allowed=pieces)


def _check_beside(around: Scene, faces: Faces, keep: str) -> None:
    """Refuse grids that no chain of shared edges leads to."""
    reached = {around.codes.index(keep)}
    pairs = faces.owner[faces.edges]
    while more := _beyond(pairs, reached):
        reached |= more
    lost = [around.codes[row] for row in np.flatnonzero(around.changed) if row not in reached]
    if lost:
        msg = f"grid {', '.join(lost)} shares no edge with the others"
        raise NotBeside(msg)


def _beyond(pairs: Ints, reached: set[int]) -> set[int]:
    beside = np.isin(pairs, list(reached))
    return set(pairs[beside.any(axis=1)].ravel().tolist()) - reached
