"""Straighter edges between shapes, every home kept on its own side."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.arrays import Floats, Ints, Shapes

# A home that is this far from the edge of its shape stays so.
_CLEARANCE_M: Final = 0.3
# Most vertices go in the first few rounds; each takes the flattest of every stretch.
_ROUNDS: Final = 60
# In a triangle as flat as this there is no room for anything.
_FLAT_M2: Final = 1e-9
# Shapes that meet at an inner edge.
_SIDES: Final = 2


@dataclass(frozen=True, slots=True)
class _Rings:
    """All rings of a coverage, one after another, without the closing points.

    Attributes
    ----------
    vertex
        Number of the vertex at each point of a ring (c,).
    ring
        Ring of each point (c,).
    before, after
        Vertices beside it on the ring (c,).
    """

    vertex: Ints
    ring: Ints
    before: Ints
    after: Ints


def smooth(shapes: Shapes, homes: Floats, label: Ints, tolerance_m: float = 60) -> Shapes:
    """Take vertices off the edges between shapes and keep the homes in them.

    Parameters
    ----------
    shapes
        Polygons or multipolygons in metres (k,), a valid coverage; may be empty.
    homes
        Metres (n, 2).
    label
        Shape of each home (n,). Homes outside theirs are passed over.
    tolerance_m
        Square root of the area of the largest triangle that a vertex may give up.

    Returns
    -------
    shapes
        A valid coverage of the same ground (k,): outer edges and the ends of inner ones as
        they were, as many pieces and holes, nothing emptied, every home still inside its
        shape, and 0.3 m from its edge if it was so before.

    Notes
    -----
    Visvalingam and Whyatt (Cartographic Journal 30, 1993): the vertex of the smallest triangle
    goes first. A vertex stays if its triangle holds a home or another vertex, so nothing
    crosses and nobody changes sides.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    parts, owner = parts[~shapely.is_empty(parts)], owner[~shapely.is_empty(parts)]
    rings, part = shapely.get_rings(parts, return_index=True)
    if len(rings) == 0:
        return shapes
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    last = np.append(ring[1:] != ring[:-1], [True])
    places, vertex = np.unique(coords[~last], axis=0, return_inverse=True)
    path = _linked(vertex.ravel(), ring[~last])
    wards = _wards(shapes, homes, label)
    for _ in range(_ROUNDS):
        gone = _flattest(path, places, wards, tolerance_m**2)
        if len(gone) == 0:
            break
        keep = ~np.isin(path.vertex, gone)
        path = _linked(path.vertex[keep], path.ring[keep])
    rings = shapely.linearrings(places[path.vertex], indices=path.ring)
    polygons = shapely.polygons(rings, indices=part)
    return _gathered(shapes, polygons, owner)


def _gathered(shapes: Shapes, polygons: Shapes, owner: Ints) -> Shapes:
    """Polygons put together as the shapes were."""
    gathered = shapes.copy()
    count = np.bincount(owner, minlength=len(shapes))
    gathered[count == 1] = polygons[count[owner] == 1]
    for one in np.flatnonzero(count > 1):
        gathered[one] = shapely.MultiPolygon(list(polygons[owner == one]))
    return gathered


def _linked(vertex: Ints, ring: Ints) -> _Rings:
    """Vertices of rings with their neighbours along them."""
    first = np.flatnonzero(np.append([True], ring[1:] != ring[:-1]))
    last = np.append(first[1:], len(ring)) - 1
    before, after = np.roll(vertex, 1), np.roll(vertex, -1)
    before[first], after[last] = vertex[last], vertex[first]
    return _Rings(vertex, ring, before, after)


def _wards(shapes: Shapes, homes: Floats, label: Ints) -> tuple[Shapes, Floats]:
    """Homes inside their shapes and the distance that each keeps to new edges."""
    points = shapely.points(homes)
    inside = shapely.contains_properly(shapes[label], points)
    points, own = points[inside], shapes[label[inside]]
    clear = shapely.distance(shapely.boundary(own), points) >= _CLEARANCE_M
    return points, np.where(clear, _CLEARANCE_M, 0.0)


def _flattest(
    path: _Rings, places: Floats, wards: tuple[Shapes, Floats], largest_m2: float
) -> Ints:
    """Vertices that may go together: smallest triangles first, no two beside each other."""
    triples = _inner(path)
    triples = triples[~_spanned(path, triples, len(places))]
    corners = places[triples]
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2
    order = np.lexsort((triples[:, 1], area))
    order = order[area[order] <= largest_m2]
    triples, area = triples[order], area[order]
    flat = area < _FLAT_M2
    fit = flat.copy()
    fit[~flat] = _vacant(places, np.unique(path.vertex), triples[~flat], wards)
    taken: set[int] = set()
    chosen = []
    for before, middle, after in triples[fit].tolist():
        if taken.isdisjoint((before, middle, after)):
            taken.update((before, middle, after))
            chosen.append(middle)
    return np.array(chosen, dtype=np.int64)


def _inner(path: _Rings) -> Ints:
    """Vertices within an edge between two shapes, each between its neighbours (v, 3)."""
    order = np.argsort(path.vertex, kind="stable")
    vertex = path.vertex[order]
    number, first, count = np.unique(vertex, return_index=True, return_counts=True)
    number, first = number[count == _SIDES], first[count == _SIDES]
    one, other = order[first], order[first + 1]
    ends, opposite = (
        np.sort(np.column_stack([path.before[row], path.after[row]]), axis=1)
        for row in (one, other)
    )
    same = (ends == opposite).all(axis=1) & (ends[:, 0] != ends[:, 1])
    return np.asarray(np.column_stack([ends[:, 0], number, ends[:, 1]])[same])


def _spanned(path: _Rings, triples: Ints, places: int) -> NDArray[np.bool_]:
    """Whether an edge joins the neighbours of a vertex already: its triangle is a face."""
    edges = np.minimum(path.vertex, path.after) * places + np.maximum(path.vertex, path.after)
    ends = np.sort(triples[:, [0, 2]], axis=1)
    return np.isin(ends[:, 0] * places + ends[:, 1], edges)


def _vacant(
    places: Floats, vertices: Ints, triples: Ints, wards: tuple[Shapes, Floats]
) -> NDArray[np.bool_]:
    """Triangles without a further vertex in them, or a home in or too near to them."""
    triangles = shapely.polygons(places[triples])
    tree = STRtree(triangles)
    corner = tree.query(shapely.points(places[vertices]), predicate="intersects")[1]
    home = tree.query(wards[0], predicate="dwithin", distance=wards[1])[1]
    vacant = np.bincount(corner, minlength=len(triples)) == triples.shape[1]
    vacant[home] = False
    return np.asarray(vacant)
