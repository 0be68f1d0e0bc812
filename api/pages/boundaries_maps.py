"""The maps of the boundary pages: grids of a day, a change before and after, the one to draw on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import folium
import geopandas as gpd
from shapely import wkb
from sqlalchemy.orm import Session

from api.pages.boundaries_words import short_code
from api.pages.maps import Look, base_layers
from data.boundary_changes import ChangeRecord
from data.changed_grids import ChangedGridRecord
from data.grids import GridRecord, list_grids
from data.households import HouseholdRecord
from data.layers import regions_frame
from data.moving_households import MovingHousehold
from dispatch.rights import Actor
from dispatch.vocabulary import ChangeKind, GridFate
from maps.base import BaseLayers
from maps.boundaries import GRID_COLUMNS, HOME_COLUMNS, Phase, boundaries_map
from maps.sketch import Sketch, SketchMode

_MODES: Final[dict[ChangeKind, SketchMode]] = {
    ChangeKind.SPLIT: SketchMode.LINE,
    ChangeKind.RESHAPE: SketchMode.LINE,
    ChangeKind.DRAW: SketchMode.POLYGON,
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Where and when a map is: the village whose name its grids stand in place of, and the day."""

    village: str | None
    day: date


def draw_live(
    session: Session, actor: Actor, ground: Ground, title: str, *, look: Look
) -> folium.Map:
    """Draw the grids of a day."""
    rows = _live(list_grids(session, actor, ground.day, region=ground.village))
    base = _base(session, actor, ground)
    return boundaries_map(_grids_frame(rows), _homes_frame([]), base, title=title, **look.options)


def draw_asking(
    session: Session,
    actor: Actor,
    ground: Ground,
    kind: ChangeKind,
    homes: Sequence[HouseholdRecord],
    *,
    look: Look,
) -> folium.Map:
    """Draw the grids of a village, and the layer to draw a change on."""
    rows = _live(list_grids(session, actor, ground.day, region=ground.village))
    title = look.texts.translate("Map to draw on")
    placed = [
        _home(one.number, one.head, short_code(one.grid) if one.grid else None, None, one)
        for one in homes
        if one.lon is not None
    ]
    base = _base(session, actor, ground)
    sketch = Sketch(_MODES.get(kind), _pick_words(kind, look), marks=kind is ChangeKind.SPLIT)
    frames = _grids_frame(rows), _homes_frame(placed)
    return boundaries_map(*frames, base, title=title, sketch=sketch, **look.options)


def draw_change(
    session: Session,
    actor: Actor,
    change: ChangeRecord,
    grids: Sequence[ChangedGridRecord],
    homes: Sequence[MovingHousehold],
    *,
    look: Look,
) -> folium.Map:
    """Draw what a change makes of the grids: before and after."""
    ground = Ground(change.region_code, change.effective_on)
    touched = {one.code for one in grids}
    rest = [
        one
        for one in list_grids(session, actor, ground.day, region=ground.village)
        if one.code not in touched
    ]
    rows = [
        *(row for one in rest for row in _unchanged(one)),
        *(row for one in grids for row in _changed(one)),
    ]
    placed = [
        _home(one.number, one.head, short_code(one.before), short_code(one.after), one)
        for one in homes
        if one.lon is not None
    ]
    title = look.texts.translate("Grids before and after the change")
    base = _base(session, actor, ground)
    frames = _grids_frame(rows), _homes_frame(placed)
    return boundaries_map(*frames, base, title=title, **look.options)


def _pick_words(kind: ChangeKind, look: Look) -> str:
    translate = look.texts.translate
    words = {
        ChangeKind.SPLIT: translate("Tap the grid to split."),
        ChangeKind.MERGE: translate("Tap the grids to merge."),
        ChangeKind.RESHAPE: translate("Tap the two grids that share the boundary."),
        ChangeKind.MOVE: translate("Tap the grid the household joins."),
    }
    return words.get(kind, "")


def _base(session: Session, actor: Actor, ground: Ground) -> BaseLayers:
    """The county's layers; the numbers of grids stand where their village's name would."""
    base = base_layers(session, actor, ground.day)
    regions = regions_frame(session, actor.region_code)
    named = regions["name"].where(regions["code"] != (ground.village or ""), "")
    return replace(base, regions=regions.assign(name=named), houses=None)


def _live(records: Iterable[GridRecord]) -> list[dict[str, Any]]:
    return [_record_row(one, Phase.LIVE) for one in records]


def _unchanged(record: GridRecord) -> list[dict[str, Any]]:
    return [_record_row(record, phase) for phase in (Phase.BEFORE, Phase.AFTER)]


def _record_row(one: GridRecord, phase: Phase) -> dict[str, Any]:
    values = {"code": one.code, "number": short_code(one.code), "kind": one.kind}
    more = {"name": one.name, "households": one.households, "agent_name": one.agent_name}
    shape = {"exception": one.exception, "fate": None, "geometry": wkb.loads(one.shape)}
    return {**values, **more, **shape, "phase": phase}


def _changed(one: ChangedGridRecord) -> list[dict[str, Any]]:
    values = {"code": one.would_be, "number": short_code(one.would_be), "kind": one.kind}
    more = {"name": one.name, "agent_name": one.agent_name, "fate": one.fate}
    before = {"exception": None, "households": one.households_before, "phase": Phase.BEFORE}
    after = {"exception": one.exception, "households": one.households, "phase": Phase.AFTER}
    shapes = ((before, one.before_shape), (after, one.shape))
    return [
        {**values, **more, **side, "geometry": wkb.loads(shape)}
        for side, shape in shapes
        if shape is not None and not (one.fate is GridFate.CORNER and one.before_shape is None)
    ]


def _home(
    number: str,
    head: str | None,
    grid: str | None,
    after: str | None,
    place: HouseholdRecord | MovingHousehold,
) -> dict[str, Any]:
    values = {"number": number, "head": head, "grid": grid, "after": after}
    return {**values, "resident": place.resident, "place": (place.lon, place.lat)}


def _grids_frame(rows: Sequence[dict[str, Any]]) -> gpd.GeoDataFrame:
    columns = {name: [row[name] for row in rows] for name in GRID_COLUMNS}
    return gpd.GeoDataFrame(columns, geometry=[row["geometry"] for row in rows], crs="EPSG:4326")


def _homes_frame(rows: Sequence[dict[str, Any]]) -> gpd.GeoDataFrame:
    columns = {name: [row[name] for row in rows] for name in HOME_COLUMNS}
    lons, lats = ([row["place"][side] for row in rows] for side in (0, 1))
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lons, lats), crs="EPSG:4326")
