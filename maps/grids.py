"""The grid map: how many issues each household grid has."""

from typing import Final, Unpack

import folium
import geopandas as gpd

from maps.base import BaseLayers
from maps.choropleth import VALUE_LABEL, AreaWords, Style, area_map
from maps.errors import MissingColumn
from maps.features import require_columns
from maps.layers import Card
from maps.legend import MapCounts, Translate

COLUMNS: Final = ("code", "households", "agent_name")
# Shown where the frame has them; the counts are withheld together with the value.
COUNTS: Final = ("issues", "open_issues", "overdue_issues")


def grids_map(
    grids: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    translate: Translate,
    value: str = "open_issues",
    counts: MapCounts | None = None,
    **style: Unpack[Style],
) -> folium.Map:
    """Draw grids coloured by how many issues they have.

    Parameters
    ----------
    grids
        Polygons in EPSG:4326 with `COLUMNS` and any of `COUNTS`, of which `value` is one;
        a missing `value` means that the number is withheld.
    value
        Column that gives the colour.
    counts
        Numbers of the issues behind the map, or None.

    Raises
    ------
    MissingColumn, WrongCrs
        If the frame is not as described.
    """
    labels = count_labels(translate)
    if value not in labels:
        msg = f"grids cannot be coloured by {value}; choose one of: {', '.join(labels)}"
        raise MissingColumn(msg)
    require_columns(grids, (*COLUMNS, value))
    words = AreaWords(
        title=translate("Issues by grid"),
        layer=translate("Grids"),
        heading=labels[value],
        empty=translate("No grids to show on this map."),
    )
    shown = [name for name in COUNTS if name in grids and name != value]
    return area_map(
        _without_withheld(grids, value),
        base,
        words,
        _card(value, shown, translate),
        value=value,
        columns=[*COLUMNS, *shown],
        counts=counts,
        translate=translate,
        **style,
    )


def count_labels(translate: Translate) -> dict[str, str]:
    """Words for the columns that count."""
    return {
        "issues": translate("All issues"),
        "open_issues": translate("Open issues"),
        "overdue_issues": translate("Overdue issues"),
    }


def _card(value: str, shown: list[str], translate: Translate) -> Card:
    labels = count_labels(translate)
    return Card(
        key="code",
        message="grid",
        title="code",
        fields=(
            (labels[value], VALUE_LABEL),
            *((labels[name], name) for name in shown),
            (translate("Households"), "households"),
            (translate("Agent"), "agent_name"),
        ),
    )


def _without_withheld(grids: gpd.GeoDataFrame, value: str) -> gpd.GeoDataFrame:
    """Empty every count of a row whose value is withheld: each would give it away."""
    visible = grids[value].notna()
    others = {
        name: grids[name].astype(object).where(visible, None) for name in COUNTS if name in grids
    }
    return grids.assign(**others)
