"""Reading and drawing the counts of the planning page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import folium
import geopandas as gpd
import pandas as pd
from sqlalchemy.orm import Session

from api.pages.maps import Look, base_layers
from api.pages.planning import Layer, PlanFilter
from data.grids import grids_frame, list_grids
from data.issue_filter import IssueFilter
from data.layers import regions_frame
from data.statistics import (
    AreaCount,
    cells_frame,
    counts_by_grid,
    counts_by_region,
    households_by_region,
    totals,
)
from dispatch.disclosure import disclose
from dispatch.rights import Actor
from dispatch.vocabulary import RegionLevel
from maps.cells import count_map
from maps.grids import grids_map
from maps.legend import MapCounts
from maps.villages import villages_map

# Design section 4: the county sees totals by cells of H3 resolution 8 (0.7 km²).
RESOLUTION: Final = 8
_NOTHING: Final = AreaCount(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """Areas with their counts, a missing count being withheld, and what they add up to.

    Attributes
    ----------
    counts
        None where what they add up to is withheld.
    published_at
        When the figures were published; none for live counts.
    listed, shown
        Published length of the list, none where it is withheld, and what the areas show of it;
        neither is given for live counts.
    """

    areas: gpd.GeoDataFrame
    counts: MapCounts | None
    published_at: datetime | None = None
    listed: int | None = None
    shown: int = 0


def read_counts(session: Session, actor: Actor, chosen: PlanFilter, now: datetime) -> Counted:
    """Count the issues of a period by village, grid or cell."""
    wanted = chosen.wanted(actor.region_prefix, now.tzinfo)
    placed_only = replace(wanted, placed=True)
    total, placed = totals(session, wanted, now)
    if chosen.layer is Layer.GRIDS:
        areas = _by_grid(session, actor, placed_only, now)
        shown = int(areas["issues"].sum())
    else:
        by = _by_cell if chosen.layer is Layer.CELLS else _by_village
        areas = by(session, actor, placed_only, now)
        shown = int(areas["count"].sum())
    return Counted(areas, MapCounts(total, shown, placed - shown, total - placed))


def draw_counts(
    session: Session, actor: Actor, chosen: PlanFilter, now: datetime, *, look: Look
) -> folium.Map:
    """Draw the live counts of one layer."""
    counted = read_counts(session, actor, chosen, now)
    return draw_counted(session, actor, chosen, counted, now, look=look)


def draw_counted(
    session: Session,
    actor: Actor,
    chosen: PlanFilter,
    counted: Counted,
    now: datetime,
    *,
    look: Look,
) -> folium.Map:
    """Draw what was counted."""
    base = base_layers(session, actor, now.date())
    if chosen.layer is Layer.GRIDS:
        return grids_map(counted.areas, base, value="issues", counts=counted.counts, **look.options)
    draw = count_map if chosen.layer is Layer.CELLS else villages_map
    return draw(counted.areas, base, counts=counted.counts, **look.options)


def _by_grid(
    session: Session, actor: Actor, wanted: IssueFilter, now: datetime
) -> gpd.GeoDataFrame:
    figures = counts_by_grid(session, wanted, now)
    areas = grids_frame(list_grids(session, actor, now.date()))
    each = [figures.get(code, _NOTHING) for code in areas["code"]]
    return areas.assign(
        issues=[one.issues for one in each],
        open_issues=[one.open_issues for one in each],
        overdue_issues=[one.overdue_issues for one in each],
    )


def _by_village(
    session: Session, actor: Actor, wanted: IssueFilter, now: datetime
) -> gpd.GeoDataFrame:
    figures = counts_by_region(session, wanted, now)
    homes = households_by_region(session, now.date())
    areas = regions_frame(session, actor.region_code)
    areas = areas[areas["level"] == RegionLevel.VILLAGE].reset_index(drop=True)
    counts = [figures.get(code, _NOTHING).issues for code in areas["code"]]
    exposed = [homes.get(code, 0) for code in areas["code"]]
    return areas.assign(households=exposed, count=_disclosed(counts, exposed))


def _by_cell(
    session: Session,
    _: Actor,
    wanted: IssueFilter,
    now: datetime,
) -> gpd.GeoDataFrame:
    cells = cells_frame(session, wanted, now, RESOLUTION)
    return cells.assign(count=_disclosed(cells["issues"], cells["households"]))


def _disclosed(counts: Iterable[int], exposed: Iterable[int]) -> "pd.Series[int]":
    figures = disclose([int(n) for n in counts], [int(homes) for homes in exposed])
    return pd.Series(figures, dtype="Int64")
