"""Tables with columns lon and lat to rows, and frames to tables: CSV and XLSX."""

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from data.cell_table import CellTable
from data.csv_write import write_csv
from data.errors import UnreadableFile
from data.file_guards import Limits, check_count
from data.rows import RawRows, RowProblem
from data.xlsx_write import write_xlsx

_SHOWN = 200


def parse_points(table: CellTable, limits: Limits) -> RawRows:
    """Read points; every other column stays text.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If the table has no columns ``lon`` and ``lat``, or cannot be read to its end.
    """
    place = _find_columns(table.header)
    rows = RawRows()
    for count, row in enumerate(table.rows, start=1):
        check_count(count * len(table.header), "values", limits.cells)
        if isinstance(row, RowProblem):
            rows.problems.append(row)
        else:
            _parse_row(rows, row, table.header, place)
    return rows


def _find_columns(header: list[str]) -> tuple[int, int]:
    lower = [name.lower() for name in header]
    if "lon" not in lower or "lat" not in lower:
        msg = f"no columns lon and lat; the file has: {', '.join(header)[:_SHOWN] or 'nothing'}"
        raise UnreadableFile(msg)
    return lower.index("lon"), lower.index("lat")


def _parse_row(
    rows: RawRows, row: tuple[int, list[str]], header: list[str], place: tuple[int, int]
) -> None:
    line, cells = row
    named = enumerate(zip(header, cells, strict=False))
    record = {name: cell for i, (name, cell) in named if i not in place}
    if len(cells) != len(header):
        rows.problems.append(
            RowProblem(line, f"has {len(cells)} cells, the header has {len(header)}", record)
        )
        return
    try:
        lon, lat = (float(cells[i]) for i in place)
    except ValueError:
        words = f"lon {cells[place[0]][:40]!r}, lat {cells[place[1]][:40]!r}: not two numbers"
        rows.problems.append(RowProblem(line, words, record))
        return
    rows.append(line, record, shapely.Point(lon, lat))


def dump_csv(frame: gpd.GeoDataFrame) -> bytes:
    """Write a table with ``lon``, ``lat``; shapes get a point inside them, and ``wkt``."""
    return write_csv(*_table(frame))


def dump_xlsx(frame: gpd.GeoDataFrame) -> bytes:
    """Write a workbook of the same columns as `dump_csv`.

    Raises
    ------
    UnwritableFile
        If there is more than a sheet or a cell holds.
    """
    return write_xlsx(*_table(frame))


def _table(frame: gpd.GeoDataFrame) -> tuple[list[str], Iterator[Sequence[Any]]]:
    shapes = frame.geometry.to_numpy()
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    points = shapely.point_on_surface(shapes)
    table["lon"], table["lat"] = shapely.get_x(points), shapely.get_y(points)
    if (shapely.get_type_id(shapes) > 0).any():
        table["wkt"] = shapely.to_wkt(shapes, rounding_precision=-1)
    header = [str(name) for name in table.columns]
    columns = [table.iloc[:, i].astype(object) for i in range(len(header))]
    return header, ([_told(cell) for cell in row] for row in zip(*columns, strict=True))


def _told(cell: Any) -> Any:
    """Cell with dates as ISO 8601 and nothing for all that is missing."""
    if isinstance(cell, float) and cell == cell:  # noqa: PLR0124 - NaN is what differs from itself
        return cell
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        whole = cell == cell.normalize() and cell.tzinfo is None
        return cell.date().isoformat() if whole else cell.isoformat()
    return cell
