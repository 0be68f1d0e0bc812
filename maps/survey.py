"""The map of a survey: the buildings of a village, to point at the one a household lives in."""

from typing import Final, Unpack

import folium
import geopandas as gpd

from maps.base import BaseLayers, base_map
from maps.choropleth import Style
from maps.features import feature_collection, lat_lon_bounds, placed_rows, require_columns
from maps.layers import Card, FeatureLayer, FeatureSource, LayerKind
from maps.legend import LegendEntry, Translate
from maps.page import PageSettings, new_map

COLUMNS: Final = ("id", "name", "taken")
FREE: Final = "b-free"
TAKEN: Final = "b-taken"


def survey_map(
    buildings: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    translate: Translate,
    **style: Unpack[Style],
) -> folium.Map:
    """Draw buildings, those taken filled; the page around is told which one is pointed at.

    Parameters
    ----------
    buildings
        Polygons in EPSG:4326 with `COLUMNS`; `taken` says that a household is found there.
    base
        What lies under them.

    Raises
    ------
    MissingColumn, WrongCrs
        If a frame is not as described.
    """
    require_columns(buildings, COLUMNS)
    rows = placed_rows(buildings)
    taken = int(rows["taken"].sum()) if len(rows) else 0
    settings = PageSettings(
        title=translate("Buildings of the village"),
        language=style.get("language", "zh-CN"),
        theme=style.get("theme", "light"),
        legend=[
            LegendEntry(FREE, translate("Building"), len(rows) - taken, swatch=True),
            LegendEntry(TAKEN, translate("A household is found here"), taken, swatch=True),
        ],
        bounds=lat_lon_bounds(rows, base.regions),
        fallback=translate("This map needs JavaScript. Type the coordinates instead."),
        empty=None if len(rows) else translate("No buildings are imported for this village."),
        sample_label=style.get("sample_label"),
    )
    drawing = new_map(settings, translate)
    drawing.add_child(base_map(base))
    for part in _buildings(rows, translate):
        drawing.add_child(part)
    return drawing


def _buildings(rows: gpd.GeoDataFrame, translate: Translate) -> tuple[FeatureSource, FeatureLayer]:
    words = {True: translate("A household is found here"), False: translate("Building")}
    names = zip(rows["name"], rows["taken"], strict=True)
    shown = rows.assign(
        title=[name if isinstance(name, str) else words[bool(taken)] for name, taken in names]
    )
    source = FeatureSource(feature_collection(shown, ("id", "title", "taken")))
    card = Card(key="id", message="building", title="title")
    layer = FeatureLayer(
        translate("Buildings"), source, kind=LayerKind.BUILDINGS, card=card, count=len(rows)
    )
    return source, layer
