"""All grids of a village replaced by a set of polygons."""

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints, Shapes
from geo.boundary.faces import Faces, absorbed, cut, wide
from geo.boundary.import_faults import check_gaps, check_outside, check_overlaps
from geo.boundary.lattice import shape_to_steps, to_steps
from geo.boundary.lines import followed
from geo.boundary.nodes import node
from geo.boundary.redrawn import Redrawn
from geo.boundary.scene import Scene, beside, edges_of, known, scene, sound
from geo.boundary.settled import settle
from geo.errors import NoSuchGrid

TOLERANCE_M: Final = 1.0
"""Gaps and overlaps up to this width come from drawing."""


def replace(
    live: Mapping[str, BaseGeometry],
    given: Mapping[str, BaseGeometry],
    *,
    own: Collection[str],
    outline: BaseGeometry | None = None,
    tolerance_m: float = TOLERANCE_M,
) -> Redrawn:
    """Replace the grids of a village by polygons that somebody drew elsewhere.

    Parameters
    ----------
    live
        Present grids by code, WGS 84 degrees: an exact coverage on the lattice.
    given
        Polygons or multipolygons by code, those of new grids by "+1", "+2", ...; WGS 84 degrees.
    own
        Codes of the village; those that are not given are retired.
    outline
        Outline of the village, WGS 84 degrees: ground inside it that no grid has may be taken
        too. None: only the ground that the village's grids have now.
    tolerance_m
        Width in metres of gaps, overlaps and distances from the border that are closed.

    Returns
    -------
    redrawn
        The given grids fill the ground of the village and meet edge to edge. Ground claimed by
        two is the earlier one's, unclaimed ground the nearest one's.

    Raises
    ------
    InvalidShape
        If a polygon is empty or broken.
    NoSuchGrid
        If a code is none of the village.
    GapLeft, GroundTaken
        If a gap, an overlap or a claim beyond the border is wider.
    BrokenApart, TooSmall, TouchesItself, TooFine
        If a polygon makes no proper grid.
    """
    known(live, own)
    _check_given(given, own)
    around = scene(live, own, *given.values())
    names = sorted(given)
    shapes = to_steps(around.lattice, np.array([given[name] for name in names]))
    ground, free = _ground(around, outline)
    check_overlaps(around, shapes, names, tolerance_m)
    check_outside(around, shapes, names, ground, tolerance_m)
    check_gaps(around, shapes, ground, tolerance_m)
    clean = _cleaned(around, shapes, tolerance_m)
    walls = beside(around, around.changed).sum(axis=1) == 1
    path = followed(around, _chains(clean), walls, tolerance_m)
    within = ground if free is None else shapely.union_all([ground, free.buffer(2)])
    noded = node(around, path.lines, walls, pins=path.pins, within=within)
    faces = cut(around, noded, dissolved=True, free=free is not None)
    number = _claimed(faces, clean, free)
    codes = [*around.codes, *(name for name in names if name not in around.codes)]
    row = np.array([codes.index(name) for name in names])
    label = absorbed(around, faces, np.where(number < 0, -1, row[number]))
    pieces = int(shapely.get_num_geometries(shapes).max())
    return settle(around, noded, faces, label, codes, pieces_allowed=pieces)


def _check_given(given: Mapping[str, BaseGeometry], own: Collection[str]) -> None:
    for name, shape in given.items():
        sound(shape, ["Polygon", "MultiPolygon"], f"the polygon of {name}")
    foreign = sorted(name for name in given if name not in own and not name.startswith("+"))
    if foreign or not given:
        said = f"grid {', '.join(foreign)} is none" if foreign else "there is no grid"
        msg = f"{said} of this village"
        raise NoSuchGrid(msg)


def _ground(
    around: Scene, outline: BaseGeometry | None
) -> tuple[BaseGeometry, BaseGeometry | None]:
    """Ground the village may have, and the part of it that no grid has now."""
    own = shapely.coverage_union_all(around.shapes[around.changed])
    if outline is None:
        return own, None
    wanted = shape_to_steps(around.lattice, outline)
    free = wide(around, shapely.difference(wanted, shapely.union_all(around.shapes)))
    return (own, None) if free.is_empty else (shapely.union_all([own, free]), free)


def _cleaned(around: Scene, shapes: Shapes, tolerance_m: float) -> Shapes:
    """Polygons without gaps and overlaps among them, in steps."""
    metres = shapely.transform(shapes, lambda steps: steps * around.lattice.metres)
    clean = shapely.coverage_clean(
        metres, gap_width=tolerance_m, snapping_distance=0.0, merge_strategy="longest_border"
    )
    return np.asarray(shapely.transform(clean, lambda xy: np.rint(xy / around.lattice.metres)))


def _chains(shapes: Shapes) -> Shapes:
    """Edges of a coverage, each once, as lines from knot to knot."""
    edges, _ = edges_of(shapes)
    lines = shapely.linestrings(edges.reshape(-1, 2, 2).astype(float))
    return np.asarray(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))))


def _claimed(faces: Faces, shapes: Shapes, free: BaseGeometry | None) -> Ints:
    """Given polygon that each face goes to, -1 for free ground nobody wants (f,)."""
    inner = shapely.point_on_surface(faces.polygons)
    tree = STRtree(shapes)
    face, number = tree.query(inner, predicate="intersects")
    claimed = np.full(len(inner), len(shapes))
    np.minimum.at(claimed, face, number)
    lost = claimed == len(shapes)
    claimed[lost] = tree.nearest(inner[lost])
    unwanted = lost & (faces.owner < 0)
    if free is not None:
        unwanted |= (faces.owner < 0) & ~shapely.intersects(free, inner)
    claimed[unwanted | ((faces.owner < 0) & (free is None))] = -1
    return claimed
