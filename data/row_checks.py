"""Which parsed rows are places, in WGS 84."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.errors import UnreadableFile
from data.file_guards import Limits
from data.rows import RawRows, ReadResult, RowProblem
from data.shape_guards import size_problem, validity_problems
from geo.arrays import Shapes
from geo.coordinates import check_lonlat
from geo.datum import WGS84, convert_points, datum_crs
from geo.errors import InvalidCoordinate
from geo.zones import check_zone, in_china

_TYPES: Final = (0, 1, 3, 4, 5, 6)  # shapely's numbers; no collections, no bare rings
_POLYGONS: Final = (3, 6)


def check_rows(rows: RawRows, source: str, limits: Limits, *, valid: bool) -> RawRows:
    """Convert rows to EPSG:4326 and set aside those that are no place.

    Parameters
    ----------
    rows
        As a parser left them.
    source
        Normalised name of their datum.
    limits
        How large a shape may be.
    valid
        Whether polygons must be valid; they are never repaired.

    Returns
    -------
    rows
        The usable ones, and all problems by line.

    Raises
    ------
    UnreadableFile
        If all coordinates fit another zone, or lie in China only when swapped.
    FileTooLarge
        If the validity of the polygons cannot be told in time.
    """
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = rows.shapes
    pairs = zip(shapes, rows.records, strict=True)
    reasons = [_shape_problem(shape, limits) or _text_problem(cells) for shape, cells in pairs]
    if source == WGS84 or datum_crs(source) is None:  # degrees already: a swap still shows
        _note_off_globe(shapes, reasons)
    _convert(shapes, reasons, source)
    _note_off_globe(shapes, reasons)
    if valid:
        _note_invalid(shapes, reasons, limits)
    return _sorted_out(rows, shapes, reasons)


def _shape_problem(shape: Any, limits: Limits) -> str | None:
    if shape is None or shape.is_empty:
        return "has no geometry"
    if shapely.get_type_id(shape) not in _TYPES:
        return f"geometry type {shape.geom_type} is not accepted"
    return size_problem(shape, limits) if shapely.get_type_id(shape) else None


def _text_problem(record: dict[str, Any]) -> str | None:
    for name, cell in record.items():
        if "\0" in name or (isinstance(cell, str) and "\0" in cell):
            return "holds a NUL character"
    return None


def _note_off_globe(shapes: Shapes, reasons: list[str | None]) -> None:
    for i, (west, south, east, north) in enumerate(shapely.bounds(shapes).tolist()):
        if reasons[i] is None:
            reasons[i] = _place_problem(west, south) or _place_problem(east, north)


def _place_problem(lon: float, lat: float) -> str | None:
    try:
        check_lonlat(lon, lat)
    except InvalidCoordinate as error:
        return str(error)
    return None


def _convert(shapes: Shapes, reasons: list[str | None], source: str) -> None:
    """Turn the usable shapes to WGS 84, in place and all at once."""
    usable = np.flatnonzero([reason is None for reason in reasons])
    if source == WGS84 or not len(usable):
        shapes[usable] = shapely.force_2d(shapes[usable])
        return
    x, y = shapely.get_coordinates(shapes[usable]).T
    code = datum_crs(source)
    number = int(code.partition(":")[2]) if code else 0
    try:
        check_zone(x, y, number)
    except InvalidCoordinate as error:
        raise UnreadableFile(str(error)) from error
    lon, lat = convert_points(x, y, source, WGS84)
    if (
        number
        and not in_china(lon, lat).any()
        and in_china(*convert_points(y, x, source, WGS84)).all()
    ):
        msg = "the places lie in China only with x and y swapped: write the easting as x"
        raise UnreadableFile(msg)
    moved = shapely.force_2d(shapes[usable])
    shapes[usable] = shapely.set_coordinates(moved, np.column_stack((lon, lat)))


def _note_invalid(shapes: Shapes, reasons: list[str | None], limits: Limits) -> None:
    kinds = shapely.get_type_id(shapes)
    polygons = [i for i, why in enumerate(reasons) if why is None and kinds[i] in _POLYGONS]
    for i, why in zip(polygons, validity_problems(shapes[polygons], limits), strict=True):
        reasons[i] = why


def _sorted_out(rows: RawRows, shapes: Shapes, reasons: list[str | None]) -> RawRows:
    usable = RawRows(problems=list(rows.problems), crs=rows.crs)
    entries = zip(rows.lines, rows.records, rows.shapes, reasons, strict=True)
    for (line, record, given, why), shape in zip(entries, shapes, strict=True):
        if why is None:
            usable.append(line, record, shape)
        else:
            usable.problems.append(RowProblem(line, why, record, given))
    usable.problems.sort(key=lambda problem: problem.line)
    return usable


def frame_rows(rows: RawRows) -> ReadResult:
    """Put checked rows into a frame, EPSG:4326, indexed by line."""
    table = pd.DataFrame(rows.records)
    table.index = pd.Index(rows.lines, name="line", dtype="int64")
    # A column of this name would be taken for the shapes.
    table = table.rename(columns={"geometry": "geometry_"})
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = rows.shapes
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")
    return ReadResult(frame, tuple(rows.problems))
