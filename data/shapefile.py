"""Shapefiles as rows, from their bytes and without GDAL (Esri's description of July 1998)."""

import struct
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import shapely

from data.dbf_table import parse_dbf
from data.errors import UnreadableFile
from data.file_guards import Limits, check_count
from data.rows import RawRows, RowProblem
from data.shape_guards import WrongShape, ring_cost
from geo.arrays import Floats

SIDECARS: Final = (".shp", ".dbf", ".prj", ".cpg")
_MARK: Final = b"\x00\x00\x27\x0a"
_HEAD_BYTES: Final = 100
_RECORD: Final = struct.Struct(">4xi")  # its length in words of two bytes
_KIND: Final = struct.Struct("<i")
_COUNTS: Final = struct.Struct("<32xii")
_COUNT: Final = struct.Struct("<32xi")
_NULL, _POINT, _LINE, _POLYGON, _MULTIPOINT = 0, 1, 3, 5, 8
_PLAIN: Final = 10  # 11-18 have heights, 21-28 measures; what comes first is the same
_FEWEST_RING_POSITIONS: Final = 4
_MOST_TRIES: Final = 20_000  # to find the outline around a hole
_TANGLED: Final = "its rings lie in each other too often: split it"


def parse_shapefile(parts: Mapping[str, bytes], limits: Limits) -> RawRows:
    """Read the parts of a Shapefile.

    Parameters
    ----------
    parts
        Ending → content: ``.shp`` and ``.dbf``, and ``.prj`` and ``.cpg`` where there are.
    limits
        How much it may hold.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If a part is missing, broken, or holds too much.
    """
    if ".dbf" not in parts:
        msg = "the .dbf file is missing: a Shapefile is .shp, .shx, .dbf and .prj together"
        raise UnreadableFile(msg)
    prj = parts.get(".prj", b"").decode("utf-8", "replace").strip("\ufeff \r\n\0")
    rows = RawRows(crs=prj or None, must_declare=True)
    records = parse_dbf(parts[".dbf"], parts.get(".cpg"), limits)
    vertices = 0
    for line, (record, content) in enumerate(_paired(records, parts[".shp"]), start=1):
        if record is None:
            continue
        try:
            shape = _parse_shape(content, limits)
        except WrongShape as error:
            rows.problems.append(RowProblem(line, str(error), record))
            continue
        vertices += int(shapely.get_num_coordinates(shape))
        check_count(vertices, "vertices", limits.file_vertices)
        rows.append(line, record, shape)
    return rows


def _paired(
    records: Iterator[dict[str, Any] | None], shp: bytes
) -> Iterator[tuple[dict[str, Any] | None, memoryview]]:
    try:
        yield from zip(records, _contents(shp), strict=True)
    except ValueError as error:
        msg = "the .shp and the .dbf file do not have the same number of rows: copy both again"
        raise UnreadableFile(msg) from error


def _contents(shp: bytes) -> Iterator[memoryview]:
    """Content of each record, from the kind of its shape on."""
    if not shp.startswith(_MARK) or len(shp) < _HEAD_BYTES:
        msg = "the .shp file is not an ESRI Shapefile, whatever its name says"
        raise UnreadableFile(msg)
    view, at = memoryview(shp), _HEAD_BYTES
    while at < len(shp):
        begin = at + _RECORD.size
        words = _RECORD.unpack_from(shp, at)[0] if begin <= len(shp) else 0
        at = begin + 2 * words
        if words < _KIND.size // 2 or at > len(shp):
            msg = "the .shp file cannot be read: it breaks off in the middle; copy it again"
            raise UnreadableFile(msg)
        yield view[begin:at]


def _parse_shape(content: memoryview, limits: Limits) -> Any:
    (kind,) = _KIND.unpack_from(content)
    body = content[_KIND.size :]
    plain = kind % _PLAIN if _PLAIN < kind < 3 * _PLAIN else kind
    try:
        if plain == _POINT:
            return shapely.points(_positions(body, 0, 1)[0])
        if plain == _MULTIPOINT:
            (count,) = _COUNT.unpack_from(body)
            _check(count, limits)
            return shapely.multipoints(_positions(body, _COUNT.size, count))
        if plain in {_LINE, _POLYGON}:
            paths = _paths(body, limits)
            return _lines(paths) if plain == _LINE else _polygons(paths, limits)
    except (struct.error, shapely.errors.ShapelyError) as error:
        msg = "broken geometry"
        raise WrongShape(msg) from error
    if kind == _NULL:
        return None
    msg = f"geometry type {kind} is not accepted"
    raise WrongShape(msg)


