"""GeoPackage as rows, by SQLite with everything but plain reading denied, and without GDAL."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from data.errors import UnreadableFile
from data.file_guards import Limits, check_count
from data.rows import RawRows, RowProblem
from data.shape_guards import WrongShape, check_wkb

_MARKS: Final = {0: b"SQLite format 3\x00", 68: b"GP"}
_HEAD_BYTES: Final = 100
_VERSIONS: Final = slice(18, 20)  # of the file format; 2 asks for a write-ahead log beside it
_NO_LOG: Final = b"\x01\x01"
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_STEPS_AT_ONCE: Final = 100_000
_BYTES_OF_VERTEX: Final = 34  # four numbers, and a part of the headers
_ENVELOPES: Final = (0, 32, 48, 48, 64)
_EMPTY_FLAG: Final = 0x10
_BLOB_HEAD: Final = 8
_NAMED: Final = 80

_LAYERS: Final = """
SELECT c.table_name, g.column_name, g.srs_id, t.type, t.sql
FROM gpkg_contents c
JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
JOIN sqlite_schema t ON t.name = c.table_name
WHERE c.data_type = 'features'
"""
_SYSTEM: Final = """
SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys
WHERE srs_id = ?
"""


@dataclass(frozen=True, slots=True)
class _Layer:
    """A table with shapes."""

    name: str
    shape: str
    crs: str | None


def parse_geopackage(source: Path | bytes, limits: Limits, layer: str | None = None) -> RawRows:
    """Read a layer, the first if none is named.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If the content is no GeoPackage, broken, or holds too much; if there is no such layer,
        or it is a view or a virtual table, which could run what its maker likes.
    """
    head = source[:_HEAD_BYTES] if isinstance(source, bytes) else _head(source)
    if not all(head.startswith(mark, offset) for offset, mark in _MARKS.items()):
        msg = "the content is not a GPKG file, whatever its name says"
        raise UnreadableFile(msg)
    try:
        with closing(_opened(source)) as database:
            _lock(database, limits)
            return _read(database, limits, layer)
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError) as error:
        msg = f"the GeoPackage cannot be read: {_told(error)}"
        raise UnreadableFile(msg) from error


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _opened(source: Path | bytes) -> sqlite3.Connection:
    if isinstance(source, Path):
        address = f"{source.absolute().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(address, uri=True, isolation_level=None)
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.deserialize(source[:18] + _NO_LOG + source[20:])
    return database


def _lock(database: sqlite3.Connection, limits: Limits) -> None:
    """Take from a database all it could do beyond being read."""
    for order in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
        database.execute(f"PRAGMA {order}")
    largest = max(limits.shape_vertices * _BYTES_OF_VERTEX, 4 * limits.cell_letters)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, largest)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    steps = iter(range(limits.database_steps // _STEPS_AT_ONCE))
    database.set_progress_handler(lambda: next(steps, None) is None, _STEPS_AT_ONCE)
    database.set_authorizer(_authorize)


def _authorize(action: int, first: str | None, *_: str | None) -> int:
    if action in _ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo"):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _told(error: Exception) -> str:
    words = str(error)[:_NAMED]
    return "it takes too long to read" if words == "interrupted" else words


def _read(database: sqlite3.Connection, limits: Limits, wanted: str | None) -> RawRows:
    layer = _layer(database, wanted)
    columns = _columns(database, layer, limits)
    names = ", ".join(_quoted(name) for name in (layer.shape, *columns))
    rows, blobs, vertices = RawRows(crs=layer.crs), list[bytes | None](), 0
    found = database.execute(f"SELECT {names} FROM {_quoted(layer.name)}")  # noqa: S608 - quoted
    for line, (blob, *cells) in enumerate(found, start=1):
        check_count(line, "rows", limits.rows)
        try:
            wkb, count = _unwrapped(blob, limits)
        except WrongShape as error:
            rows.problems.append(RowProblem(line, str(error), _record(columns, cells)))
            continue
        vertices += count
        check_count(vertices, "vertices", limits.file_vertices)
        check_count(line * (len(cells) + 1), "values", limits.cells)
        blobs.append(wkb)
        rows.append(line, _record(columns, cells), None)
    _build(rows, blobs)
    return rows


def _layer(database: sqlite3.Connection, wanted: str | None) -> _Layer:
    for name, shape, system, kind, order in database.execute(_LAYERS):
        if wanted is not None and name != wanted:
            continue
        if kind != "table" or not str(order).upper().startswith("CREATE TABLE"):
            msg = f"layer {name[:_NAMED]!r} is a view or virtual: export it as a plain table"
            raise UnreadableFile(msg)
        return _Layer(name, shape, _system(database, system))
    msg = (
        "the GeoPackage has no geometry: export it with coordinates"
        if wanted is None
        else f"the GeoPackage has no layer {wanted[:_NAMED]!r}"
    )
    raise UnreadableFile(msg)


def _system(database: sqlite3.Connection, number: int) -> str | None:
    """EPSG code or WKT of a layer's coordinate system; None where it is left undefined."""
    found: Iterator[tuple[Any, Any, Any]] = database.execute(_SYSTEM, (number,))
    for organization, code, definition in found:
        if str(organization).upper() == "EPSG":
            return f"EPSG:{code}"
        if str(organization).upper() != "NONE" and not _is_undefined(str(definition)):
            return str(definition)
    return None


