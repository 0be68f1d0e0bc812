"""Answering a list as GeoJSON (RFC 7946) when the caller asks for it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any

import orjson
from fastapi import Depends, Header, Query
from fastapi.responses import Response
from pydantic import BaseModel

MEDIA_TYPE = "application/geo+json"


class Format(StrEnum):
    """Form of a list's answer."""

    JSON = "json"
    GEOJSON = "geojson"


def wanted_format(
    f: Annotated[Format | None, Query(description="json or geojson")] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Format:
    """Form asked for by `f`, else by the Accept header."""
    if f is None and accept and MEDIA_TYPE in accept:
        return Format.GEOJSON
    return f or Format.JSON


FormatDep = Annotated[Format, Depends(wanted_format)]

Placed = tuple[dict[str, Any] | None, BaseModel]
"""GeoJSON geometry, or none, and what is said of it."""


def point(lon: float | None, lat: float | None) -> dict[str, Any] | None:
    """GeoJSON point of WGS 84 degrees; none without a position."""
    return None if lon is None else {"type": "Point", "coordinates": [lon, lat]}


def feature(placed: Placed) -> dict[str, Any]:
    """One GeoJSON feature."""
    geometry, properties = placed
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": properties.model_dump(mode="json"),
    }


def collection(rows: Iterable[Placed], *, next_cursor: str | None, total: int) -> Response:
    """GeoJSON answer of a page; features without a position have a null geometry."""
    body = {
        "type": "FeatureCollection",
        "features": [feature(row) for row in rows],
        "next": next_cursor,
        "total": total,
    }
    return Response(orjson.dumps(body), media_type=MEDIA_TYPE)
