"""Footprints of buildings: where a house can be pointed at on the map."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import geopandas as gpd
from shapely import Point, wkb
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.errors import NotFound
from data.layers import BUILDINGS
from data.tables import LayerFeature
from geo.dwellings import DWELLING_AREA_M2

_MOST: Final = 5_000
"""Buildings drawn at once: a large village has some 1,000 with its sheds."""

# Sheds are no houses; what a register says stands there makes it taken, whoever it is.
_OF_VILLAGE: Final = text("""
    SELECT feature.id, feature.name, ST_AsBinary(feature.shape) AS shape,
           EXISTS (
               SELECT FROM household
               WHERE household.place && feature.shape
                 AND ST_Covers(feature.shape, household.place)
                 AND daterange(household.valid_from, household.valid_to) @> CAST(:day AS date)
           ) AS taken
    FROM region
    JOIN layer_feature AS feature
      ON feature.layer = :layer AND feature.shape && region.outline
     AND ST_Intersects(feature.shape, region.outline)
     AND daterange(feature.valid_from, feature.valid_to) @> CAST(:day AS date)
    WHERE region.code = ANY (:villages)
      AND ST_Dimension(feature.shape) = 2
      AND ST_Area(feature.shape::geography) >= :least_m2
    ORDER BY feature.id
    LIMIT :most
""")


def footprints_frame(session: Session, villages: Sequence[str], day: date) -> gpd.GeoDataFrame:
    """Buildings of some villages that are large enough for a dwelling.

    Returns
    -------
    frame
        One row a building: `id`, `name`, `taken` (a household is found there), EPSG:4326.
    """
    known = {"villages": list(villages), "layer": BUILDINGS, "day": day}
    rows = session.execute(
        _OF_VILLAGE, {**known, "least_m2": DWELLING_AREA_M2, "most": _MOST}
    ).all()
    table: dict[str, list[Any]] = {
        name: [getattr(row, name) for row in rows] for name in ("id", "name", "taken")
    }
    shapes = gpd.GeoSeries.from_wkb([bytes(row.shape) for row in rows], crs="EPSG:4326")
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def place_in_footprint(session: Session, footprint_id: int, day: date) -> Point:
    """A point inside a building, WGS 84 degrees: its middle where that lies inside.

    Raises
    ------
    NotFound
        If no building of the day has this id.
    """
    shape = session.scalar(
        select(func.ST_AsBinary(LayerFeature.shape)).where(
            LayerFeature.id == footprint_id,
            LayerFeature.layer == BUILDINGS,
            holds_on(LayerFeature, day),
        )
    )
    if shape is None:
        msg = f"no building {footprint_id}"
        raise NotFound(msg)
    outline = wkb.loads(bytes(shape))
    middle = outline.centroid
    inside = middle if outline.covers(middle) else outline.representative_point()
    return Point(inside.x, inside.y)
