"""Frames to GeoJSON, checked at the border."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import orjson
import shapely

from maps.errors import MissingColumn, WrongCrs

WGS84: Final = "EPSG:4326"
# 0.1 m for what is placed, 1 m for what only orients.
PLACED_DIGITS: Final = 6
BASE_DIGITS: Final = 5


def require_columns(frame: gpd.GeoDataFrame, columns: Iterable[str]) -> None:
    """Refuse a frame that lacks a column or is not in WGS 84.

    Raises
    ------
    MissingColumn
        If a column is absent.
    WrongCrs
        If a frame with rows does not say that it is EPSG:4326.
    """
    missing = sorted(set(columns) - set(frame.columns))
    if missing:
        msg = f"the frame to draw lacks the columns: {', '.join(missing)}"
        raise MissingColumn(msg)
    if len(frame) and frame.crs != WGS84:
        msg = f"maps draw EPSG:4326 (lon, lat) only, this frame is in {frame.crs}: convert it first"
        raise WrongCrs(msg)


def placed_rows(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of a frame that have something to draw."""
    if not len(frame):
        return frame
    return frame[~(frame.geometry.isna() | frame.geometry.is_empty)]


def feature_collection(
    frame: gpd.GeoDataFrame, columns: Sequence[str] = (), *, digits: int = PLACED_DIGITS
) -> dict[str, Any]:
    """Turn rows into a GeoJSON FeatureCollection for `maps.safe.json_block`.

    Parameters
    ----------
    frame
        Rows in EPSG:4326; rows without geometry are left out.
    columns
        Columns that become properties; empty values are left out.
    digits
        Decimals of a degree that are kept.
    """
    rows = placed_rows(frame)
    shapes = _geometries(rows, digits) if len(rows) else []
    features = [
        {"type": "Feature", "geometry": orjson.Fragment(shape), "properties": properties}
        for shape, properties in zip(shapes, _properties(rows, columns), strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def point_table(frame: gpd.GeoDataFrame, columns: Sequence[str]) -> dict[str, Any]:
    """Turn rows of points into a table, half as long as GeoJSON with its repeated names.

    Returns
    -------
    table
        ``columns``; ``points``, [lon, lat] of each row; ``rows``, the values by column.
    """
    rows = placed_rows(frame)
    points = shapely.get_coordinates(rows.geometry.to_numpy()).round(PLACED_DIGITS).tolist()
    values = zip(*(_plain(rows, column) for column in columns), strict=True)
    return {"columns": list(columns), "points": points, "rows": list(values)}


def lat_lon_bounds(*frames: gpd.GeoDataFrame | None) -> list[list[float]] | None:
    """Box of the first frame that has anything, as Leaflet's [[south, west], [north, east]]."""
    for frame in frames:
        if frame is not None and len(placed_rows(frame)):
            west, south, east, north = map(float, frame.total_bounds)
            return [[south, west], [north, east]]
    return None


def _geometries(rows: gpd.GeoDataFrame, digits: int) -> list[str]:
    rounded = shapely.transform(rows.geometry.to_numpy(), lambda xy: np.round(xy, digits))
    texts: list[str] = shapely.to_geojson(rounded).tolist()
    return texts


def _properties(rows: gpd.GeoDataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    values = [_plain(rows, column) for column in columns]
    if not values:
        return [{} for _ in range(len(rows))]
    return [
        {name: value for name, value in zip(columns, row, strict=True) if value is not None}
        for row in zip(*values, strict=True)
    ]


def _plain(rows: gpd.GeoDataFrame, column: str) -> list[Any]:
    missing = rows[column].isna().to_numpy()
    return [None if gone else value for value, gone in zip(rows[column], missing, strict=True)]
