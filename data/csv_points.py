"""CSV with columns lon and lat to rows, and back."""

import csv
import io
from collections.abc import Iterator
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from data.errors import UnreadableFile
from data.rows import RawRows, RowProblem

# Chinese offices save CSV in either; GB 18030 reads GBK and GB 2312 too.
_ENCODINGS: Final = ("utf-8-sig", "gb18030")


def parse_csv(content: bytes) -> RawRows:
    """Read points; every other column stays text.

    Raises
    ------
    UnreadableFile
        If the text is in neither encoding, has no columns ``lon`` and ``lat``, or a column
        twice.
    """
    reader = csv.reader(io.StringIO(_decode(content), newline=""))
    rows = RawRows()
    try:
        header = [name.strip() for name in next(reader, [])]
        lon, lat = _find_columns(header)
        for line, cells in _numbered(reader):
            _parse_row(rows, line, header, cells, (lon, lat))
    except csv.Error as error:
        msg = f"line {reader.line_num} is not CSV: {error}"
        raise UnreadableFile(msg) from error
    return rows


def _decode(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    msg = "the text is neither UTF-8 nor GB 18030: save the file as UTF-8"
    raise UnreadableFile(msg)


def _find_columns(header: list[str]) -> tuple[int, int]:
    lower = [name.lower() for name in header]
    if len(set(lower)) < len(lower):
        msg = f"a column comes twice: {', '.join(header)}"
        raise UnreadableFile(msg)
    if "lon" not in lower or "lat" not in lower:
        msg = f"no columns lon and lat; the file has: {', '.join(header)[:200] or 'nothing'}"
        raise UnreadableFile(msg)
    return lower.index("lon"), lower.index("lat")


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the line they begin on."""
    begin = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        if cells:
            yield begin, cells
        begin = reader.line_num + 1  # type: ignore[attr-defined]


def _parse_row(
    rows: RawRows, line: int, header: list[str], cells: list[str], place: tuple[int, int]
) -> None:
    reason = None
    if len(cells) != len(header):
        reason = f"has {len(cells)} cells, the header has {len(header)}"
    elif any("\0" in cell for cell in cells):
        reason = "holds a NUL character"
    else:
        reason = _append_point(rows, cells, place)
    if reason:
        rows.problems.append(RowProblem(line, reason))
        return
    rows.lines.append(line)
    named = enumerate(zip(header, cells, strict=True))
    rows.records.append({name: cell for i, (name, cell) in named if i not in place})


def _append_point(rows: RawRows, cells: list[str], place: tuple[int, int]) -> str | None:
    try:
        lon, lat = (float(cells[i]) for i in place)
    except ValueError:
        return f"lon {cells[place[0]]!r}, lat {cells[place[1]]!r}: not two numbers"
    rows.shapes.append(shapely.Point(lon, lat))
    return None


def dump_csv(frame: gpd.GeoDataFrame) -> bytes:
    """Write a table with ``lon``, ``lat``; shapes get a point inside them, and ``wkt``."""
    shapes = frame.geometry.to_numpy()
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    points = shapely.point_on_surface(shapes)
    table["lon"], table["lat"] = shapely.get_x(points), shapely.get_y(points)
    if (shapely.get_type_id(shapes) != 0).any():
        table["wkt"] = shapely.to_wkt(shapes, rounding_precision=-1)
    return table.to_csv(index=False, lineterminator="\n").encode()
