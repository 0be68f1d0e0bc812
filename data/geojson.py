"""GeoJSON text to rows and back, without GDAL, which follows references out of such files."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely

from data.errors import UnreadableFile
from data.file_guards import Limits, check_count
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
_POSITION: Final = (2, 3)  # numbers; RFC 7946 has no meaning for a fourth
_SHOWN: Final = 80
_EPSG: Final = re.compile(r"EPSG:(?:[\d.]*:)?(\d+)$", re.IGNORECASE)


class _BadGeometry(ValueError):
    """A geometry is not as RFC 7946 wants it."""


def parse_geojson(content: bytes, limits: Limits) -> RawRows:
    """Read features.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If the text is not JSON (RFC 8259, so without NaN and numbers beyond a double), is
        nested too deeply, names a member of an object twice, or holds no features or too many.
    """
    # Counted before they become objects, of which a megabyte of text makes ten.
    check_count(content.count(b"["), "vertices", limits.file_vertices + limits.rows)
    check_count(content.count(b","), "values", limits.cells + 3 * limits.file_vertices)
    check_count(content.count(b"{"), "objects", 4 * limits.rows)
    document = _loads(content)
    rows = RawRows(crs=_named_crs(document))
    features = _features(document)
    check_count(len(features), "rows", limits.rows)
    for line, feature in enumerate(features, start=1):
        try:
            record, shape = _parse_feature(feature, limits)
        except _BadGeometry as error:
            rows.problems.append(RowProblem(line, str(error), _told_of(feature)))
        else:
            rows.append(line, record, shape)
    return rows


def _loads(content: bytes) -> Any:
    try:
        document = orjson.loads(content)
        # orjson is strict about numbers, depth and letters; it takes the last of two members of
        # one name where another program takes the first.
        json.loads(content, object_pairs_hook=_refuse_twins)
    except orjson.JSONDecodeError as error:
        msg = f"not GeoJSON: {error}"
        raise UnreadableFile(msg) from error
    except (RecursionError, ValueError) as error:
        msg = f"not GeoJSON: {error or 'nested too deeply'}"
        raise UnreadableFile(msg) from error
    return document


def _refuse_twins(members: list[tuple[str, Any]]) -> None:
    """Refuse two members of one name, and keep nothing."""
    if len(members) > 1 and len({name for name, _ in members}) < len(members):
        msg = "an object has two members of one name"
        raise ValueError(msg)


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
        msg = f"unknown coordinate system {name[:_SHOWN]!r} in the crs member: name a code"
        raise UnreadableFile(msg)
    return f"EPSG:{match.group(1)}"


def _parse_feature(feature: Any, limits: Limits) -> tuple[dict[str, Any], Any]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        msg = "not a Feature"
        raise _BadGeometry(msg)
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        msg = "properties must be an object"
        raise _BadGeometry(msg)
    record = {name: _flat(value) for name, value in properties.items()}
    if len(record) > limits.columns:
        msg = f"has more than {limits.columns:,} properties"
        raise _BadGeometry(msg)
    if any(isinstance(cell, str) and len(cell) > limits.cell_letters for cell in record.values()):
        msg = f"has a property of more than {limits.cell_letters:,} letters: shorten it"
        raise _BadGeometry(msg)
    return record, _parse_geometry(feature.get("geometry"))


def _told_of(feature: Any) -> dict[str, Any]:
    """Properties of a feature that cannot be used, as far as it has any."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return {}
    return {name: _flat(value) for name, value in properties.items()}


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
    if not flat:
        return None
    try:
        return _BUILDERS[kind](flat)
    except (ValueError, shapely.errors.ShapelyError) as error:
        msg = f"broken {kind}: {error}"
        raise _BadGeometry(msg) from error


def _polygon(rings: list[list[tuple[float, float]]]) -> Any:
    numbers = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    built = shapely.linearrings([place for ring in rings for place in ring], indices=numbers)
    return shapely.polygons(built[0], built[1:] if len(built) > 1 else None)


def _positions(value: Any, nesting: int) -> Any:
    """Coordinates cut to lon, lat, refused if nested otherwise than the type says."""
    if not isinstance(value, list):
        msg = "coordinates are not nested as the geometry type says"
        raise _BadGeometry(msg)
    if nesting:
        return [_positions(inner, nesting - 1) for inner in value]
    if len(value) not in _POSITION or not all(type(number) in (int, float) for number in value):
        msg = "a position needs two numbers, lon and lat, or three with the height"
        raise _BadGeometry(msg)
    return (float(value[0]), float(value[1]))


def _rings(kind: str, coordinates: Any) -> Iterator[list[tuple[float, float]]]:
    if kind == "Polygon":
        yield from coordinates
    elif kind == "MultiPolygon":
        for polygon in coordinates:
            yield from polygon


_BUILDERS: Final[dict[str, Callable[[Any], Any]]] = {
    "Point": shapely.points,
    "MultiPoint": shapely.multipoints,
    "LineString": shapely.linestrings,
    "MultiLineString": lambda lines: shapely.multilinestrings(
        [shapely.linestrings(line) for line in lines]
    ),
    "Polygon": _polygon,
    "MultiPolygon": lambda parts: shapely.multipolygons([_polygon(rings) for rings in parts]),
}


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
