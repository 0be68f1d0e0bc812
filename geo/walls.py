"""Outlines taken apart along barriers that nobody crosses."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.arrays import Ints, Shapes
from geo.barriers import face_of, faces_between
from geo.grounds import Ground
from geo.houses import Houses
from geo.plane import LocalPlane, local_plane, shape_to_degrees, shape_to_metres, to_metres


def split_grounds(grounds: Sequence[Ground], houses: Houses, walls: Shapes) -> list[Ground]:
    """Take outlines apart along walls.

    Parameters
    ----------
    grounds
        Outlines with their households.
    houses
        Sorted households; a hand pin across a wall opens that wall.
    walls
        Lines, EPSG:4326.

    Returns
    -------
    grounds
        Ground where nobody lives goes to the part beside it with the longest common edge.
    """
    if len(walls) == 0:
        return list(grounds)
    tree = shapely.STRtree(walls)
    split = []
    for ground in grounds:
        met = np.sort(tree.query(ground.outline, predicate="intersects"))
        split += _split(ground, houses, walls[met]) if len(met) and len(ground.rows) else [ground]
    return split


def _split(ground: Ground, houses: Houses, walls: Shapes) -> list[Ground]:
    plane = local_plane(ground.outline.bounds)
    outline = shape_to_metres(plane, ground.outline)
    faces = faces_between(outline, shape_to_metres(plane, shapely.union_all(walls)))
    if len(faces) < 2:  # noqa: PLR2004 - one face is no division
        return [ground]
    face = face_of(faces, to_metres(plane, houses.place[ground.rows]))
    part = _parts(faces, face, houses.bond[ground.rows])
    return [
        Ground(_outline(plane, faces[part == number]), ground.rows[part[face] == number])
        for number in np.unique(part[face])
    ]


def _outline(plane: LocalPlane, faces: Shapes) -> shapely.Geometry:
    return shape_to_degrees(plane, shapely.union_all(faces))


def _parts(faces: Shapes, face: Ints, bond: Ints) -> Ints:
    """Number of the part each face belongs to: where people live, and what joins it."""
    links = [(int(face[a]), int(face[b])) for a, b in _pinned_pairs(bond)]
    lived = np.zeros(len(faces), dtype=bool)
    lived[face] = True
    part = _joined(links, len(faces))
    while not lived.all():
        edges = [(*_longest_edge(faces, lived, int(f)), int(f)) for f in np.flatnonzero(~lived)]
        _, beside, f = max(edges, key=lambda edge: (edge[0], -edge[2]))
        part[f], lived[f] = part[beside], True
    return part


def _pinned_pairs(bond: Ints) -> list[tuple[int, int]]:
    order = np.argsort(bond, kind="stable")
    order = order[bond[order] >= 0]
    same = bond[order[1:]] == bond[order[:-1]]
    return [(int(a), int(b)) for a, b in zip(order[:-1][same], order[1:][same], strict=True)]


def _joined(links: list[tuple[int, int]], n: int) -> Ints:
    one, other = np.array(links, dtype=np.int64).reshape(-1, 2).T
    matrix = coo_array((np.ones(len(one)), (one, other)), shape=(n, n))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def _longest_edge(faces: Shapes, lived: NDArray[np.bool_], face: int) -> tuple[float, int]:
    """Metres of the longest common edge of a face with one lived in, and the number of that."""
    settled = np.flatnonzero(lived)
    common = shapely.length(shapely.intersection(faces[settled], faces[face]))
    best = int(common.argmax())
    return float(common[best]), int(settled[best])
