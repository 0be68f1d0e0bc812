"""The files ``wangge geocode`` reads and writes."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
from shapely import Point
from shapely.geometry.base import BaseGeometry

from api.commands.file_tasks import say
from data.cell_files import is_table, write_cells
from data.errors import UnreadableFile
from data.files import write_frame
from data.imports.renaming import Renaming
from data.imports.source import SourceRow, read_source
from data.rows import RowProblem
from dispatch.region_codes import ancestors_of, is_statistical, whole_code
from geo.address.divisions import Division, FormerName, Home, Landmark
from geo.address.reading import Reading

ADDED: Final = (
    "region_code", "region_name", "score", "ambiguous", "candidates", "group", "household", "why",
)  # fmt: skip
"""Columns of the answer."""
_SHOWN: Final = 200


def read_texts(path: Path) -> tuple[list[SourceRow], list[RowProblem]]:
    """Rows with a column ``text``, and those that cannot be read.

    Raises
    ------
    UnreadableFile
        If no row has it.
    """
    return _read(path, "text")


def read_divisions(
    path: Path, former: Mapping[str, tuple[FormerName, ...]]
) -> tuple[list[Division], list[RowProblem]]:
    """Divisions of a tree; a short code is filled up, and a parent that is not told is read off it.

    Raises
    ------
    UnreadableFile
        If no row has a code, or two have the same.
    """
    rows, problems = _read(path, "code")
    lines = _lines_by(rows, lambda row: _whole(row.cells.get("code", "")))
    codes = lines.keys() - {""}
    twice = next((code for code in lines if code and len(lines[code]) > 1), None)
    if twice is not None:
        msg = f"{path.name}: {_twice(f'division {twice}', lines[twice])}"
        raise UnreadableFile(msg)
    divisions = []
    for row in rows:
        code, name = _whole(row.cells.get("code", "")), row.cells.get("name", "")
        if not code or not name:
            problems.append(RowProblem(row.line, "code or name is empty, or no code of 12 digits"))
            continue
        parent = _whole(row.cells.get("parent", "")) or _parent(code, codes)
        divisions.append(Division(code, name, parent, former.get(code, ())))
    return divisions, problems


def _whole(code: str) -> str:
    """Code of 12 digits; empty for what is none."""
    whole = whole_code(code)
    return whole if is_statistical(whole) else ""


def _parent(code: str, codes: Collection[str]) -> str | None:
    """Nearest division above that is there, by the digits of each level."""
    return next((one for one in ancestors_of(code) if one != code and one in codes), None)


def read_homes(path: Path) -> tuple[list[Home], list[RowProblem]]:
    """Households by the columns of the register: number, head, village_code, group, lon, lat.

    A number given twice says nothing, as nobody knows which house is meant.

    Raises
    ------
    UnreadableFile
        If no row has a number.
    """
    rows, problems = _read(path, "number")
    lines = _lines_by(rows, lambda row: row.cells.get("number", ""))
    homes = []
    for row in rows:
        number = row.cells.get("number", "")
        if number and len(lines[number]) == 1:
            homes.append(_home(row))
        elif number:
            problems.append(RowProblem(row.line, _twice(f"household {number}", lines[number])))
    return homes, problems


def _lines_by(
    rows: Iterable[SourceRow], key_of: Callable[[SourceRow], str]
) -> dict[str, list[int]]:
    """Line numbers of the rows by what each is known by."""
    lines = defaultdict(list)
    for row in rows:
        lines[key_of(row)].append(row.line)
    return dict(lines)


def _twice(what: str, lines: Sequence[int]) -> str:
    return f"{what} comes twice: lines {', '.join(map(str, lines))}; keep the right one"


def _home(row: SourceRow) -> Home:
    cells, (lon, lat) = row.cells, _place(row.shape)
    return Home(
        number=cells["number"],
        head=cells.get("head") or None,
        region_code=_whole(cells.get("village_code", "")),
        group=cells.get("group") or None,
        lon=lon,
        lat=lat,
    )


def _place(shape: BaseGeometry | None) -> tuple[float | None, float | None]:
    if shape is None or shape.is_empty:
        return None, None
    middle = shape.representative_point()
    return middle.x, middle.y


def read_landmarks(path: Path) -> tuple[list[Landmark], list[RowProblem]]:
    """Landmarks with a name and a place; ``village_code`` or ``region_code`` tells the village.

    Raises
    ------
    UnreadableFile
        If no row has a name.
    """
    rows, problems = _read(path, "name")
    landmarks = []
    for row in rows:
        lon, lat = _place(row.shape)
        if lon is None or lat is None or not row.cells.get("name"):
            problems.append(RowProblem(row.line, "has no name or no place"))
            continue
        code = _whole(row.cells.get("village_code") or row.cells.get("region_code", ""))
        landmarks.append(Landmark(row.cells["name"], code or None, lon, lat))
    return landmarks, problems


def _read(path: Path, needed: str) -> tuple[list[SourceRow], list[RowProblem]]:
    rows: list[SourceRow] = []
    problems: list[RowProblem] = []
    for row in read_source(path, Renaming(), "wgs84"):
        if isinstance(row, RowProblem):
            problems.append(row)
        else:
            rows.append(row)
    if not any(needed in row.cells for row in rows):
        there = ", ".join(rows[0].cells)[:_SHOWN] if rows else "no rows"
        msg = f"{path.name} lacks the column {needed}; it has {there}"
        raise UnreadableFile(msg)
    say(f"{path.name}: {len(rows):,} rows read")
    return rows, problems


def write_readings(rows: list[SourceRow], readings: list[Reading], path: Path) -> None:
    """Write the rows in their order, their columns before ours; a column of our name gets another.

    Raises
    ------
    UnknownFormat, UnwritableFile
        As `data.files.write_frame`.
    """
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    header = [f"input_{name}" if name in ADDED else name for name in names] + list(ADDED)
    table = [
        [*(row.cells.get(name, "") for name in names), *_cells(reading)]
        for row, reading in zip(rows, readings, strict=True)
    ]
    if is_table(path):
        write_cells(header, [[_word(cell) for cell in cells] for cells in table], path)
        return
    shapes = [_shape(row, reading) for row, reading in zip(rows, readings, strict=True)]
    records = [dict(zip(header, cells, strict=True)) for cells in table]
    write_frame(gpd.GeoDataFrame(records, geometry=shapes, crs="EPSG:4326"), path)


def _word(cell: Any) -> Any:
    return str(cell).lower() if isinstance(cell, bool) else cell


def _cells(reading: Reading) -> Iterator[Any]:
    yield reading.code or ""
    yield reading.name or ""
    yield reading.score
    yield reading.ambiguous
    yield ";".join(candidate.code for candidate in reading.candidates)
    yield reading.group or ""
    yield reading.household or ""
    yield ";".join(reading.why)


def _shape(row: SourceRow, reading: Reading) -> BaseGeometry | None:
    """The row's own shape, else where the reading puts it."""
    if row.shape is not None or reading.lon is None or reading.lat is None:
        return row.shape
    return Point(reading.lon, reading.lat)


def summary(readings: Iterable[Reading]) -> dict[str, int]:
    """How many texts were read how far."""
    counts = dict.fromkeys(("certain_village", "certain_above", "ambiguous", "unknown"), 0)
    for reading in readings:
        counts[_depth(reading)] += 1
    return counts


def _depth(reading: Reading) -> str:
    if reading.level == "village":
        return "certain_village"
    if reading.ambiguous:
        return "ambiguous"
    return "unknown" if reading.code is None else "certain_above"
