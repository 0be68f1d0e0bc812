"""What the registers know about where reports lie."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Row, func, or_, select, text
from sqlalchemy.orm import Session

from data.tables import Grid, GridVersion, Region
from dispatch.placing import Found, GridHit, HouseholdHit
from dispatch.vocabulary import Datum
from geo.datum import convert_points

_FIND_PLACES: Final = text((Path(__file__).parent / "sql" / "find_places.sql").read_text("utf-8"))
_SHIFTED: Final = (Datum.GCJ02, Datum.BD09)


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: household number, point in WGS 84 degrees, and the day it is asked for."""

    household: str | None
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    day: date


def find_places(session: Session, asks: Sequence[Ask]) -> list[Found]:
    """What is known about each ask, in the order of the asks.

    A day before the first boundary ever drawn is answered by that first boundary.
    """
    first = first_boundary_day(session)
    dated = [replace(ask, day=max(ask.day, first)) if first else ask for ask in asks]
    found = [_found(ask, row) for ask, row in zip(dated, _rows(session, dated), strict=True)]
    lost = [n for n, one in enumerate(found) if one.lon is not None and not one.grids]
    for n, shifted in zip(lost, _shifted(session, [dated[n] for n in lost]), strict=True):
        found[n] = replace(found[n], shifted=shifted)
    return found


def first_boundary_day(session: Session) -> date | None:
    """First day on which any grid, or else any region, has a boundary; none without any."""
    grids = select(func.min(GridVersion.valid_from)).scalar_subquery()
    regions = select(func.min(Region.valid_from)).where(Region.outline.is_not(None))
    return session.scalar(select(func.coalesce(grids, regions.scalar_subquery())))


def coverage_contains(session: Session, lon: float, lat: float) -> bool:
    """Whether a WGS 84 point lies in any region or grid of this database."""
    point = func.ST_SetSRID(func.ST_MakePoint(lon, lat), 4326)
    inside = [
        select(table.code if table is Region else GridVersion.id)
        .where(shape.op("&&")(point), func.ST_Covers(shape, point))
        .exists()
        for table, shape in ((Region, Region.outline), (Grid, GridVersion.shape))
    ]
    return bool(session.scalar(select(or_(*inside))))


def has_coverage(session: Session) -> bool:
    """Whether the database has any outline or grid a point could be compared with."""
    known = select(Region.code).where(Region.outline.is_not(None)).exists()
    return bool(session.scalar(select(or_(known, select(GridVersion.id).exists()))))


def _rows(session: Session, asks: Sequence[Ask]) -> Sequence[Row[Any]]:
    if not asks:
        return []
    return session.execute(_FIND_PLACES, {"asks": json.dumps(questions(asks))}).all()


def questions(asks: Sequence[Ask]) -> list[dict[str, Any]]:
    """Asks as a query takes them, as JSON."""
    return [
        {"ordinal": n, "household": a.household, "lon": a.lon, "lat": a.lat, "day": f"{a.day}"}
        for n, a in enumerate(asks)
    ]


def _found(ask: Ask, row: Row[Any]) -> Found:
    grids = tuple(
        GridHit(code, version, region)
        for code, version, region in zip(
            row.grid_codes or (), row.grid_versions or (), row.grid_regions or (), strict=True
        )
    )
    inside = bool(grids) or row.region_code is not None
    return Found(
        household=_household(row, grids),
        lon=ask.lon,
        lat=ask.lat,
        accuracy_m=ask.accuracy_m,
        grids=grids if ask.lon is not None else (),
        region_code=row.region_code,
        in_county=inside,
    )


def _household(row: Row[Any], grids: tuple[GridHit, ...]) -> HouseholdHit | None:
    if row.household_id is None:
        return None
    own = GridHit(row.own_grid, row.own_version, row.own_region) if row.own_grid else None
    return HouseholdHit(
        row.household_id,
        row.household_number,
        row.household_lon,
        row.household_lat,
        row.village_code or row.region_code,
        own or (grids[0] if grids and row.household_distance_m is None else None),
        row.household_distance_m,
        row.household_accuracy_m,
    )


def _shifted(session: Session, asks: Sequence[Ask]) -> list[tuple[Datum, str] | None]:
    """For points in no grid: the datum under which each would be in one."""
    answers: list[tuple[Datum, str] | None] = [None] * len(asks)
    for datum in _SHIFTED:
        moved = [_moved(ask, datum) for ask in asks]
        for n, row in enumerate(_rows(session, moved)):
            if answers[n] is None and row.grid_codes:
                answers[n] = (datum, row.grid_codes[0])
    return answers


def _moved(ask: Ask, datum: Datum) -> Ask:
    lon, lat = convert_points(ask.lon or 0.0, ask.lat or 0.0, datum.value, Datum.WGS84.value)
    return replace(ask, household=None, lon=float(lon), lat=float(lat))
