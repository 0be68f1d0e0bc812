"""Polygons coloured by a count, for grids and for cells alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypedDict, Unpack

import folium
import geopandas as gpd

from maps.base import BaseLayers, base_map
from maps.classes import class_legend, class_names, count_classes
from maps.features import feature_collection, lat_lon_bounds, placed_rows
from maps.layers import Card, FeatureLayer, FeatureSource, LayerKind
from maps.legend import LegendEntry, MapCounts, Translate
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
    withheld = translate("Withheld to protect small numbers")
    labels = [withheld if n is None else str(n) for n in counts]
    rows = rows.assign(**{BAND: bands, VALUE_LABEL: labels})
    return rows, class_legend(bands, classes, suppressed=withheld)


@dataclass(frozen=True, slots=True)
class AreaWords:
    """What one map of counted areas says, in the reader's language.

    Attributes
    ----------
    title
        Name of the page and of the map.
    layer
        Name in the layer control.
    heading
        What the numbers of the legend count.
    empty
        Said on a map that has nothing to show.
    warning
        A sentence that must be read with the map, or None.
    """

    title: str
    layer: str
    heading: str
    empty: str
    warning: str | None = None


class Style(TypedDict, total=False):
    """How a map looks: `theme`, `language` (BCP 47) and, for made-up data, `sample_label`."""

    theme: str
    language: str
    sample_label: str | None


def area_map(
    areas: gpd.GeoDataFrame,
    base: BaseLayers,
    words: AreaWords,
    card: Card,
    *,
    value: str,
    columns: Sequence[str],
    counts: MapCounts | None,
    translate: Translate,
    **style: Unpack[Style],
) -> folium.Map:
    """Draw areas coloured by a count over the base layers.

    Parameters
    ----------
    areas
        Polygons in EPSG:4326; `value` is a whole number or missing, which means withheld.
    columns
        Columns the card of an area shows.
    """
    rows, legend = banded(placed_rows(areas), value, translate)
    settings = PageSettings(
        title=words.title,
        language=style.get("language", "zh-CN"),
        theme=style.get("theme", "light"),
        legend=legend,
        bounds=lat_lon_bounds(rows, base.regions),
        fallback=translate("This map needs JavaScript."),
        counts=counts,
        warning=words.warning,
        empty=None if len(rows) else words.empty,
        sample_label=style.get("sample_label"),
        heading=words.heading,
    )
    drawing = new_map(settings, translate)
    drawing.add_child(base_map(base))
    source = FeatureSource(feature_collection(rows, [*columns, BAND, VALUE_LABEL]))
    drawing.add_child(source)
    kind = LayerKind.POLYGONS
    drawing.add_child(FeatureLayer(words.layer, source, kind=kind, card=card, count=len(rows)))
    return drawing
