"""Polygons that meet edge to edge on one fine lattice."""

from typing import Final

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints, Shapes

# A billionth of a degree is a tenth of a millimetre: nine decimals in a file keep it exactly.
LATTICE: Final = 1e-9
# Rounding two outlines that share an edge leaves faces up to a few steps wide between them.
_WIDTH: Final = 4 * LATTICE


def coverage(shapes: Shapes, ground: BaseGeometry) -> Shapes:
    """Turn shapes that nearly tile into shapes that tile exactly.

    Parameters
    ----------
    shapes
        Polygons or multipolygons in degrees (k,) that share edges up to rounding; may be
        empty.
    ground
        The area they are to fill, in degrees.

    Returns
    -------
    shapes
        Geometries (k,) with vertices on the lattice, every vertex of a neighbour on a shared
        edge present on both sides: a valid coverage, no gaps, no overlaps. Ground claimed by
        two goes to the earlier one, unclaimed ground to the nearest.

    Notes
    -----
    All edges are snap-rounded together (Hobby 1999, as in GEOS OverlayNG), the faces between
    them found, and each given to one shape; so both sides of an edge are the same edge.
    """
    lines = np.append(shapely.boundary(shapes), ground.boundary)
    edges = shapely.union_all(lines, grid_size=LATTICE)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    owner = _owners(faces, shapes, ground)
    return unite(faces[owner >= 0], owner[owner >= 0], len(shapes))


def fit_together(shapes: Shapes, ground: Ints, outlines: Shapes) -> Shapes:
    """Give neighbouring coverages the same vertices along the edges they share.

    Parameters
    ----------
    shapes
        Polygons or multipolygons in degrees (k,), for each ground a valid coverage.
    ground
        Ground of each shape (k,).
    outlines
        Outlines of the grounds in degrees (g,); where two overlap, so do their shapes.

    Returns
    -------
    shapes
        Geometries (k,) on the lattice; those of grounds that touch no other as they were.
    """
    one, other = STRtree(outlines).query(outlines, predicate="dwithin", distance=2 * LATTICE)
    touching = np.isin(ground, one[one != other])
    if not touching.any():
        return shapes
    own = np.flatnonzero(touching)
    edges = shapely.union_all(shapely.boundary(shapes[own]), grid_size=LATTICE)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    face, owner = _held(faces, shapes[own], ground[own], outlines)
    fitted = shapes.copy()
    fitted[own] = unite(faces[face], owner, len(own))
    return fitted


def _held(faces: Shapes, shapes: Shapes, ground: Ints, outlines: Shapes) -> tuple[Ints, Ints]:
    """Faces and the shape that holds each, once for every ground it lies in."""
    inner = shapely.point_on_surface(faces)
    face, shape = STRtree(shapes).query(inner, predicate="intersects")
    order = np.lexsort((shape, ground[shape], face))
    face, shape = face[order], shape[order]
    again = (face[1:] == face[:-1]) & (ground[shape[1:]] == ground[shape[:-1]])
    kept = np.concatenate([[True], ~again]) if len(face) else np.zeros(0, dtype=bool)
    face, shape = face[kept], shape[kept]
    lost, place = STRtree(outlines).query(inner, predicate="intersects")
    claimed = set(zip(face.tolist(), ground[shape].tolist(), strict=True))
    slivers = [(f, g) for f, g in zip(lost, place, strict=True) if (f, g) not in claimed]
    found = [(f, _nearest(inner[f], shapes, np.flatnonzero(ground == g))) for f, g in slivers]
    more = np.array([pair for pair in found if pair[1] >= 0], dtype=np.int64).reshape(-1, 2)
    face, shape = np.concatenate([face, more[:, 0]]), np.concatenate([shape, more[:, 1]])
    return _slivers_once(faces, face, shape)


def _slivers_once(faces: Shapes, face: Ints, shape: Ints) -> tuple[Ints, Ints]:
    """Faces as wide as rounding makes them belong to one ground, wider ones to all who claim."""
    order = np.lexsort((shape, face))
    face, shape = face[order], shape[order]
    width = 2 * shapely.area(faces) / shapely.length(faces)
    again = np.append(False, face[1:] == face[:-1])
    kept = ~again | (width[face] > _WIDTH)
    return face[kept], shape[kept]


def _nearest(point: BaseGeometry, shapes: Shapes, rows: Ints) -> int:
    return int(rows[shapely.distance(shapes[rows], point).argmin()]) if len(rows) else -1


def unite(pieces: Shapes, owner: Ints, k: int) -> Shapes:
    """Unite pieces of a coverage by owner, in canonical vertex order; empty for no piece."""
    order = np.argsort(owner, kind="stable")
    first = np.searchsorted(owner[order], np.arange(k + 1))
    united = [shapely.coverage_union_all(pieces[order[first[i] : first[i + 1]]]) for i in range(k)]
    return np.asarray(shapely.normalize([_polygonal(shape) for shape in united]))


def _polygonal(shape: BaseGeometry) -> BaseGeometry:
    """Polygon for a collection of one, empty polygon for an empty one."""
    parts = shapely.get_parts(shape)
    if len(parts) == 0:
        return shapely.Polygon()
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def _owners(faces: Shapes, shapes: Shapes, ground: BaseGeometry) -> Ints:
    """First shape that holds each face; -1 for a face outside the ground."""
    inner = shapely.point_on_surface(faces)
    tree = STRtree(shapes)
    face, shape = tree.query(inner, predicate="intersects")
    owner = np.full(len(faces), len(shapes))
    np.minimum.at(owner, face, shape)
    lost = np.flatnonzero(owner == len(shapes))
    owner[lost] = -1
    shapely.prepare(ground)
    lost = lost[shapely.intersects(ground, inner[lost])]
    owner[lost] = tree.nearest(inner[lost])
    return owner
