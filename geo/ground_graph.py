"""The pieces of ground nearest to each place, joined where they meet."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi, cKDTree
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints, Shapes
from geo.coverage import unite

# Rounding leaves slivers where a cell's edge runs along the outline.
_SLIVER_M2: Final = 1e-6
# Two pieces that meet over less than this only touch.
_TOUCH_M: Final = 1e-3
_FREE: Final = -1


@dataclass(frozen=True, slots=True)
class GroundGraph:
    """Pieces of ground and which of them lie side by side.

    Attributes
    ----------
    shapes
        Polygons in metres (p,), a valid coverage of the outline; empty for a place that owns
        no ground.
    atom
        The place each piece holds (p,), -1 for free ground. Every place has exactly one
        piece.
    edges
        Pairs of pieces with a common boundary (e, 2), the lower number first.
    lengths
        Metres of that boundary (e,); 0 where a place without ground is joined to the piece
        nearest to it.
    """

    shapes: Shapes
    atom: Ints
    edges: Ints
    lengths: Floats


def ground_graph(points: Floats, outline: BaseGeometry) -> GroundGraph:
    """Divide an outline into the ground nearest to each place, and join what lies side by side.

    Parameters
    ----------
    points
        Distinct places in metres (m, 2), at least one.
    outline
        Valid polygon or multipolygon in metres.

    Returns
    -------
    graph
        Voronoi cells clipped to the outline and taken apart. The part of its cell that holds
        a place, or lies nearest to it, is the place's own; the other parts are free ground.
        A place beyond the outline whose cell has no part in it has an empty shape.

    Notes
    -----
    Cell edges and outline are noded together and the faces between them found, so both sides
    of an edge have the same vertices and adjacency needs no tolerance. Pieces below 1e-6 m²
    go to the piece beside them.
    """
    faces = _faces(points, outline)
    cell = np.asarray(cKDTree(points).query(_inside(faces))[1], dtype=np.int64)
    faces, cell = _without_slivers(faces, cell)
    holder = _holders(points, faces, cell)
    atom = np.full(len(faces), _FREE)
    housed = np.flatnonzero(holder >= 0)
    atom[holder[housed]] = housed
    edges, lengths = _borders(faces)
    keep = lengths > _TOUCH_M
    bare = np.flatnonzero(holder < 0)
    shapes = np.concatenate([faces, np.full(len(bare), shapely.Polygon())])
    nearest = STRtree(faces).nearest(shapely.points(points[bare]))
    own = np.arange(len(faces), len(shapes))
    return GroundGraph(
        shapes,
        np.concatenate([atom, bare]),
        np.vstack([edges[keep], np.column_stack([nearest, own])]).astype(np.int64),
        np.concatenate([lengths[keep], np.zeros(len(bare))]),
    )


def components(edges: Ints, nodes: int) -> Ints:
    """Number of the connected part that holds each node (nodes,)."""
    ones = np.ones(len(edges))
    matrix = coo_array((ones, (edges[:, 0], edges[:, 1])), shape=(nodes, nodes))
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def _faces(points: Floats, outline: BaseGeometry) -> Shapes:
    """Faces (f,) between the edges of the cells and the outline, within the outline."""
    lines = np.append(_ridges(points, outline), outline.boundary)
    noded = shapely.union_all(lines)
    faces = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))
    shapely.prepare(outline)
    return np.asarray(faces[shapely.intersects_xy(outline, _inside(faces))])


def _inside(faces: Shapes) -> Floats:
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(faces)))


def _ridges(points: Floats, outline: BaseGeometry) -> Shapes:
    """Edges between the cells; four sites far off close the outer cells beyond the outline."""
    west, south, east, north = shapely.total_bounds([outline, shapely.MultiPoint(points)])
    middle = np.array([west + east, south + north]) / 2
    diagonal = np.hypot(east - west, north - south)
    far = 3 * diagonal * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    diagram = Voronoi(np.vstack([points - middle, far]))
    ridges = np.asarray(diagram.ridge_vertices)
    ours = (ridges >= 0).all(axis=1) & (diagram.ridge_points < len(points)).all(axis=1)
    return np.asarray(shapely.linestrings(diagram.vertices[ridges[ours]] + middle))


def _without_slivers(faces: Shapes, cell: Ints) -> tuple[Shapes, Ints]:
    """Faces with every sliver united with the neighbour of the longest common edge."""
    sliver = shapely.area(faces) < _SLIVER_M2
    if not sliver.any():
        return faces, cell
    edges, lengths = _borders(faces)
    host = np.arange(len(faces))
    for face in np.flatnonzero(sliver):
        mine = np.flatnonzero((edges == face).any(axis=1))
        beside = edges[mine].sum(axis=1) - face
        solid = ~sliver[beside]
        if solid.any():
            host[face] = beside[solid][np.argmax(lengths[mine][solid])]
    kept = np.flatnonzero(~sliver)
    lost = ~np.isin(host, kept)
    place = np.searchsorted(kept, host[~lost])
    return unite(faces[~lost], place, len(kept)), cell[kept]


def _holders(points: Floats, faces: Shapes, cell: Ints) -> Ints:
    """Face that holds each place or is the nearest of its cell (m,); -1 where it has none."""
    order = np.argsort(cell, kind="stable")
    gap = shapely.distance(faces[order], shapely.points(points[cell[order]]))
    order = order[np.lexsort((order, gap, cell[order]))]
    holder = np.full(len(points), _FREE)
    first = np.unique(cell[order], return_index=True)[1]
    holder[cell[order[first]]] = order[first]
    return holder


def _borders(faces: Shapes) -> tuple[Ints, Floats]:
    """Pairs of faces with common edges (e, 2), and the length of those (e,)."""
    rings, face = shapely.get_rings(faces, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    ends = np.stack([coords[:-1][joined], coords[1:][joined]], axis=1)
    owner = face[ring[:-1][joined]]
    swap = (ends[:, 0, 0] > ends[:, 1, 0]) | (
        (ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1])
    )
    ends[swap] = ends[swap][:, ::-1]
    flat = ends.reshape(-1, 4)
    order = np.lexsort((owner, *flat.T))
    twin = (flat[order[1:]] == flat[order[:-1]]).all(axis=1)
    one, other = order[:-1][twin], order[1:][twin]
    pairs = np.column_stack([owner[one], owner[other]])
    length = np.hypot(*(ends[one, 1] - ends[one, 0]).T)
    edges, row = np.unique(np.sort(pairs, axis=1), axis=0, return_inverse=True)
    lengths = np.bincount(row.ravel(), length, len(edges)).astype(np.float64)
    return edges.astype(np.int64), lengths
