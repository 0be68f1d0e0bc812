"""Polygons coloured by a count, for grids and for cells alike."""

from collections.abc import Sequence
from typing import Final

import folium
import geopandas as gpd

from maps.base import BaseLayers, base_map
from maps.classes import class_legend, class_names, count_classes
from maps.features import feature_collection
from maps.layers import Card, FeatureLayer, FeatureSource, LayerKind
from maps.legend import LegendEntry, Translate
from maps.page import PageSettings, new_map

# Columns that `banded` adds: the CSS class of the colour, and the count in words.
BAND: Final = "band"
VALUE_LABEL: Final = "value_label"


def banded(
    rows: gpd.GeoDataFrame, value: str, translate: Translate
) -> tuple[gpd.GeoDataFrame, list[LegendEntry]]:
    """Give each row its colour class and its count in words.

    Parameters
    ----------
    rows
        Polygons; `value` is a whole number, 0 or more, or missing, which means withheld.

    Returns
    -------
    rows, legend
        The rows with ``band`` and ``value_label``, and the legend of the classes.
    """
    missing = rows[value].isna()
    counts = [None if gone else int(n) for n, gone in zip(rows[value], missing, strict=True)]
    classes = count_classes(n for n in counts if n is not None)
    bands = class_names(counts, classes)
    withheld = translate("Withheld: too few households")
    labels = [withheld if n is None else str(n) for n in counts]
    rows = rows.assign(**{BAND: bands, VALUE_LABEL: labels})
    return rows, class_legend(bands, classes, suppressed=withheld)


def polygon_map(
    rows: gpd.GeoDataFrame,
    columns: Sequence[str],
    *,
    name: str,
    card: Card,
    base: BaseLayers,
    settings: PageSettings,
    translate: Translate,
) -> folium.Map:
    """Draw banded polygons over the base layers."""
    drawing = new_map(settings, translate)
    drawing.add_child(base_map(base))
    source = FeatureSource(feature_collection(rows, [*columns, BAND, VALUE_LABEL]))
    drawing.add_child(source)
    layer = FeatureLayer(name, source, kind=LayerKind.POLYGONS, card=card, count=len(rows))
    drawing.add_child(layer)
    return drawing
