"""Rows of a file with their line numbers, whatever its format."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from shapely.geometry.base import BaseGeometry

from data.csv_table import csv_table
from data.errors import UnknownFormat, UnreadableFile
from data.file_guards import COMMAND, UPLOAD, Limits, check_bytes, unpack_gzip
from data.files import read_rows, unpacked
from data.imports.places import NoPlace, check_metres, is_metres, read_place
from data.imports.renaming import Renaming
from data.row_faults import Fault
from data.rows import RowProblem
from data.xlsx_table import xlsx_table
from dispatch.vocabulary import Datum

_GZIP: Final = b"\x1f\x8b"
_EXACT: Final = 2.0**53  # up to here a double holds every whole number
TOO_MANY_CELLS: Final = "has more cells than the header; put cells that hold a comma in quotes"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: its line in the file, its cells, its shape in WGS 84 degrees if it has one."""

    line: int
    cells: dict[str, str]
    shape: BaseGeometry | None = None


class RowRefused(Exception):
    """A row cannot be used; the message says why and what to do."""


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"


@dataclass(slots=True)
class ImportReport:
    """What an import did, row by row counted.

    `read` = `added` + `changed` + `unchanged` + `left_out` + refused rows; left out is what
    the file rightly holds but is not for this register, such as a shed among the dwellings.
    `warnings` say what looks wrong though it was taken as it stands, `placed` how the places of
    issues were found: their number by method.
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    refused: list[RowProblem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    placed: dict[str, int] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> None:
        """Count one row."""
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)

    def refuse(self, line: int, reason: str) -> None:
        """Count one row as refused."""
        self.refused.append(RowProblem(line, reason))


def take_rows(
    rows: Iterable[SourceRow | RowProblem], take: Callable[[SourceRow], Outcome]
) -> ImportReport:
    """Hand each row to a function and count what becomes of it; a refusal is listed."""
    report = ImportReport()
    for row in rows:
        report.read += 1
        if isinstance(row, RowProblem):
            report.refuse(row.line, row.reason)
            continue
        try:
            _check_characters(row)
            report.count(take(row))
        except RowRefused as refusal:
            report.refuse(row.line, str(refusal))
    return report


def _check_characters(row: SourceRow) -> None:
    for name, cell in row.cells.items():
        if "\0" in cell:
            msg = f"{name} holds a NUL character; remove it"
            raise RowRefused(msg)


def read_mapping(path: Path | None) -> Renaming:
    """Read a mapping file with the columns `field, from, to`.

    A line with an empty `to` renames a column: `received_at,open_dt,`. A line with `to`
    translates a word: `category,Pothole Repair,roads`. `*` stands for every other word.

    Raises
    ------
    UnreadableFile
        If it has other columns.
    """
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    for row in read_cells(path) if path else ():
        if isinstance(row, RowProblem) or set(row.cells) != {"field", "from", "to"}:
            msg = f"{path}: a mapping file has the columns field,from,to"
            raise UnreadableFile(msg)
        name, source, target = (row.cells[column] for column in ("field", "from", "to"))
        if target:
            values.setdefault(name, {})[source] = target
        else:
            columns[name] = source
    return Renaming(columns, values)


def read_source(
    path: Path, mapping: Renaming, datum: str, *, sheet: str | None = None
) -> Iterator[SourceRow | RowProblem]:
    """Rows of a file, renamed and translated by a mapping, shapes turned to WGS 84.

    A table without coordinates, or with empty ones, gives rows without a shape; half a
    coordinate is a problem.

    Raises
    ------
    UnreadableFile
        If the file cannot be read at all.
    """
    if is_table(path.name):
        yield from _placed(read_cells(path, sheet=sheet), mapping, datum)
        return
    rows = read_rows(path, datum, COMMAND, sheet=sheet)
    yield from rows.problems
    for line, record, shape in zip(rows.lines, rows.records, rows.shapes, strict=True):
        words = {str(name): word_of(value) for name, value in record.items()}
        yield _mapped(SourceRow(line, words, shape), mapping)


def read_upload_cells(
    name: str,
    content: bytes,
    *,
    mapping: Renaming | None = None,
    datum: str = Datum.WGS84,
    limits: Limits = UPLOAD,
    sheet: str | None = None,
) -> Iterator[SourceRow | RowProblem]:
    """Rows of a table that was uploaded: CSV (plain or gzipped) or XLSX; no file is made.

    Raises
    ------
    UnknownFormat
        If the name ends otherwise.
    UnreadableFile, FileTooLarge
        If it cannot be read at all, or holds too much.
    """
    if not is_table(name):
        msg = f"{name[-80:]}: a table is .csv or .xlsx"
        raise UnknownFormat(msg)
    rows = _cell_rows(name, unpacked(name, content, limits), limits, sheet)
    return _placed(rows, mapping or Renaming(), datum)


def _placed(
    rows: Iterable[SourceRow | RowProblem], mapping: Renaming, datum: str
) -> Iterator[SourceRow | RowProblem]:
    mapped = (row if isinstance(row, RowProblem) else _mapped(row, mapping) for row in rows)
    if not is_metres(datum):
        return (_with_point(row, datum) for row in mapped)
    held = list(mapped)
    check_metres((_place(row) for row in held if isinstance(row, SourceRow)), datum)
    return (_with_point(row, datum) for row in held)


def read_cells(path: Path, *, sheet: str | None = None) -> Iterator[SourceRow | RowProblem]:
    """Rows of an XLSX, or of a CSV in UTF-8 (with or without BOM) or GB 18030, plain or gzipped.

    A row's line is the one it begins on. A row with more cells than the header is a problem:
    one comma too many shifts every cell behind it.

    Raises
    ------
    UnreadableFile
        If it is neither, or a column comes twice.
    """
    try:
        yield from _cell_rows(path.name, table_content(path, COMMAND), COMMAND, sheet)
    except (OSError, UnreadableFile) as error:
        msg = f"{path}: {error}"
        raise UnreadableFile(msg) from error


def table_content(path: Path, limits: Limits) -> bytes:
    """Content of a table, unpacked if it is gzipped, whatever its name says.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If it is damaged or holds too much.
    """
    check_bytes(path.stat().st_size, path.name, limits.packed_bytes)
    raw = path.read_bytes()
    if raw.startswith(_GZIP):
        return unpack_gzip(io.BytesIO(raw), path.name, limits.unpacked_bytes)
    return raw


def _cell_rows(
    name: str, content: bytes, limits: Limits, sheet: str | None
) -> Iterator[SourceRow | RowProblem]:
    is_book = name.lower().endswith(".xlsx")
    table = xlsx_table(content, limits, sheet) if is_book else csv_table(content, limits)
    for row in table.rows:
        yield row if isinstance(row, RowProblem) else _row(row[0], table.header, row[1])


def _row(line: int, header: list[str], cells: list[str]) -> SourceRow | RowProblem:
    if any(cells[len(header) :]):
        return RowProblem(line, TOO_MANY_CELLS, code=Fault.TOO_MANY_CELLS)
    words = (cell.strip() for cell in [*cells, *[""] * len(header)])
    return SourceRow(line, dict(zip(header, words, strict=False)))


def need(row: SourceRow, name: str, *, most: int | None = None) -> str:
    """Cell that may not be empty, nor longer than `most` characters.

    Raises
    ------
    RowRefused
        If it is.
    """
    value = may(row, name, most=most)
    if value is None:
        msg = f"{name} is empty; fill it in"
        raise RowRefused(msg)
    return value


def may(row: SourceRow, name: str, *, most: int | None = None) -> str | None:
    """Cell that may be empty: then none.

    Raises
    ------
    RowRefused
        If it is longer than `most` characters.
    """
    value = row.cells.get(name) or None
    if value is not None and most is not None and len(value) > most:
        msg = f"{name} has {len(value)} characters; at most {most} are kept"
        raise RowRefused(msg)
    return value


def is_table(name: str) -> bool:
    """Tell whether a file's name is that of a table of cells."""
    plain = name.lower().removesuffix(".gz")
    return plain.endswith((".csv", ".txt")) or name.lower().endswith(".xlsx")


def _mapped(row: SourceRow, mapping: Renaming) -> SourceRow:
    return SourceRow(row.line, mapping.applied_to(row.cells), row.shape)


def _place(row: SourceRow) -> tuple[str, str]:
    return row.cells.get("lon", ""), row.cells.get("lat", "")


def _with_point(row: SourceRow | RowProblem, datum: str) -> SourceRow | RowProblem:
    if isinstance(row, RowProblem):
        return row
    try:
        return SourceRow(row.line, row.cells, read_place(*_place(row), datum))
    except NoPlace as error:
        return RowProblem(row.line, str(error))


def word_of(value: Any) -> str:
    """Text of a value; a whole number has no decimals, whatever column it stood in."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is what differs from itself
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return str(value).strip()
