"""The count map: issues in H3 cells, said to be counts and not a test."""

from typing import Final, Unpack

import folium
import geopandas as gpd

from maps.base import BaseLayers
from maps.choropleth import VALUE_LABEL, AreaWords, Style, area_map
from maps.features import require_columns
from maps.layers import Card
from maps.legend import MapCounts, Translate

COLUMNS: Final = ("cell", "count")


def count_map(
    cells: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    translate: Translate,
    counts: MapCounts | None = None,
    **style: Unpack[Style],
) -> folium.Map:
    """Draw how many issues each cell has, with the sentence that this tests nothing.

    Parameters
    ----------
    cells
        H3 cells as polygons in EPSG:4326 with ``cell`` and ``count``; a missing count is
        withheld.
    counts
        Numbers of the issues behind the map, or None.

    Raises
    ------
    MissingColumn, WrongCrs
        If the frame is not as described.
    """
    require_columns(cells, COLUMNS)
    words = AreaWords(
        title=translate("Issues by cell"),
        layer=translate("Cells"),
        heading=translate("Issues in a cell"),
        empty=translate("No cells to show on this map."),
        warning=translate(
            "Counts, not a test: more issues come from where more people live. "
            "A dark cell is not proof of a problem."
        ),
    )
    facts = ((translate("Issues"), VALUE_LABEL),)
    return area_map(
        cells,
        base,
        words,
        Card(key="cell", message="cell", title="cell", fields=facts),
        value="count",
        columns=("cell",),
        counts=counts,
        translate=translate,
        **style,
    )
