"""GeoJSON text to rows and back, without GDAL, which follows references out of such files."""

import re
from collections.abc import Iterator
from typing import Any, Final

import geopandas as gpd
import orjson
import pandas as pd
import shapely
from shapely.geometry import shape as build_shape

from data.errors import UnreadableFile
from data.rows import RawRows, RowProblem

# How many lists are nested around one position. Collections of geometries are refused: no
# table of ours holds one, and deep ones overrun the stack of GEOS.
_NESTING: Final = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_FEWEST_RING_POSITIONS: Final = 4
_EPSG: Final = re.compile(r"EPSG:(?:[\d.]*:)?(\d+)$", re.IGNORECASE)


class _BadGeometry(ValueError):
    """A geometry is not as RFC 7946 wants it."""


def parse_geojson(content: bytes) -> RawRows:
    """Read features.

    Raises
    ------
    UnreadableFile
        If the text is not JSON (RFC 8259, so without NaN and numbers beyond a double), is
        nested too deeply, or holds no features.
    """
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        msg = f"not GeoJSON: {error}"
        raise UnreadableFile(msg) from error
    rows = RawRows(crs=_named_crs(document))
    for line, feature in enumerate(_features(document), start=1):
        try:
            record, shape = _parse_feature(feature)
        except _BadGeometry as error:
            rows.problems.append(RowProblem(line, str(error)))
        else:
            rows.lines.append(line)
            rows.records.append(record)
            rows.shapes.append(shape)
    return rows


def _features(document: Any) -> list[Any]:
    if isinstance(document, dict):
        features = document.get("features")
        if document.get("type") == "FeatureCollection" and isinstance(features, list):
            return features
        if document.get("type") == "Feature":
            return [document]
    msg = "not GeoJSON: expected a FeatureCollection with a list of features"
    raise UnreadableFile(msg)


def _named_crs(document: Any) -> str | None:
    """EPSG code in the ``crs`` member that older GeoJSON carries."""
    crs = document.get("crs") if isinstance(document, dict) else None
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else str(crs)
    if name.endswith("CRS84"):
        return "EPSG:4326"
    match = _EPSG.search(name)
    if match is None:
        msg = f"unknown coordinate system {name!r} in the crs member: name an EPSG code"
        raise UnreadableFile(msg)
    return f"EPSG:{match.group(1)}"


def _parse_feature(feature: Any) -> tuple[dict[str, Any], Any]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        msg = "not a Feature"
        raise _BadGeometry(msg)
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        msg = "properties must be an object"
        raise _BadGeometry(msg)
    return {name: _flat(value) for name, value in properties.items()}, _parse_geometry(
        feature.get("geometry")
    )


def _flat(value: Any) -> Any:
    """Nested properties as their JSON text: a table has one value per cell."""
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def _parse_geometry(geometry: Any) -> Any:
    if not isinstance(geometry, dict):
        msg = "has no geometry"
        raise _BadGeometry(msg)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if not isinstance(kind, str) or kind not in _NESTING:
        msg = f"geometry type {str(kind)[:40]} is not accepted: use {', '.join(_NESTING)}"
        raise _BadGeometry(msg)
    flat = _positions(coordinates, _NESTING[kind])
    for ring in _rings(kind, flat):
        if len(ring) < _FEWEST_RING_POSITIONS or ring[0] != ring[-1]:
            msg = "a polygon ring needs four positions or more, the last equal to the first"
            raise _BadGeometry(msg)
    try:
        return build_shape({"type": kind, "coordinates": flat})
    except (ValueError, shapely.errors.ShapelyError) as error:
        msg = f"broken {kind}: {error}"
        raise _BadGeometry(msg) from error


def _positions(value: Any, nesting: int) -> Any:
    """Coordinates cut to lon, lat, refused if nested otherwise than the type says."""
    if not isinstance(value, list):
        msg = "coordinates are not nested as the geometry type says"
        raise _BadGeometry(msg)
    if nesting:
        return [_positions(inner, nesting - 1) for inner in value]
    if len(value) < 2 or not all(type(number) in (int, float) for number in value):  # noqa: PLR2004
        msg = "a position needs two numbers, lon and lat"
        raise _BadGeometry(msg)
    return (float(value[0]), float(value[1]))


def _rings(kind: str, coordinates: Any) -> Iterator[list[tuple[float, float]]]:
    if kind == "Polygon":
        yield from coordinates
    elif kind == "MultiPolygon":
        for polygon in coordinates:
            yield from polygon


def dump_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """Write features, one per line, with coordinates exactly as they are.

    A frame in another EPSG code than 4326 names it in a ``crs`` member.
    """
    shapes = shapely.to_geojson(frame.geometry.to_numpy())
    columns = [name for name in frame.columns if name != frame.geometry.name]
    records = frame[columns].to_dict("records")
    features = [_dump_feature(record, shape) for record, shape in zip(records, shapes, strict=True)]
    head = b'{"type":"FeatureCollection",' + _dump_crs(frame) + b'"features":[\n'
    return head + b",\n".join(features) + b"\n]}\n"


def _dump_feature(record: dict[Any, Any], shape: str | None) -> bytes:
    feature = {
        "type": "Feature",
        "properties": {str(name): value for name, value in record.items()},
        "geometry": None if shape is None else orjson.Fragment(shape),
    }
    return orjson.dumps(feature, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else str(value)


def _dump_crs(frame: gpd.GeoDataFrame) -> bytes:
    code = None if frame.crs is None else frame.crs.to_epsg()
    if code in {None, 4326}:
        return b""
    name = {"name": f"urn:ogc:def:crs:EPSG::{code}"}
    return b'"crs":' + orjson.dumps({"type": "name", "properties": name}) + b","