def _check(vertices: int, limits: Limits) -> None:
    if vertices > limits.shape_vertices:
        msg = f"has more than {limits.shape_vertices:,} vertices: simplify it"
        raise WrongShape(msg)


def _positions(body: memoryview, at: int, count: int) -> Floats:
    if count < 0 or at + 16 * count > len(body):
        msg = "broken geometry: it counts more than it holds"
        raise WrongShape(msg)
    places: Floats = np.frombuffer(body, "<f8", 2 * count, at).reshape(count, 2).astype(np.float64)
    if not np.isfinite(places).all():
        msg = "has a coordinate that is no finite number"
        raise WrongShape(msg)
    return places


def _paths(body: memoryview, limits: Limits) -> list[Floats]:
    """Vertices of each part."""
    count, vertices = _COUNTS.unpack_from(body)
    _check(vertices, limits)
    if count < 0 or count > limits.rings:
        msg = f"has more than {limits.rings:,} rings: fill the small holes or split it"
        raise WrongShape(msg)
    if _COUNTS.size + 4 * count > len(body):
        msg = "broken geometry: it counts more than it holds"
        raise WrongShape(msg)
    begins = np.frombuffer(body, "<i4", count, _COUNTS.size)
    places = _positions(body, _COUNTS.size + 4 * count, vertices)
    edges = np.append(begins, vertices)
    if count and (edges[0] != 0 or (np.diff(edges) < 0).any()):
        msg = "broken geometry: its parts overlap"
        raise WrongShape(msg)
    return np.split(places, begins[1:])


def _lines(paths: list[Floats]) -> Any:
    lines = [shapely.linestrings(path) for path in paths]
    return lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)


def _polygons(paths: list[Floats], limits: Limits) -> Any:
    """Rings in clockwise order are outlines, the others holes in one of them."""
    for path in paths:
        if len(path) < _FEWEST_RING_POSITIONS or (path[0] != path[-1]).any():
            msg = "a polygon ring needs four positions or more, the last equal to the first"
            raise WrongShape(msg)
    boxes = np.array([(*path.min(axis=0), *path.max(axis=0)) for path in paths]).reshape(-1, 4)
    if ring_cost(boxes) > limits.chain_pairs:
        raise WrongShape(_TANGLED)
    rings = np.array([shapely.linearrings(path) for path in paths], dtype=object)
    areas = np.array([_signed_area(path) for path in paths])
    if not len(rings):
        return None
    # Some software writes them the other way round: the largest ring is never a hole.
    outer = np.sign(areas) == np.sign(areas[np.abs(areas).argmax()])
    if outer.sum() == 1:
        return shapely.polygons(rings[outer][0], list(rings[~outer]) or None)
    return _multipolygon(rings[outer], rings[~outer])


def _signed_area(path: Floats) -> float:
    x, y = (path - path[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def _multipolygon(outer: Any, holes: Any) -> Any:
    outlines = shapely.polygons(outer)
    order = np.argsort(shapely.area(outlines), kind="stable")
    outlines, boxes = outlines[order], shapely.bounds(outlines[order])
    members: list[list[Any]] = [[] for _ in outlines]
    tries = 0
    for hole in holes:
        for index in _boxes_around(boxes, shapely.bounds(hole)):
            tries += 1
            if tries > _MOST_TRIES:
                raise WrongShape(_TANGLED)
            if shapely.covers(outlines[index], shapely.get_point(hole, 0)):
                members[index].append(hole)
                break
        else:
            msg = "a hole lies outside of every outline, or an outline runs the wrong way round"
            raise WrongShape(msg)
    whole = zip(outlines, members, strict=True)
    return shapely.multipolygons(
        [shapely.polygons(shapely.get_exterior_ring(o), inner or None) for o, inner in whole]
    )


def _boxes_around(boxes: Floats, box: Floats) -> Any:
    around = (boxes[:, :2] <= box[:2]).all(axis=1) & (boxes[:, 2:] >= box[2:]).all(axis=1)
    return np.flatnonzero(around)
