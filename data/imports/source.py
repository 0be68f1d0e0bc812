"""Rows of a file with their line numbers, whatever its format."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from shapely import Point
from shapely.geometry.base import BaseGeometry

from data.errors import UnreadableFile
from data.files import read_frame
from data.rows import RowProblem
from dispatch.vocabulary import Datum
from geo.coordinates import check_lonlat
from geo.datum import convert_points
from geo.errors import InvalidCoordinate

_CELL_LIMIT: Final = 1_000_000
_TOO_MANY: Final = "has more cells than the header; put cells that hold a comma in quotes"


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
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    refused: list[RowProblem] = field(default_factory=list)

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


@dataclass(frozen=True, slots=True)
class Renaming:
    """A mapping file: other names for columns, other words for values.

    Attributes
    ----------
    columns
        Our column → the file's column.
    values
        Our column → the file's word → ours.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


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


def read_source(path: Path, mapping: Renaming, datum: Datum) -> Iterator[SourceRow | RowProblem]:
    """Rows of a file, renamed and translated by a mapping, shapes turned to WGS 84.

    Raises
    ------
    UnreadableFile
        If the file cannot be read at all.
    """
    if _is_csv(path):
        for row in read_cells(path):
            if isinstance(row, RowProblem):
                yield row
            else:
                yield _with_point(_mapped(row, mapping), datum)
        return
    read = read_frame(path, datum.value)
    yield from read.problems
    attributes = read.frame.drop(columns=read.frame.geometry.name).astype(object)
    for line, cells, shape in zip(
        read.frame.index, attributes.to_dict("records"), read.frame.geometry, strict=True
    ):
        words = {str(name): _word(value) for name, value in cells.items()}
        yield _mapped(SourceRow(int(line), words, shape), mapping)


def read_cells(path: Path) -> Iterator[SourceRow | RowProblem]:
    """Rows of a CSV, plain or gzipped, in UTF-8 (with or without BOM) or GB 18030.

    A row's line is the one it begins on. A row with more cells than the header is a problem:
    one comma too many shifts every cell behind it.

    Raises
    ------
    UnreadableFile
        If it is neither, or has no header.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    csv.field_size_limit(_CELL_LIMIT)
    try:
        header = _header(path, next(reader, []))
        begin = reader.line_num + 1
        for cells in reader:
            if cells:
                yield _row(begin, header, cells)
            begin = reader.line_num + 1
    except csv.Error as error:
        msg = f"{path}, line {reader.line_num}: not CSV ({error})"
        raise UnreadableFile(msg) from error


def _header(path: Path, cells: list[str]) -> list[str]:
    header = [name.strip() for name in cells]
    named = [name for name in header if name]
    if len(set(named)) < len(named):
        msg = f"{path}: a column comes twice: {', '.join(named)}"
        raise UnreadableFile(msg)
    return header


def _row(line: int, header: list[str], cells: list[str]) -> SourceRow | RowProblem:
    if any(cells[len(header) :]):
        return RowProblem(line, _TOO_MANY)
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


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        body = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError, zlib.error) as error:
        msg = f"{path} cannot be read: {error}"
        raise UnreadableFile(msg) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    msg = f"{path} is neither UTF-8 nor GB 18030; save it as UTF-8"
    raise UnreadableFile(msg)


def _is_csv(path: Path) -> bool:
    return path.name.lower().removesuffix(".gz").endswith((".csv", ".txt"))


def _mapped(row: SourceRow, mapping: Renaming) -> SourceRow:
    cells = dict(row.cells)
    for ours, theirs in mapping.columns.items():
        cells[ours] = row.cells.get(theirs, "")
    for name, words in mapping.values.items():
        value = cells.get(name, "")
        cells[name] = words.get(value, words.get("*", value))
    return SourceRow(row.line, cells, row.shape)


def _with_point(row: SourceRow, datum: Datum) -> SourceRow | RowProblem:
    lon, lat = row.cells.get("lon", ""), row.cells.get("lat", "")
    if not lon and not lat:
        return row
    try:
        x, y = float(lon), float(lat)
        check_lonlat(x, y)
    except (ValueError, InvalidCoordinate) as error:
        words = str(error) if isinstance(error, InvalidCoordinate) else "not numbers"
        return RowProblem(row.line, f"lon={lon!r}, lat={lat!r}: {words}")
    moved = convert_points([x], [y], datum.value, Datum.WGS84.value)
    return SourceRow(row.line, row.cells, Point(float(moved[0][0]), float(moved[1][0])))


def _word(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN is what differs from itself
        return ""
    return str(value).strip()
