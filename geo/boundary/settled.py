"""New grids from labelled faces, proved to leave the coverage exact."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints, Shapes
from geo.boundary.faces import SMALLEST_M2, Faces, twice_area, united
from geo.boundary.lattice import area_m2, to_degrees
from geo.boundary.nodes import Noded
from geo.boundary.redrawn import Redrawn
from geo.boundary.scene import Scene, ring_edges
from geo.errors import BrokenApart, LineMisses, TooFine, TooSmall, TouchesItself


def settle(
    scene: Scene,
    noded: Noded,
    faces: Faces,
    label: Ints,
    names: Sequence[str],
    *,
    pieces_allowed: int = 1,
) -> Redrawn:
    """Unite the faces of each label and answer what has changed.

    Parameters
    ----------
    label
        Row of `names` for each face (f,), -1 for ground that stays free.
    names
        Codes, those of the scene first and in its order, then "+1", "+2", ...
    pieces_allowed
        Pieces in which a grid may come that came in fewer.

    Returns
    -------
    redrawn
        Shapes in degrees.

    Raises
    ------
    LineMisses
        If nobody's ground changes.
    BrokenApart, TooSmall, TouchesItself
        If a grid would come in more pieces, have hardly any ground, or touch itself.
    TooFine
        If the coverage would not be exact.
    """
    new = _new_shapes(faces, label, names)
    gone = [row for row in np.flatnonzero(scene.changed).tolist() if _moves(noded, new, row, names)]
    kept = {names[row] for row in range(len(scene.codes)) if row not in gone}
    new = {name: shape for name, shape in new.items() if name not in kept}
    if not gone and not new:
        msg = "nothing would change: every grid keeps its ground"
        raise LineMisses(msg)
    codes = dict(zip(scene.codes, scene.shapes, strict=True))
    for name, shape in new.items():
        allowed = max(pieces_allowed, _pieces(codes.get(name)))
        _check_shape(scene, name, shape, allowed)
    _check_touching(scene, new)
    rest = np.delete(noded.shapes, gone)
    _check_exact(scene, noded, np.array([*rest, *new.values()]), _won(faces, label))
    corners = [
        row
        for row in range(len(codes))
        if row not in gone and noded.shapes[row] is not scene.shapes[row]
    ]
    return Redrawn(
        {name: to_degrees(scene.lattice, shape) for name, shape in sorted(new.items())},
        tuple(names[row] for row in gone if names[row] not in new),
        {scene.codes[row]: to_degrees(scene.lattice, noded.shapes[row]) for row in corners},
    )


def _new_shapes(faces: Faces, label: Ints, names: Sequence[str]) -> dict[str, BaseGeometry]:
    """Shape in steps of each grid that has a face, by name."""
    numbers = np.unique(label[label >= 0]).tolist()
    return {names[number]: united(faces.polygons[label == number]) for number in numbers}


def _moves(noded: Noded, new: dict[str, BaseGeometry], row: int, names: Sequence[str]) -> bool:
    """Whether a grid has other ground than before, or ends."""
    after = new.get(names[row])
    if after is None:
        return True
    return not shapely.equals_exact(shapely.normalize(after), shapely.normalize(noded.shapes[row]))


def _won(faces: Faces, label: Ints) -> int:
    """Twice the free ground that is somebody's now, in square steps."""
    return twice_area(faces.polygons[(faces.owner < 0) & (label >= 0)])


def _pieces(shape: BaseGeometry | None) -> int:
    return 1 if shape is None else int(shapely.get_num_geometries(shape))


def _named(name: str) -> str:
    return "the new grid" if name.startswith("+") else f"grid {name}"


def _check_shape(scene: Scene, name: str, shape: BaseGeometry, allowed: int) -> None:
    parts = shapely.get_parts(shape)
    areas = area_m2(scene.lattice, parts)
    if len(parts) > allowed:
        sizes = ", ".join(f"{area:.0f}" for area in sorted(areas, reverse=True)[:4])
        msg = f"{_named(name)} would come in {len(parts)} pieces of {sizes} m²"
        raise BrokenApart(msg)
    if areas.min() < SMALLEST_M2:
        msg = f"{_named(name)} would have a piece of {areas.min():.2f} m² only"
        raise TooSmall(msg)


def _check_touching(scene: Scene, new: dict[str, BaseGeometry]) -> None:
    """Refuse rings that pass a place twice where none did so before."""
    passed = {name: _twice(shape) for name, shape in new.items()}
    before = {at for shape in scene.shapes for at in _twice(shape)} if any(passed.values()) else ()
    for name, shape in new.items():
        if not shape.is_valid or set(passed[name]).difference(before):
            msg = f"the edge of {_named(name)} would touch itself"
            raise TouchesItself(msg)


def _twice(shape: BaseGeometry) -> list[tuple[float, float]]:
    """Vertices that the rings of a shape pass more than once."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    inner = np.append(ring[1:] == ring[:-1], False)
    # One number for both coordinates; steps are below 2**31.
    keys = coords[inner, 0].astype(np.int64) * 2**31 + coords[inner, 1].astype(np.int64)
    if len(np.unique(keys)) == len(keys):
        return []
    return [at for at, times in Counter(map(tuple, coords[inner].tolist())).items() if times > 1]


def _check_exact(scene: Scene, noded: Noded, after: Shapes, won: int) -> None:
    """Refuse unless every edge cancels as before and no ground is lost or won but free one."""
    bent = [
        row for row, (a, b) in enumerate(zip(noded.shapes, scene.shapes, strict=True)) if a is not b
    ]
    sound = shapely.is_valid(noded.shapes[bent]).all()
    before = _open_edges(noded.shapes)
    left = _open_edges(after)
    fits = before == left if won == 0 else True
    same = twice_area(scene.shapes) + won == twice_area(after)
    if not (sound and same and fits and left is not None):
        msg = "edges lie too close together here; draw the line a little further from them"
        raise TooFine(msg)


def _open_edges(shapes: Shapes) -> set[tuple[int, ...]] | None:
    """Edges with nobody on their other side as they run; None when one is run twice."""
    edges, _ = ring_edges(np.asarray(shapely.orient_polygons(shapes)))
    runs = set(map(tuple, edges.tolist()))
    if len(runs) != len(edges):
        return None
    return {run for run in runs if (run[2], run[3], run[0], run[1]) not in runs}
