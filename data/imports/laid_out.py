"""Rows of a file of reports, laid out so that any of them is found again without the file.

The first line names the columns; each that follows is a row ``[line, cells]`` or ``[line, cells,
lon, lat]``, or why one cannot be read ``[line, null, code, params, reason]``.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final
from uuid import uuid4

import orjson
from shapely import Point
from shapely.geometry.base import BaseGeometry

from data.cell_table import CellRow
from data.csv_table import csv_table
from data.errors import UnreadableFile
from data.file_guards import Limits
from data.files import read_rows
from data.imports.source import TOO_MANY_CELLS, is_table, table_content, word_of
from data.row_faults import Fault
from data.rows import RawRows, RowProblem
from data.xlsx_table import xlsx_table
from geo.coordinates import check_lonlat
from geo.errors import InvalidCoordinate, SwappedCoordinate

_NO_GEOMETRY: Final = "has no geometry"


@dataclass(frozen=True, slots=True)
class Layout:
    """What was laid out.

    Attributes
    ----------
    digest
        SHA-256 of the file as it came.
    rows
        How many it holds, those that cannot be read among them.
    """

    digest: bytes
    header: tuple[str, ...]
    rows: int


def lay_out(source: Path, datum: str, target: Path, limits: Limits) -> Layout:
    """Read a file to its end and write its rows, whole or not at all.

    Parameters
    ----------
    source
        CSV (UTF-8 or GB 18030, plain or gzipped), XLSX, or any file of places.
    datum
        What the shapes of a file of places are in; cells of a table stay as they are.

    Raises
    ------
    UnreadableFile, FileTooLarge, UnknownFormat
        If it cannot be read, holds no rows, or too many.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f".{uuid4().hex}.part")
    with ExitStack() as stack:
        stack.callback(draft.unlink, missing_ok=True)
        draft.touch(mode=0o600)
        with draft.open("wb") as file:
            layout = _write(file, source, datum, limits)
        draft.replace(target)
    return layout


def _write(file: IO[bytes], source: Path, datum: str, limits: Limits) -> Layout:
    if is_table(source.name):
        header, rows = _table(source, limits)
    else:
        header, rows = _places(read_rows(source, datum, limits))
    header = [name.replace("\0", "\ufffd") for name in header]  # no text of ours holds a NUL
    file.write(orjson.dumps(header) + b"\n")
    count = 0
    for row in rows:
        file.write(orjson.dumps(row) + b"\n")
        count += 1
    if not count:
        msg = "the file holds no rows"
        raise UnreadableFile(msg)
    with source.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").digest()
    return Layout(digest, tuple(header), count)


def _table(source: Path, limits: Limits) -> tuple[list[str], Iterator[list[Any]]]:
    content = table_content(source, limits)
    is_book = source.name.lower().endswith(".xlsx")
    table = xlsx_table(content, limits) if is_book else csv_table(content, limits, damaged=True)
    return table.header, (_of_table(row, len(table.header)) for row in table.rows)


def _of_table(row: CellRow, width: int) -> list[Any]:
    if isinstance(row, RowProblem):
        return _problem(row)
    line, cells = row
    if any(cells[width:]):
        return _problem(RowProblem(line, TOO_MANY_CELLS, code=Fault.TOO_MANY_CELLS))
    return [line, [cell.strip() for cell in cells[:width]]]


def _places(rows: RawRows) -> tuple[list[str], Iterator[list[Any]]]:
    """Rows of places; one without a place is a report like any other."""
    unplaced = [one for one in rows.problems if one.reason == _NO_GEOMETRY]
    bad = [one for one in rows.problems if one.reason != _NO_GEOMETRY]
    records: list[tuple[int, Mapping[str, Any], BaseGeometry | None]] = [
        *zip(rows.lines, rows.records, rows.shapes, strict=True),
        *((one.line, one.record, None) for one in unplaced),
    ]
    header = list(dict.fromkeys(str(name) for _, record, _ in records for name in record))
    lines = [[*_of_place(*one, header)] for one in records] + [_problem(one) for one in bad]
    return header, iter(sorted(lines, key=lambda line: int(line[0])))


def _of_place(
    line: int, record: Mapping[str, Any], shape: BaseGeometry | None, header: Iterable[str]
) -> list[Any]:
    cells = [word_of(record.get(name)) for name in header]
    if shape is None or shape.is_empty:
        return [line, cells]
    point = shape.representative_point()
    return [line, cells, point.x, point.y]


def _problem(problem: RowProblem) -> list[Any]:
    code, params = problem.code, dict(problem.params)
    if code is None:
        code, params = _fault_of(problem.shape)
    return [problem.line, None, code, params, problem.reason]


def _fault_of(shape: BaseGeometry | None) -> tuple[Fault, dict[str, Any]]:
    """What is wrong with a place, as far as a point shows it."""
    if not isinstance(shape, Point) or shape.is_empty:
        return Fault.GEOMETRY, {}
    fault = point_fault(shape.x, shape.y)
    return fault or Fault.GEOMETRY, {"lon": f"{shape.x:.7g}", "lat": f"{shape.y:.7g}"}


def point_fault(lon: float, lat: float) -> Fault | None:
    """Say what is wrong with a point in degrees; none where nothing is."""
    try:
        check_lonlat(lon, lat)
    except SwappedCoordinate:
        return Fault.SWAPPED_POINT
    except InvalidCoordinate:
        return Fault.OFF_GLOBE
    return None


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as it was laid out: its line in the file, its cells by the file's own columns."""

    line: int
    cells: Mapping[str, str]
    place: tuple[float, float] | None = None


def raw_rows(
    file: Path, header: Iterable[str], position: int, most: int
) -> tuple[list[Raw | RowProblem], int]:
    """At most so many rows from a position on, and where the next one begins; 0 is the first."""
    columns = list(header)
    with file.open("rb") as lines:
        if position:
            lines.seek(position)
        else:
            lines.readline()
        rows = [_raw(orjson.loads(line), columns) for line in islice(lines, most)]
        return rows, lines.tell() if rows else position


def _raw(told: list[Any], header: list[str]) -> Raw | RowProblem:
    line, cells, *more = told
    if cells is None:
        code, params, reason = more
        return RowProblem(line, reason, code=Fault(code), params=params)
    place = (float(more[0]), float(more[1])) if more else None
    return Raw(line, dict(zip(header, cells, strict=False)), place)