def _is_undefined(definition: str) -> bool:
    return definition.strip().lower() == "undefined" or "Undefined" in definition[:40]


def _columns(database: sqlite3.Connection, layer: _Layer, limits: Limits) -> Mapping[str, str]:
    """Name → declared type, without key, shape and what is computed."""
    told = database.execute(f"PRAGMA table_xinfo({_quoted(layer.name)})")
    found = {
        name: kind.upper()
        for _, name, kind, _, _, key, hidden in told
        if not hidden and not key and name != layer.shape
    }
    check_count(len(found), "columns", limits.columns)
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _record(columns: Mapping[str, str], cells: list[Any]) -> dict[str, Any]:
    named = zip(columns.items(), cells, strict=True)
    return {name: _value(cell, kind) for (name, kind), cell in named}


def _value(cell: Any, kind: str) -> Any:
    if isinstance(cell, bytes):
        return None  # pictures are no cells
    return bool(cell) if kind == "BOOLEAN" and isinstance(cell, int) else cell


def _unwrapped(blob: Any, limits: Limits) -> tuple[bytes | None, int]:
    """Well-known binary within a GeoPackage's blob, checked, and how many vertices it has."""
    if blob is None:
        return None, 0
    if not isinstance(blob, bytes) or not blob.startswith(b"GP") or len(blob) < _BLOB_HEAD:
        msg = "broken geometry: no GeoPackage binary"
        raise WrongShape(msg)
    envelope = blob[3] >> 1 & 7
    if envelope >= len(_ENVELOPES):
        msg = "broken geometry: unknown envelope"
        raise WrongShape(msg)
    wkb = blob[_BLOB_HEAD + _ENVELOPES[envelope] :]
    count = check_wkb(wkb, limits)
    return (None if blob[3] & _EMPTY_FLAG else wkb), count


def _build(rows: RawRows, blobs: list[bytes | None]) -> None:
    """Give the rows their shapes, all at once; those that GEOS does not build are problems."""
    shapes = shapely.from_wkb(np.array(blobs, dtype=object), on_invalid="ignore")
    rows.shapes[:] = list(shapely.force_2d(shapes))
    broken = [i for i, shape in enumerate(rows.shapes) if shape is None and blobs[i] is not None]
    for i in reversed(broken):
        reason = "broken geometry: a ring is not closed"
        rows.problems.append(RowProblem(rows.lines[i], reason, rows.records[i]))
        del rows.lines[i], rows.records[i], rows.shapes[i]
