"""The grid map: how many issues each household grid has."""

from typing import Final

import folium
import geopandas as gpd

from maps.base import BaseLayers
from maps.choropleth import VALUE_LABEL, banded, polygon_map
from maps.errors import MissingColumn
from maps.features import lat_lon_bounds, placed_rows, require_columns
from maps.layers import Card
from maps.legend import MapCounts, Translate
from maps.page import PageSettings

COLUMNS: Final = ("code", "households", "agent_name")
# Shown where the frame has them; the counts are withheld together with the value.
COUNTS: Final = ("issues", "open_issues", "overdue_issues")


def grids_map(
    grids: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    translate: Translate,
    value: str = "open_issues",
    theme: str = "light",
    language: str = "zh-CN",
    counts: MapCounts | None = None,
    sample_label: str | None = None,
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
    rows, legend = banded(_without_withheld(placed_rows(grids), value), value, translate)
    settings = PageSettings(
        title=translate("Issues by grid"),
        language=language,
        theme=theme,
        legend=legend,
        bounds=lat_lon_bounds(rows, base.regions),
        fallback=translate("This map needs JavaScript."),
        counts=counts,
        empty=None if len(rows) else translate("No grids to show on this map."),
        sample_label=sample_label,
        heading=labels[value],
    )
    shown = [name for name in COUNTS if name in rows and name != value]
    return polygon_map(
        rows,
        [*COLUMNS, *shown],
        name=translate("Grids"),
        card=_card(value, shown, translate),
        base=base,
        settings=settings,
        translate=translate,
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
