"""Issues of which only the village is shown: one symbol with their number at its centre."""

from typing import Final

import geopandas as gpd

from maps.features import feature_collection, placed_rows, require_columns
from maps.layers import Card, FeatureLayer, FeatureSource, LayerKind
from maps.legend import Translate

COLUMNS: Final = ("code", "name", "issues", "url")


def village_total(villages: gpd.GeoDataFrame | None) -> int:
    """How many issues the symbols stand for together.

    Raises
    ------
    MissingColumn, WrongCrs
        If the frame is not as described in `village_layer`.
    """
    if villages is None or not len(villages):
        return 0
    require_columns(villages, COLUMNS)
    return int(placed_rows(villages)["issues"].sum())


def village_layer(
    villages: gpd.GeoDataFrame, translate: Translate
) -> tuple[FeatureSource, FeatureLayer]:
    """Source and layer of the symbols.

    Parameters
    ----------
    villages
        One row a village, points in EPSG:4326, with `COLUMNS`; `issues` is their number.
    """
    source = FeatureSource(feature_collection(villages, COLUMNS))
    card = Card(
        key="code",
        message="village",
        title="name",
        fields=((translate("Issues shown by village only"), "issues"),),
        link=(translate("Open the list of this village"), "url"),
    )
    layer = FeatureLayer(
        translate("By village"),
        source,
        kind=LayerKind.TOTALS,
        card=card,
        count=village_total(villages),
    )
    return source, layer
