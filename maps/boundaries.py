"""The map of grid boundaries: the live ones, or those before and after a change."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final, Unpack

import folium
import geopandas as gpd
import shapely

from dispatch.vocabulary import GridFate, GridKind
from maps.base import BaseLayers, base_map
from maps.choropleth import BAND, Style
from maps.features import feature_collection, lat_lon_bounds, placed_rows, require_columns
from maps.layers import Card, FeatureLayer, FeatureSource, JsonElement, LayerKind
from maps.legend import LegendEntry, Translate
from maps.page import PageSettings, new_map
from maps.proposals import EXCEPTION, IN_RANGE, exception_words, tints
from maps.sketch import BOUNDARY_SCRIPTS, BOUNDARY_STYLES, Sketch, SketchLayer

GRID_COLUMNS: Final = (
    *("code", "number", "kind", "name", "households", "agent_name", "exception", "fate", "phase"),
)
HOME_COLUMNS: Final = ("number", "head", "grid", "after", "resident")

SPECIAL: Final = "c-special"
NEW: Final = "c-new"
ENDS: Final = "c-ends"
REST: Final = "c-rest"

LATTICE_DIGITS: Final = 9
"""Decimals of the lattice that boundaries lie on: what is caught at a corner is that corner."""


class Phase(StrEnum):
    """When a boundary holds: today, or before and after a change that is looked at."""

    LIVE = "live"
    BEFORE = "before"
    AFTER = "after"


class _Boundaries(FeatureLayer):
    """Grids with their numbers, to be looked at or chosen."""

    default_js = BOUNDARY_SCRIPTS
    default_css = BOUNDARY_STYLES


class _Phases(JsonElement):
    """The two buttons of a change: before, after."""

    call = "phases"
    default_js = BOUNDARY_SCRIPTS
    default_css = BOUNDARY_STYLES


def boundaries_map(
    grids: gpd.GeoDataFrame,
    homes: gpd.GeoDataFrame,
    base: BaseLayers,
    *,
    title: str,
    translate: Translate,
    sketch: Sketch | None = None,
    **style: Unpack[Style],
) -> folium.Map:
    """Draw boundaries of grids.

    Parameters
    ----------
    grids
        Polygons in EPSG:4326 with `GRID_COLUMNS`: `code` names the grid to the page around,
        `number` is what stands on the map; `exception` is the rule code where the size is not
        kept; `fate` is what a change does to it, empty where it does nothing; `phase` is a
        `Phase`: all ``live``, or each grid ``before``, ``after`` or both.
    homes
        Points in EPSG:4326 with `HOME_COLUMNS`, none for a reader who is shown no house: `grid`
        is the number of their grid, `after` that of the one they would join, or empty.
    base
        What lies under them.
    sketch
        What can be drawn on the map; none where it is only looked at.

    Raises
    ------
    MissingColumn, WrongCrs
        If a frame is not as described.
    """
    require_columns(grids, GRID_COLUMNS)
    require_columns(homes, HOME_COLUMNS)
    rows = _finished(placed_rows(grids), translate)
    settings = PageSettings(
        title=title,
        language=style.get("language", "zh-CN"),
        theme=style.get("theme", "light"),
        legend=_legend(rows, placed_rows(homes), translate),
        bounds=lat_lon_bounds(_of_interest(rows), base.regions),
        fallback=translate("This map needs JavaScript. The table shows the same grids."),
        empty=None if len(rows) else translate("No grids to show on this map."),
        sample_label=style.get("sample_label"),
    )
    drawing = new_map(settings, translate)
    drawing.add_child(base_map(base))
    for part in (*_grid_layers(rows, translate), *_home_layer(homes, rows, translate)):
        drawing.add_child(part)
    phases = _phases(rows, translate)
    if len(phases) > 1:
        drawing.add_child(_Phases("phases", phases))
    if sketch is not None:
        drawing.add_child(SketchLayer(sketch, translate))
    return drawing


def kind_words(kind: str | None, translate: Translate) -> str:
    """What a grid is made for, in a word."""
    words = {
        GridKind.HOUSEHOLD: translate("homes"),
        GridKind.SCHOOL: translate("school"),
        GridKind.MINE: translate("mine"),
        GridKind.MARKET: translate("market"),
        GridKind.SPECIAL: translate("special place"),
    }
    return words.get(GridKind(kind), kind or "") if kind else ""


def fate_words(fate: str | None, translate: Translate) -> str:
    """What a change does to a grid, in words; empty where it does nothing."""
    words = {
        GridFate.NEW: translate("begins"),
        GridFate.REDRAWN: translate("gets other boundaries"),
        GridFate.RETIRED: translate("ends"),
        GridFate.CORNER: translate("keeps its ground"),
    }
    return words[GridFate(fate)] if fate else ""


def _finished(rows: gpd.GeoDataFrame, translate: Translate) -> gpd.GeoDataFrame:
    """Rows with their class, their words and the place of their number."""
    if not len(rows):
        return rows
    anchors = shapely.get_coordinates(shapely.point_on_surface(rows.geometry.to_numpy()))
    records = rows.drop(columns=rows.geometry.name).to_dict("records")
    return rows.assign(
        **{BAND: [_band(row) for row in records]},
        tint=tints(rows.geometry.to_numpy()),
        title=[_title(row, translate) for row in records],
        summary=[_summary(row, translate) for row in records],
        number=[_number(row, translate) for row in records],
        what=[kind_words(_text(row["kind"]), translate) for row in records],
        becomes=[fate_words(_text(row["fate"]), translate) for row in records],
        why=[exception_words(_text(row["exception"]), translate) for row in records],
        anchor=[[round(lat, 6), round(lon, 6)] for lon, lat in anchors],
    )


def _band(row: dict[Any, Any]) -> str:
    """Class of the colour: what a change does first, then what kind of grid it is."""
    fate, phase = _text(row["fate"]), row["phase"]
    if phase != Phase.LIVE and fate in {None, GridFate.CORNER}:
        return REST
    if phase == Phase.BEFORE and fate == GridFate.RETIRED:
        return ENDS
    if phase == Phase.AFTER and fate == GridFate.NEW:
        return NEW
    if row["kind"] != GridKind.HOUSEHOLD:
        return SPECIAL
    return EXCEPTION if _text(row["exception"]) else IN_RANGE


def _title(row: dict[Any, Any], translate: Translate) -> str:
    words = translate("Grid {number}").format(number=row["number"])
    name = _text(row["name"])
    return f"{words} {name}" if name else words


def _number(row: dict[Any, Any], translate: Translate) -> str:
    """What stands on the map; a special grid says what it is."""
    if row["kind"] == GridKind.HOUSEHOLD:
        return str(row["number"])
    return f"{row['number']} {kind_words(row['kind'], translate)}"


def _summary(row: dict[Any, Any], translate: Translate) -> str:
    parts = [kind_words(row["kind"], translate)] if row["kind"] != GridKind.HOUSEHOLD else []
    if row["households"] is not None and row["households"] == row["households"]:
        words = translate("{count} households").format(count=int(row["households"]))
        parts.append(words)
    parts.append(_text(row["agent_name"]) or translate("nobody holds it"))
    return " · ".join(part for part in (*parts, fate_words(_text(row["fate"]), translate)) if part)


def _text(value: object) -> str | None:
    """Text of a cell; what is missing is None, however the frame says so."""
    return str(value) if isinstance(value, str) and value else None


def _of_interest(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Grids that a change touches; all where nothing is changed."""
    if not len(rows):
        return rows
    touched = rows[rows[BAND] != REST]
    return touched if len(touched) else rows


