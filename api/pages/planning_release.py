"""Reading the published figures of the planning page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import pandas as pd
from sqlalchemy.orm import Session

from api.filters import BadFilter
from api.pages.planning import Layer, PlanFilter
from api.pages.planning_reading import Counted
from data.layers import regions_frame
from data.published import Sheet, published_periods, read_sheet
from dispatch import figures
from dispatch.errors import NotPermitted
from dispatch.rights import Actor
from dispatch.vocabulary import RegionLevel
from geo.cells import cell_to_polygon
from maps.legend import MapCounts

_PUBLISHED: Final = {Layer.VILLAGES: figures.Layer.VILLAGES, Layer.CELLS: figures.Layer.CELLS}
_NOTHING: Final = Sheet([], [], [], None)


def choose_period(session: Session, chosen: PlanFilter, code: str, *, days: bool) -> PlanFilter:
    """Filter for a reader of published figures: the newest period when it names none.

    Parameters
    ----------
    days
        Whether the reader asked for days of his own, whose figures would tell what is withheld.

    Raises
    ------
    BadFilter
        If so, or for a period that is not published.
    """
    known = published_periods(session)
    if days or (code and code not in {one.code for one in known}):
        names = ", ".join(one.code for one in known) or "none yet"
        msg = f"figures are published for fixed periods; leave from and to out, period is: {names}"
        raise BadFilter(msg, field="period")
    period = next((one for one in known if code in ("", one.code)), None)
    if period is None:
        return chosen
    return replace(chosen, period=period, since=period.first_day, until=period.last_day)


def read_published(session: Session, actor: Actor, chosen: PlanFilter) -> Counted:
    """Figures of one layer, category and period, as they were published for the whole county.

    Raises
    ------
    NotPermitted
        If the actor covers a part of the county only.
    """
    layer = _PUBLISHED[chosen.layer]
    sheet = _sheet(session, layer, chosen)
    villages = _villages(session)
    if not all(code.startswith(actor.region_prefix) for code in villages["code"]):
        msg = "figures are published for the whole county; your role covers a part of it"
        raise NotPermitted(msg)
    places = villages if chosen.layer is Layer.VILLAGES else _cells(sheet.areas)
    told = pd.DataFrame({"count": sheet.issues, "households": sheet.households}, dtype="Int64")
    areas = places.merge(told.assign(code=sheet.areas), on="code", how="inner")
    if chosen.layer is Layer.CELLS:
        areas = areas.rename(columns={"code": "cell"})
    listed = _one(_sheet(session, figures.Layer.LISTED, chosen))
    unplaced = _one(_sheet(session, figures.Layer.UNPLACED, chosen))
    shown = sum(count for count in sheet.issues if count)
    counts = _counts(listed, shown, unplaced)
    return Counted(areas, counts, sheet.published_at, listed, shown)


def _sheet(session: Session, layer: figures.Layer, chosen: PlanFilter) -> Sheet:
    if chosen.period is None:
        return _NOTHING
    return read_sheet(session, layer, chosen.category, chosen.period) or _NOTHING


def _villages(session: Session) -> gpd.GeoDataFrame:
    regions = regions_frame(session)
    return regions[regions["level"] == RegionLevel.VILLAGE].reset_index(drop=True)


def _cells(cells: Sequence[str]) -> gpd.GeoDataFrame:
    shapes = [cell_to_polygon(cell) for cell in cells]
    return gpd.GeoDataFrame({"code": list(cells)}, geometry=shapes, crs="EPSG:4326")


def _counts(listed: int | None, shown: int, unplaced: int | None) -> MapCounts | None:
    """What shown and withheld add up to; none where a total is withheld itself."""
    if listed is None or unplaced is None:
        return None
    return MapCounts(listed, shown, listed - unplaced - shown, unplaced)


def _one(sheet: Sheet) -> int | None:
    return sheet.issues[0] if sheet.issues else 0
