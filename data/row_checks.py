"""Which parsed rows are places, in WGS 84."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.rows import RawRows, ReadResult, RowProblem
from geo.arrays import Floats, Shapes
from geo.coordinates import check_lonlat
from geo.datum import WGS84, convert_points, datum_crs
from geo.errors import InvalidCoordinate

_TYPES: Final = (0, 1, 3, 4, 5, 6)  # shapely's numbers; no collections, no bare rings


def check_rows(rows: RawRows, source: str) -> ReadResult:
    """Convert rows to EPSG:4326 and set aside those that are no place.

    Parameters
    ----------
    rows
        As a parser left them.
    source
        Normalised name of their datum.
    """
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = rows.shapes
    reasons = [_shape_problem(shape) for shape in shapes]
    if source == WGS84 or datum_crs(source) is None:  # degrees already: a swap still shows
        _note_off_globe(shapes, reasons)
    for i in np.flatnonzero([reason is None for reason in reasons]):
        shapes[i] = shapely.transform(shapes[i], lambda vertices: _to_wgs84(vertices, source))
    _note_off_globe(shapes, reasons)
    problems = [
        *rows.problems,
        *(RowProblem(n, why) for n, why in zip(rows.lines, reasons, strict=True) if why),
    ]
    kept = np.flatnonzero([reason is None for reason in reasons])
    return ReadResult(_frame(rows, shapes, kept), tuple(sorted(problems, key=lambda p: p.line)))


def _shape_problem(shape: Any) -> str | None:
    if shape is None or shape.is_empty:
        return "has no geometry"
    if shapely.get_type_id(shape) not in _TYPES:
        return f"geometry type {shape.geom_type} is not accepted"
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


def _to_wgs84(vertices: Floats, source: str) -> Floats:
    return np.column_stack(convert_points(vertices[:, 0], vertices[:, 1], source, WGS84))


def _frame(rows: RawRows, shapes: Shapes, kept: np.ndarray[Any, Any]) -> gpd.GeoDataFrame:
    table = pd.DataFrame([rows.records[i] for i in kept])
    table.index = pd.Index([rows.lines[i] for i in kept], name="line", dtype="int64")
    # A column of this name would be taken for the shapes.
    table = table.rename(columns={"geometry": "geometry_"})
    return gpd.GeoDataFrame(table, geometry=shapes[kept], crs="EPSG:4326")
