"""The case map: issues by lateness, in clusters, with the numbers of the list."""

from collections import Counter
from typing import Any, Final

import folium
import geopandas as gpd

from dispatch.vocabulary import Light
from maps.base import BaseLayers, base_map
from maps.errors import CountsDisagree
from maps.features import lat_lon_bounds, placed_rows, point_table, require_columns
from maps.layers import Card, FeatureLayer, FeatureSource, LayerKind
from maps.legend import (
    URGENCY,
    LegendEntry,
    MapCounts,
    Translate,
    light_legend,
    light_words,
)
from maps.page import PageSettings, new_map
from maps.village_totals import village_layer, village_total

COLUMNS: Final = (
    "number",
    "text",
    "category",
    "category_label",
    "stage_label",
    "light",
    "light_label",
    "grid_name",
    "agent_name",
    "received_on",
    "due_on",
    "url",
    "moved",
)
_SHOWN: Final = tuple(name for name in COLUMNS if name != "category")


def issues_map(  # noqa: PLR0913 - one parameter per thing a map can show
    issues: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    translate: Translate,
    theme: str = "light",
    language: str = "zh-CN",
    counts: MapCounts,
    villages: gpd.GeoDataFrame | None = None,
    data_url: str | None = None,
    sample_label: str | None = None,
) -> folium.Map:
    """Draw issues as points by lateness over the county's own layers.

    Parameters
    ----------
    issues
        One row per issue, EPSG:4326, with `COLUMNS`; rows without geometry are not drawn.
        `moved` says in words that the point is not the place, and is empty where it is.
    base
        What lies under the issues.
    counts
        The numbers of the list; `shown` is the number of rows drawn, `by_area` that of
        `villages`.
    villages
        Issues of which only the village is shown; see `maps.village_totals.village_layer`.
    data_url
        Same-origin path that answers ``issues_table(issues)``. The page then fetches
        the issues instead of holding them.
    sample_label
        Shown on the map when the data are made up.

    Raises
    ------
    MissingColumn, WrongCrs
        If the frame is not as described.
    CountsDisagree
        If the rows drawn are not as many as `counts` says.
    """
    require_columns(issues, COLUMNS)
    drawn = placed_rows(issues)
    _check_counts(len(drawn), village_total(villages), counts)
    settings = PageSettings(
        title=translate("Issues on the map"),
        language=language,
        theme=theme,
        legend=_legend(drawn, counts, translate),
        bounds=lat_lon_bounds(drawn, villages, base.regions, base.grids),
        fallback=translate("This map needs JavaScript. The list shows the same issues."),
        counts=counts,
        empty=None if _any(counts) else translate("No issues to show on this map."),
        sample_label=sample_label,
    )
    drawing = new_map(settings, translate)
    drawing.add_child(base_map(base))
    source = FeatureSource(None if data_url else issues_table(drawn), data_url)
    drawing.add_child(source)
    for layer in _layers(drawn, source, translate):
        drawing.add_child(layer)
    if villages is not None and counts.by_area:
        for part in village_layer(villages, translate):
            drawing.add_child(part)
    return drawing


def _check_counts(points: int, by_area: int, counts: MapCounts) -> None:
    if points != counts.shown:
        msg = f"{points} issues have a position but the map is said to show {counts.shown}"
        raise CountsDisagree(msg)
    if by_area != counts.by_area:
        msg = f"villages hold {by_area} issues but the map is said to show {counts.by_area}"
        raise CountsDisagree(msg)


def _any(counts: MapCounts) -> bool:
    return counts.shown + counts.by_area > 0


def _legend(drawn: gpd.GeoDataFrame, counts: MapCounts, translate: Translate) -> list[LegendEntry]:
    """The lights, and what a point means that is not the place itself."""
    entries = light_legend(translate)
    if any(words and isinstance(words, str) for words in drawn["moved"]):
        entries.append(LegendEntry("moved", translate("Moved inside its grid: not the house")))
    if counts.by_area:
        entries.append(LegendEntry("total", translate("Issues of a village, at its centre")))
    return entries


def issues_table(issues: gpd.GeoDataFrame) -> dict[str, Any]:
    """Issues as the map reads them; write them with `maps.safe.json_block`.

    Returns
    -------
    table
        What `data_url` must answer; see `maps.features.point_table`. GeoJSON with the same
        properties is read as well.
    """
    return point_table(_with_light(placed_rows(issues)), _SHOWN)


def _with_light(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows without a light have no clock that runs."""
    lights = rows["light"].astype(object).where(rows["light"].notna(), Light.STOPPED)
    return rows.assign(light=[str(Light(light)) for light in lights])


def _layers(
    drawn: gpd.GeoDataFrame, source: FeatureSource, translate: Translate
) -> list[FeatureLayer]:
    """One layer for each light, the most urgent first."""
    found = Counter(_with_light(drawn)["light"])
    words = light_words(translate)
    card = _card(translate)
    return [
        FeatureLayer(
            words[light],
            source,
            kind=LayerKind.POINTS,
            card=card,
            where=("light", light),
            symbol=light,
            count=found[light],
        )
        for light in URGENCY
    ]


def _card(translate: Translate) -> Card:
    return Card(
        key="number",
        message="issue",
        title="text",
        badge="light_label",
        fields=(
            (translate("Number"), "number"),
            (translate("Category"), "category_label"),
            (translate("Stage"), "stage_label"),
            (translate("Grid"), "grid_name"),
            (translate("Point"), "moved"),
            (translate("Agent"), "agent_name"),
            (translate("Received"), "received_on"),
            (translate("Due"), "due_on"),
        ),
        link=(translate("Open the issue"), "url"),
    )
