"""The faces that drawn lines cut grids into, and the grid each goes to."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints, Shapes
from geo.boundary.lattice import area_m2
from geo.boundary.nodes import Noded
from geo.boundary.scene import Scene, beside, edges_of
from geo.errors import TooFine

SMALLEST_M2: Final = 1.0
"""A piece of less ground than this is nobody's grid."""
# Ground that is left over between an edge and a line meant to follow it.
_NARROW_M: Final = 0.3


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces of the changed grids.

    Attributes
    ----------
    polygons
        In steps (f,).
    owner
        Row of the grid each lies in (f,), -1 for free ground.
    area
        Square metres (f,).
    edges
        Pairs of faces side by side (e, 2), the lesser first.
    length
        Metres of each such edge (e,).
    """

    polygons: Shapes
    owner: Ints
    area: Floats
    edges: Ints
    length: Floats


def cut(scene: Scene, noded: Noded, *, dissolved: bool = False, free: bool = False) -> Faces:
    """Faces between the edges of the changed grids and the drawn pieces.

    Parameters
    ----------
    scene, noded
        The grids around and what was drawn.
    dissolved
        Whether edges between two changed grids are left out.
    free
        Whether there may be faces of no grid.

    Raises
    ------
    TooFine
        If the faces are not exactly the ground of the changed grids.
    """
    changed = np.flatnonzero(scene.changed)
    edges, sides = edges_of(noded.shapes)
    own = beside(replace(scene, sides=sides), scene.changed)
    wanted = own.any(axis=1) | (free & (sides[:, 1] < 0))
    edges = edges[wanted & ~(dissolved & own.all(axis=1))]
    lines = np.unique(np.vstack([edges, noded.pieces]), axis=0).reshape(-1, 2, 2)
    polygons = shapely.get_parts(shapely.polygonize(shapely.linestrings(lines.astype(float))))
    inner = shapely.point_on_surface(polygons)
    face, row = STRtree(noded.shapes[changed]).query(inner, predicate="intersects")
    owner = np.full(len(polygons), -1)
    owner[face[::-1]] = changed[row[::-1]]
    held = polygons[owner >= 0]
    if twice_area(held) != twice_area(noded.shapes[changed]):
        msg = "edges lie too close together here; draw the line a little further from them"
        raise TooFine(msg)
    kept = (owner >= 0) | free
    return _faces(scene, polygons[kept], owner[kept])


def twice_area(shapes: Shapes) -> int:
    """Twice the area of shapes in square steps, exactly.

    Notes
    -----
    Products overflow on the way and come back: whole numbers modulo 2**64.
    """
    total = 0
    for polygon in shapely.get_parts(shapes):
        for number, ring in enumerate(shapely.get_rings(polygon)):
            at = shapely.get_coordinates(ring).astype(np.int64)
            at -= at[0]
            twice = abs(int((at[:-1, 0] * at[1:, 1] - at[1:, 0] * at[:-1, 1]).sum()))
            total += -twice if number else twice
    return total


def _faces(scene: Scene, polygons: Shapes, owner: Ints) -> Faces:
    edges, sides = edges_of(polygons)
    between = sides[:, 1] >= 0
    edges, sides = edges[between], np.sort(sides[between], axis=1)
    vector = (edges[:, 2:] - edges[:, :2]) * scene.lattice.metres
    pairs, row = np.unique(sides, axis=0, return_inverse=True)
    length = np.zeros(len(pairs))
    np.add.at(length, row.ravel(), np.hypot(vector[:, 0], vector[:, 1]))
    return Faces(polygons, owner, area_m2(scene.lattice, polygons), pairs, length)


def clumps(faces: Faces, label: Ints) -> Ints:
    """Number of the connected clump of equal label that each face is in (f,)."""
    clump = np.arange(len(label))
    same = faces.edges[label[faces.edges[:, 0]] == label[faces.edges[:, 1]]]
    while len(same):
        least = clump.copy()
        np.minimum.at(least, same[:, 0], clump[same[:, 1]])
        np.minimum.at(least, same[:, 1], clump[same[:, 0]])
        if (least == clump).all():
            break
        clump = least
    return clump


def absorbed(scene: Scene, faces: Faces, label: Ints, kept: Collection[int] = ()) -> Ints:
    """Labels once slivers have gone to the neighbour with whom they share most.

    Parameters
    ----------
    label
        Label of each face (f,), -1 for nobody's.
    kept
        Labels that keep even a sliver.

    Returns
    -------
    label
        Clumps of less than a square metre, and narrow ones beside a larger clump of their
        label, belong to a neighbour (f,); a clump without one stays.
    """
    label = label.copy()
    for _ in range(len(label)):
        clump = clumps(faces, label)
        area = np.zeros(len(label))
        np.add.at(area, clump, faces.area)
        slivers = _slivers(scene, faces, label, clump, area)
        slivers = slivers[~np.isin(label[slivers], list(kept))]
        if not any(_given_away(faces, label, clump, int(one)) for one in slivers):
            break
    return label


def _slivers(scene: Scene, faces: Faces, label: Ints, clump: Ints, area: Floats) -> Ints:
    """Clumps to be given away, the smallest first."""
    numbers = np.unique(clump[label >= 0])
    largest = np.zeros(label.max(initial=0) + 1)
    np.maximum.at(largest, label[numbers], area[numbers])
    minor = area[numbers] < largest[label[numbers]]
    tiny = area[numbers] < SMALLEST_M2
    slim = np.zeros(len(numbers), dtype=bool)
    for at in np.flatnonzero(minor & ~tiny):
        slim[at] = narrow(scene, shapely.union_all(faces.polygons[clump == numbers[at]]))
    found = numbers[tiny | slim]
    return found[np.argsort(area[found], kind="stable")]


def narrow(scene: Scene, shapes: Shapes | BaseGeometry) -> NDArray[np.bool_]:
    """Whether shapes in steps are less than 0.3 m wide, or have less than a square metre."""
    metres = shapely.transform(shapes, lambda steps: steps * scene.lattice.metres)
    area = shapely.area(metres)
    return np.asarray((area < SMALLEST_M2) | (2 * area < _NARROW_M * shapely.length(metres)))


def wide(scene: Scene, shape: BaseGeometry) -> BaseGeometry:
    """Shape in steps without the parts that are slivers."""
    parts = shapely.get_parts(shape)
    parts = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - with ground
    return shapely.union_all(parts[~narrow(scene, parts)])


def _given_away(faces: Faces, label: Ints, clump: Ints, one: int) -> bool:
    """Give a clump to the label with whom it shares most; False when there is none."""
    within = clump == one
    crossing = within[faces.edges[:, 0]] != within[faces.edges[:, 1]]
    pairs, length = faces.edges[crossing], faces.length[crossing]
    near = label[np.where(within[pairs[:, 0]], pairs[:, 1], pairs[:, 0])]
    length, near = length[near >= 0], near[near >= 0]
    if len(near) == 0:
        return False
    shared = np.bincount(near, length)
    label[within] = shared.argmax()
    return True


def united(polygons: Shapes) -> BaseGeometry:
    """One shape of faces that meet edge to edge."""
    shape = shapely.coverage_union_all(polygons)
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def holding(polygons: Shapes, place: BaseGeometry) -> NDArray[np.bool_]:
    """Polygons that hold or touch a place."""
    return np.asarray(shapely.intersects(polygons, place))
