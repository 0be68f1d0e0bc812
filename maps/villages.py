"""The village map: how many issues each village has."""

from typing import Final

import folium
import geopandas as gpd

from maps.base import BaseLayers
from maps.choropleth import VALUE_LABEL, banded, polygon_map
from maps.features import lat_lon_bounds, placed_rows, require_columns
from maps.layers import Card
from maps.legend import MapCounts, Translate
from maps.page import PageSettings

COLUMNS: Final = ("code", "name", "households", "count")


def villages_map(
    villages: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    translate: Translate,
    theme: str = "light",
    language: str = "zh-CN",
    counts: MapCounts | None = None,
    sample_label: str | None = None,
) -> folium.Map:
    """Draw villages coloured by how many issues they have.

    Parameters
    ----------
    villages
        Polygons in EPSG:4326 with `COLUMNS`; a missing count is withheld.
    counts
        Numbers of the issues behind the map, or None.

    Raises
    ------
    MissingColumn, WrongCrs
        If the frame is not as described.
    """
    require_columns(villages, COLUMNS)
    rows, legend = banded(placed_rows(villages), "count", translate)
    settings = PageSettings(
        title=translate("Issues by village"),
        language=language,
        theme=theme,
        legend=legend,
        bounds=lat_lon_bounds(rows, base.regions),
        fallback=translate("This map needs JavaScript."),
        counts=counts,
        empty=None if len(rows) else translate("No villages to show on this map."),
        sample_label=sample_label,
        heading=translate("Issues in a village"),
    )
    card = Card(
        key="code",
        message="village",
        title="name",
        fields=(
            (translate("Issues"), VALUE_LABEL),
            (translate("Households"), "households"),
        ),
    )
    return polygon_map(
        rows,
        ["code", "name", "households"],
        name=translate("Villages"),
        card=card,
        base=base,
        settings=settings,
        translate=translate,
    )
