"""The village map: how many issues each village has."""

from typing import Final, Unpack

import folium
import geopandas as gpd

from maps.base import BaseLayers
from maps.choropleth import VALUE_LABEL, AreaWords, Style, area_map
from maps.features import require_columns
from maps.layers import Card
from maps.legend import MapCounts, Translate

COLUMNS: Final = ("code", "name", "households", "count")


def villages_map(
    villages: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    translate: Translate,
    counts: MapCounts | None = None,
    **style: Unpack[Style],
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
    words = AreaWords(
        title=translate("Issues by village"),
        layer=translate("Villages"),
        heading=translate("Issues in a village"),
        empty=translate("No villages to show on this map."),
    )
    facts = ((translate("Issues"), VALUE_LABEL), (translate("Households"), "households"))
    return area_map(
        villages,
        base,
        words,
        Card(key="code", message="village", title="name", fields=facts),
        value="count",
        columns=("code", "name", "households"),
        counts=counts,
        translate=translate,
        **style,
    )
