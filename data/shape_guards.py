"""Which geometries are given to GEOS: bytes walked through, size and cost known."""

import math
import struct
from typing import Any, Final

import numpy as np
import shapely

from data.errors import FileTooLarge
from data.file_guards import Limits
from geo.arrays import Floats, Shapes

_DEEPEST: Final = 2  # a multipolygon holds polygons, and they hold no shapes
_EWKB_Z, _EWKB_M, _EWKB_SRID = 0x80000000, 0x40000000, 0x20000000
_POINT, _LINE, _POLYGON = 1, 2, 3
_PARTS: Final = {4: _POINT, 5: _LINE, 6: _POLYGON}
_NAMES: Final = {7: "GeometryCollection", 15: "PolyhedralSurface", 16: "TIN", 17: "Triangle"}
_HEADER: Final = 5
_COUNT: Final = 4
_NUMBER: Final = 8
_FEW_VERTICES: Final = 100  # of a polygon whose check costs less than its count
# A ring in another's box is looked for in it: 7 µs for a small one, so many pairs of pieces.
_RING_PAIR: Final = 100


class WrongShape(ValueError):
    """A geometry is broken, or of a kind we do not take."""


def check_wkb(blob: bytes, limits: Limits) -> int:
    """Walk through a well-known binary geometry without building it.

    Returns
    -------
    vertices
        How many it has.

    Raises
    ------
    WrongShape
        If it is a collection or a curve, nested too deeply, counts more than it holds or more
        than the limits, or something follows it.
    """
    vertices, end = _walk(memoryview(blob), 0, 0, limits)
    if end != len(blob):
        msg = "broken geometry: bytes follow its end"
        raise WrongShape(msg)
    return vertices


def _walk(blob: memoryview, at: int, depth: int, limits: Limits) -> tuple[int, int]:
    """Vertices of the shape that begins here, and where it ends."""
    order, kind, size, at = _read_header(blob, at)
    if kind == _POINT:
        return 1, _leap(blob, at, 1, size)
    count, at = _read_count(blob, at, order)
    if kind == _LINE:
        _check_vertices(count, limits)
        return count, _leap(blob, at, count, size)
    if kind == _POLYGON:
        return _walk_rings(blob, at, (order, count, size), limits)
    if depth + 1 >= _DEEPEST or kind not in _PARTS:
        raise WrongShape(_unaccepted(kind))
    return _walk_parts(blob, at, count, limits)


def _unaccepted(kind: int) -> str:
    return f"geometry type {_NAMES.get(kind, kind)} is not accepted"


def _walk_rings(
    blob: memoryview, at: int, rings: tuple[str, int, int], limits: Limits
) -> tuple[int, int]:
    order, count, size = rings
    _check_rings(count, limits)
    vertices = 0
    for _ in range(count):
        number, at = _read_count(blob, at, order)
        at = _leap(blob, at, number, size)
        vertices += number
    _check_vertices(vertices, limits)
    return vertices, at


def _walk_parts(blob: memoryview, at: int, count: int, limits: Limits) -> tuple[int, int]:
    _leap(blob, at, count, _HEADER)
    vertices = 0
    for _ in range(count):
        number, at = _walk(blob, at, 1, limits)
        vertices += number
        _check_vertices(vertices, limits)
    return vertices, at


def _read_header(blob: memoryview, at: int) -> tuple[str, int, int, int]:
    """Byte order, kind, bytes of a vertex, and where the header ends."""
    _leap(blob, at, 1, _HEADER)
    if blob[at] > 1:
        msg = "broken geometry: unknown byte order"
        raise WrongShape(msg)
    order = "<" if blob[at] else ">"
    (code,) = struct.unpack_from(f"{order}I", blob, at + 1)
    numbers = 2 + bool(code & _EWKB_Z) + bool(code & _EWKB_M)
    at += _HEADER + (_COUNT if code & _EWKB_SRID else 0)
    dimension, kind = divmod(code & 0x0FFFFFFF, 1000)
    if dimension > 3:  # noqa: PLR2004 - Z, M, ZM
        raise WrongShape(_unaccepted(code))
    return order, kind, _NUMBER * (numbers + (0, 1, 1, 2)[dimension]), at


