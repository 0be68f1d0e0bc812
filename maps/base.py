"""The county's own layers as base map: no tiles, no outside service."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final

import geopandas as gpd
import shapely

from dispatch.vocabulary import RegionLevel
from maps.features import BASE_DIGITS, feature_collection, placed_rows, require_columns
from maps.layers import BaseMap

# Zooms from and below which a name may appear; overlaps are sorted out in the browser.
_LABEL_ZOOMS: Final[dict[str, tuple[float, float]]] = {
    RegionLevel.COUNTY: (0, 9.5),
    RegionLevel.TOWNSHIP: (8, 14),
    RegionLevel.VILLAGE: (11, 19),
}
_MINE_ZOOMS: Final = (10, 19)
_OUTLINED: Final = (RegionLevel.VILLAGE, RegionLevel.TOWNSHIP, RegionLevel.COUNTY)


@dataclass(frozen=True, slots=True)
class BaseLayers:
    """Frames in EPSG:4326 that orient the reader; each may be left out.

    Attributes
    ----------
    regions
        Polygons with ``name`` and ``level`` (`RegionLevel`: county, township, village).
    grids
        Polygons of the household grids.
    roads, rivers
        Lines.
    mines
        Polygons with ``name``.
    faces
        Working faces inside the mines, polygons.
    houses
        Points, drawn from zoom 15.
    """

    regions: gpd.GeoDataFrame | None = None
    grids: gpd.GeoDataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    rivers: gpd.GeoDataFrame | None = None
    mines: gpd.GeoDataFrame | None = None
    faces: gpd.GeoDataFrame | None = None
    houses: gpd.GeoDataFrame | None = None

    def __post_init__(self) -> None:
        needed = {"regions": ("name", "level"), "mines": ("name",)}
        for field in fields(self):
            frame = getattr(self, field.name)
            if frame is not None:
                require_columns(frame, needed.get(field.name, ()))


def base_map(base: BaseLayers) -> BaseMap:
    """Make the base layers one Folium element.

    Raises
    ------
    MissingColumn
        If regions or mines have no name.
    """
    plain = {
        name: feature_collection(frame, digits=BASE_DIGITS)
        for name in ("grids", "roads", "rivers", "mines", "faces")
        if (frame := getattr(base, name)) is not None
    }
    houses = _house_points(base.houses)
    return BaseMap({**plain, **_regions(base), "houses": houses, "labels": list(_labels(base))})


def _regions(base: BaseLayers) -> dict[str, Any]:
    """Outlines by level, and the ground that the highest level covers."""
    if base.regions is None:
        return {}
    outlines = {
        str(level): feature_collection(
            base.regions[base.regions["level"] == level], digits=BASE_DIGITS
        )
        for level in _OUTLINED
    }
    drawn = {level: outline for level, outline in outlines.items() if outline["features"]}
    land = {"land": list(drawn.values())[-1]} if drawn else {}
    return land | drawn


def _house_points(houses: gpd.GeoDataFrame | None) -> list[list[float]]:
    """Houses as [lat, lon], the order in which Leaflet takes them."""
    if houses is None or not len(houses):
        return []
    points = placed_rows(houses).geometry
    columns = (points.y.round(BASE_DIGITS), points.x.round(BASE_DIGITS))
    return [[lat, lon] for lat, lon in zip(*columns, strict=True)]


def _labels(base: BaseLayers) -> Iterator[dict[str, Any]]:
    """Names, the more important first."""
    if base.regions is not None:
        for level, zooms in _LABEL_ZOOMS.items():
            rows = base.regions[base.regions["level"] == level]
            yield from _named(rows, level, zooms)
    if base.mines is not None:
        yield from _named(base.mines, "mine", _MINE_ZOOMS)


def _named(
    rows: gpd.GeoDataFrame, kind: str, zooms: tuple[float, float]
) -> Iterator[dict[str, Any]]:
    named = placed_rows(rows)
    if not len(named):
        return
    anchors = shapely.get_coordinates(_anchors(named)).round(BASE_DIGITS)
    for text, (lon, lat) in zip(named["name"], anchors.tolist(), strict=True):
        yield {"text": str(text), "kind": str(kind), "zooms": zooms, "place": [lat, lon]}


def _anchors(rows: gpd.GeoDataFrame) -> Any:
    """Where a name stands: the centre if it lies inside, else a point that does."""
    shapes = rows.geometry.to_numpy()
    centres = shapely.centroid(shapes)
    inside = shapely.intersects(shapes, centres)
    return [
        centre if held else shape.representative_point()
        for shape, centre, held in zip(shapes, centres, inside, strict=True)
    ]
