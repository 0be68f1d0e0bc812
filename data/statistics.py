"""Counts over the whole county, computed by the system and graded when read."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import geopandas as gpd
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.issue_filter import IssueFilter, has_light, matches
from data.tables import Household, Issue
from dispatch.vocabulary import Light
from geo.cells import cell_to_polygon, lonlat_to_cell


@dataclass(frozen=True, slots=True)
class AreaCount:
    """Figures of one grid or region."""

    issues: int
    open_issues: int
    overdue_issues: int


def counts_by_grid(session: Session, wanted: IssueFilter, today: datetime) -> dict[str, AreaCount]:
    """Figures of each grid that has any issue; held accusations are never counted."""
    return _counts(session, Issue.grid_code, wanted, today)


def counts_by_region(
    session: Session, wanted: IssueFilter, today: datetime
) -> dict[str, AreaCount]:
    """Figures of each village that has any issue; held accusations are never counted."""
    return _counts(session, Issue.region_code, wanted, today)


def totals(session: Session, wanted: IssueFilter, today: datetime) -> tuple[int, int]:
    """How many issues there are, and how many of them have a position."""
    query = select(func.count(), func.count(Issue.place)).where(_counted(wanted, today))
    total, placed = session.execute(query).one()
    return total, placed


def households_by_region(session: Session, day: date) -> dict[str, int]:
    """Registered households of each village on a day."""
    query = select(Household.village_code, func.count()).where(_registered(day))
    rows = session.execute(query.group_by(Household.village_code))
    return {code: count for code, count in rows if code is not None}


def cells_frame(
    session: Session, wanted: IssueFilter, today: datetime, resolution: int
) -> gpd.GeoDataFrame:
    """Issues and households by H3 cell; held accusations are never counted.

    Returns
    -------
    frame
        One row a cell that has households or issues: `cell`, `issues`, `households`,
        polygon in EPSG:4326.
    """
    issues = _cells(session, Issue.place, _counted(wanted, today), resolution)
    homes = _cells(session, Household.place, _registered(today.date()), resolution)
    cells = sorted({*issues, *homes})
    values = {
        "cell": cells,
        "issues": [issues[cell] for cell in cells],
        "households": [homes[cell] for cell in cells],
    }
    return gpd.GeoDataFrame(values, geometry=[cell_to_polygon(c) for c in cells], crs="EPSG:4326")


def _counted(wanted: IssueFilter, today: datetime) -> ColumnElement[bool]:
    return and_(matches(wanted, today), ~Issue.held)


def _registered(day: date) -> ColumnElement[bool]:
    return and_(
        Household.valid_from <= day,
        or_(Household.valid_to.is_(None), Household.valid_to > day),
    )


def _counts(
    session: Session,
    area: InstrumentedAttribute[str | None],
    wanted: IssueFilter,
    today: datetime,
) -> dict[str, AreaCount]:
    query = (
        select(
            area,
            func.count(),
            func.count().filter(Issue.closed_at.is_(None)),
            func.count().filter(Issue.closed_at.is_(None), has_light(Light.RED, today)),
        )
        .where(_counted(wanted, today), area.is_not(None))
        .group_by(area)
    )
    return {code: AreaCount(*figures) for code, *figures in session.execute(query) if code}


def _cells(
    session: Session,
    place: InstrumentedAttribute[Any],
    rows: ColumnElement[bool],
    resolution: int,
) -> Counter[str]:
    query = select(func.ST_X(place), func.ST_Y(place)).where(rows, place.is_not(None))
    return Counter(lonlat_to_cell(lon, lat, resolution) for lon, lat in session.execute(query))
