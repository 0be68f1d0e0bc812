"""The count map: issues in H3 cells, said to be counts and not a test."""

from typing import Final

import folium
import geopandas as gpd

from maps.base import BaseLayers
from maps.choropleth import VALUE_LABEL, banded, polygon_map
from maps.features import lat_lon_bounds, placed_rows, require_columns
from maps.layers import Card
from maps.legend import MapCounts, Translate
from maps.page import PageSettings

COLUMNS: Final = ("cell", "count")


def count_map(
    cells: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    translate: Translate,
    theme: str = "light",
    language: str = "zh-CN",
    counts: MapCounts | None = None,
    sample_label: str | None = None,
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
    rows, legend = banded(placed_rows(cells), "count", translate)
    settings = PageSettings(
        title=translate("Issues by cell"),
        language=language,
        theme=theme,
        legend=legend,
        bounds=lat_lon_bounds(rows, base.regions),
        fallback=translate("This map needs JavaScript."),
        counts=counts,
        warning=translate(
            "Counts, not a test: more issues come from where more people live. "
            "A dark cell is not proof of a problem."
        ),
        empty=None if len(rows) else translate("No cells to show on this map."),
        sample_label=sample_label,
        heading=translate("Issues in a cell"),
    )
    card = Card(
        key="cell",
        message="cell",
        title="cell",
        fields=((translate("Issues"), VALUE_LABEL),),
    )
    return polygon_map(
        rows,
        ["cell"],
        name=translate("Cells"),
        card=card,
        base=base,
        settings=settings,
        translate=translate,
    )