def _grid_layers(
    rows: gpd.GeoDataFrame, translate: Translate
) -> Iterable[FeatureSource | FeatureLayer]:
    shown = ("code", "number", "title", "summary", BAND, "anchor", "what", "households")
    columns = (*shown, "agent_name", "why", "becomes", "phase") if len(rows) else ()
    source = FeatureSource(feature_collection(rows, columns, digits=LATTICE_DIGITS))
    yield source
    card = Card(
        key="code",
        message="grid",
        title="title",
        badge="summary",
        fields=(
            (translate("Grid for"), "what"),
            (translate("Households"), "households"),
            (translate("Agent"), "agent_name"),
            (translate("Exception"), "why"),
            (translate("With the change"), "becomes"),
        ),
    )
    for phase in sorted({*rows["phase"]} if len(rows) else {Phase.LIVE}, key=list(Phase).index):
        count = int((rows["phase"] == phase).sum()) if len(rows) else 0
        name, where = _phase_words(phase, translate), ("phase", phase)
        yield _Boundaries(name, source, kind=LayerKind.BOUNDS, card=card, where=where, count=count)


def _phase_words(phase: str, translate: Translate) -> str:
    words = {
        Phase.LIVE: translate("Grids"),
        Phase.BEFORE: translate("Before"),
        Phase.AFTER: translate("After"),
    }
    return words[Phase(phase)]


def _phases(rows: gpd.GeoDataFrame, translate: Translate) -> list[dict[str, str]]:
    found = {*rows["phase"]} if len(rows) else set()
    return [
        {"phase": phase, "words": _phase_words(phase, translate)}
        for phase in (Phase.BEFORE, Phase.AFTER)
        if phase in found
    ]


def _home_layer(
    homes: gpd.GeoDataFrame, rows: gpd.GeoDataFrame, translate: Translate
) -> Iterable[FeatureSource | FeatureLayer]:
    placed = placed_rows(homes)
    if not len(placed):
        return
    tint_of = dict(zip(rows["number"], rows["tint"], strict=True)) if len(rows) else {}
    ends = [_text(home.after) or _text(home.grid) for home in placed.itertuples()]
    finished = placed.assign(
        serial=[end or "" for end in ends],
        tint=[int(tint_of.get(end, 0)) for end in ends],
        title=[f"{home.number} {_text(home.head) or ''}".rstrip() for home in placed.itertuples()],
        summary=[_home_summary(home, translate) for home in placed.itertuples()],
    )
    columns = ("number", "serial", "tint", "title", "summary", "resident")
    source = FeatureSource(feature_collection(finished, columns))
    yield source
    card = Card(key="number", message="household", title="title", badge="summary")
    name = translate("Households")
    yield _Boundaries(name, source, kind=LayerKind.HOMES, card=card, count=len(finished))


def _home_summary(home: Any, translate: Translate) -> str:
    before, after = _text(home.grid), _text(home.after)
    if after:
        return translate("from grid {before} to grid {after}").format(
            before=before or "—", after=after
        )
    return translate("grid {serial}").format(serial=before or "—")


def _legend(
    rows: gpd.GeoDataFrame, homes: gpd.GeoDataFrame, translate: Translate
) -> list[LegendEntry]:
    """Classes that are drawn, each with its word, and what a point is."""
    bands = list(rows[BAND]) if len(rows) else []
    words = {
        IN_RANGE: translate("Household grid"),
        EXCEPTION: translate("Household grid out of range"),
        SPECIAL: translate("Grid of one place: school, mine, market"),
        NEW: translate("New grid"),
        ENDS: translate("Grid that ends"),
        REST: translate("Stays as it is"),
    }
    entries = [
        LegendEntry(band, said, swatch=True) for band, said in words.items() if band in bands
    ]
    if len(homes):
        entries.append(LegendEntry("homes", translate("Household, colour and number of its grid")))
    return entries
