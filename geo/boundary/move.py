"""The ground around a house given to the grid beside it."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints
from geo.boundary.faces import Faces, absorbed, clumps, cut, holding
from geo.boundary.lattice import Lattice, shape_to_steps
from geo.boundary.nodes import Noded, node
from geo.boundary.redrawn import Redrawn
from geo.boundary.scene import Scene, known, scene, sound
from geo.boundary.settled import settle
from geo.errors import LineMisses, NotBeside, SamePlace


def move(
    live: Mapping[str, BaseGeometry],
    source: str,
    target: str,
    house: shapely.Point,
    others: Sequence[shapely.Point],
) -> Redrawn:
    """Give the ground around one house to an adjacent grid.

    Parameters
    ----------
    live
        Present grids by code, WGS 84 degrees: an exact coverage on the lattice.
    source, target
        The grid it lies in, and the one it is to lie in.
    house
        WGS 84 degrees.
    others
        The other houses of the source.

    Returns
    -------
    redrawn
        The target has the ground of the source that is nearer to the house than to any other
        (Voronoi cell), as far as it hangs together around the house.

    Raises
    ------
    NoSuchGrid, NotBeside
        If a grid is not there, or the ground shares no edge with the target.
    SamePlace
        If another house stands at the very same place.
    LineMisses
        If the house is not in the source, or is its only one.
    BrokenApart, TooSmall, TouchesItself, TooFine
        If what is left of the source would be no proper grid.
    """
    known(live, [source, target])
    sound(house, ["Point"], "the house")
    around = scene(live, {source, target})
    rows = around.codes.index(source), around.codes.index(target)
    cell = _cell(around, source, house, others)
    walls = (around.sides == rows[0]).any(axis=1)
    ring = [(int(x), int(y)) for x, y in shapely.get_coordinates(cell)]
    noded = node(around, [ring], walls, within=around.shapes[rows[0]])
    faces = cut(around, noded)
    taken = _taken(faces, rows[0], cell, shape_to_steps(around.lattice, house))
    pairs = faces.owner[faces.edges]
    if not (taken[faces.edges].any(axis=1) & (pairs == rows[1]).any(axis=1)).any():
        msg = _not_beside(around, noded, faces.polygons[taken], rows, target)
        raise NotBeside(msg)
    label = absorbed(around, faces, np.where(taken, rows[1], faces.owner))
    return settle(around, noded, faces, label, around.codes)


def _cell(
    around: Scene, source: str, house: shapely.Point, others: Sequence[shapely.Point]
) -> BaseGeometry:
    """Ground nearer to a house than to the others, as a polygon on the lattice."""
    own = around.shapes[around.codes.index(source)]
    place = shape_to_steps(around.lattice, house)
    if not own.intersects(place):
        msg = f"the house does not lie in grid {source}"
        raise LineMisses(msg)
    if not others:
        msg = f"the house is the only one of grid {source}: merge the grids instead"
        raise LineMisses(msg)
    metres = [_metres(around.lattice, one) for one in others]
    at = _metres(around.lattice, house)
    if any(np.hypot(*(one - at)) * 1e3 < 1 for one in metres):
        msg = "another house stands at the same place: move it by the list of doors"
        raise SamePlace(msg)
    low, high = np.array(own.bounds).reshape(2, 2) * around.lattice.metres
    cell = shapely.box(*(low - 10), *(high + 10))
    for one in metres:
        cell = cell.intersection(_nearer(at, one, float(np.hypot(*(high - low))) * 4 + 100))
    return shapely.transform(cell.exterior, lambda xy: np.rint(xy / around.lattice.metres))


def _metres(lattice: Lattice, place: shapely.Point) -> Floats:
    return np.asarray(shapely.get_coordinates(shape_to_steps(lattice, place))[0] * lattice.metres)


def _nearer(at: Floats, other: Floats, far: float) -> BaseGeometry:
    """Half of the plane, far enough, that is nearer to one place than to another."""
    middle, away = (at + other) / 2, (other - at) / np.hypot(*(other - at))
    side = np.array([-away[1], away[0]])
    corners = [middle + side * far, middle - side * far]
    return shapely.Polygon([*corners, corners[1] - away * far, corners[0] - away * far])


def _taken(faces: Faces, row: int, ring: BaseGeometry, house: BaseGeometry) -> Ints:
    """Whether a face of the source belongs to the clump of the cell that holds the house."""
    cell = shapely.Polygon(ring)
    inner = shapely.point_on_surface(faces.polygons)
    ours = (faces.owner == row) & shapely.intersects(cell, inner)
    clump = clumps(faces, ours.astype(np.int64))
    held = np.flatnonzero(ours & holding(faces.polygons, house))
    return np.asarray(ours & np.isin(clump, clump[held]))


def _not_beside(
    around: Scene, noded: Noded, polygons: Floats, rows: tuple[int, int], target: str
) -> str:
    """Say which grids the ground of a house does share an edge with."""
    shared = shapely.length(shapely.intersection(noded.shapes, shapely.union_all(polygons)))
    beside = [code for row, code in enumerate(around.codes) if shared[row] and row != rows[0]]
    said = f"; it does with {', '.join(beside)}" if beside else "; it lies inside its own"
    return f"the ground around the house shares no edge with grid {target}{said}"