def _read_count(blob: memoryview, at: int, order: str) -> tuple[int, int]:
    end = _leap(blob, at, 1, _COUNT)
    return struct.unpack_from(f"{order}I", blob, at)[0], end


def _leap(blob: memoryview, at: int, count: int, size: int) -> int:
    end = at + count * size
    if end > len(blob):
        msg = "broken geometry: it counts more than it holds"
        raise WrongShape(msg)
    return end


def _check_vertices(count: int, limits: Limits) -> None:
    if count > limits.shape_vertices:
        msg = f"has more than {limits.shape_vertices:,} vertices: simplify it"
        raise WrongShape(msg)


def _check_rings(count: int, limits: Limits) -> None:
    if count > limits.rings:
        msg = f"has more than {limits.rings:,} rings: fill the small holes or split it"
        raise WrongShape(msg)


def size_problem(shape: Any, limits: Limits) -> str | None:
    """Why a geometry is too large, or no geometry at all; None if it is neither."""
    vertices = int(shapely.get_num_coordinates(shape))
    try:
        _check_vertices(vertices, limits)
        _check_rings(len(shapely.get_rings(shapely.get_parts(shape))), limits)
    except WrongShape as error:
        return str(error)
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return "has a coordinate that is no finite number"
    return None


def validity_problems(shapes: Shapes, limits: Limits) -> list[str | None]:
    """Why each polygon is not valid; None where it is, and for other kinds.

    Nothing is repaired: what a repair makes of a tangle nobody drew, and it takes GEOS minutes.

    Raises
    ------
    FileTooLarge
        If the outlines are so jagged that checking them would take too long.
    """
    left = limits.chain_pairs
    for shape in shapes:
        left -= chain_pairs(shape)
        if left < 0:
            msg = "the outlines zigzag so much that they cannot be checked: simplify them"
            raise FileTooLarge(msg)
    return [_reason(shape) for shape in shapes]


def _reason(shape: Any) -> str | None:
    if shapely.is_valid(shape):
        return None
    return f"is not a valid polygon ({shapely.is_valid_reason(shape)}): redraw it"


def chain_pairs(shape: Any) -> int:
    """Count the pairs of outline pieces that overlap in longitude, or in latitude if fewer.

    Pairs of whole rings are counted on top, a hundredfold.

    GEOS cuts outlines into pieces that run one way in both axes and compares those whose boxes
    meet, 27 ns a pair. This bounds their number: about n * sqrt(n) for ground, n * n for a comb.
    """
    rings = shapely.get_rings(shapely.get_parts(shape))
    if shapely.get_num_coordinates(shape) < _FEW_VERTICES or not len(rings):
        return 0
    boxes = np.vstack([_chain_boxes(shapely.get_coordinates(ring)) for ring in rings])
    return _meeting(boxes) + ring_cost(shapely.bounds(rings))


def ring_cost(boxes: Floats) -> int:
    """What whole rings add to `chain_pairs`, by their boxes, shape (n, 4)."""
    return _RING_PAIR * _meeting(boxes)


def _meeting(boxes: Floats) -> int:
    """Pairs of boxes that overlap in one axis, whichever has fewer."""
    return min(_overlaps(boxes[:, 0], boxes[:, 2]), _overlaps(boxes[:, 1], boxes[:, 3]))


def _chain_boxes(ring: Floats) -> Floats:
    """West, south, east, north of each piece that runs one way, shape (n, 4)."""
    steps = np.sign(np.diff(ring, axis=0))
    turns = np.flatnonzero((steps[1:] != steps[:-1]).any(axis=1)) + 1
    begin = np.concatenate(([0], turns))
    end = np.concatenate((turns, [len(ring) - 1]))
    low, high = np.minimum(ring[begin], ring[end]), np.maximum(ring[begin], ring[end])
    return np.hstack((low, high))


def _overlaps(low: Floats, high: Floats) -> int:
    """Pairs of intervals that meet."""
    begun = np.searchsorted(np.sort(low), high, side="right")
    ended = np.searchsorted(np.sort(high), low, side="left")
    return math.floor((int((begun - ended).sum()) - len(low)) / 2)
