"""Rows that say where an issue lies: adding one, reading those of before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, aliased

from data.ewkt import point
from data.issue_records import IssueRecord
from data.issue_steps import reason_columns
from data.tables import Grid, GridVersion, Issue, Placement, Region
from dispatch.placing import Placed
from dispatch.reasons import Reason, ReasonCode, without_the_house
from dispatch.vocabulary import Confidence, PlacementMethod

_OF_POINT: Final = (
    *("issue_id", "place", "given", "source_datum"),
    *("method", "accuracy_m", "confidence", "evidence"),
)
"""What a placement keeps while its point does."""


@dataclass(frozen=True, slots=True)
class Given:
    """The point that was sent, WGS 84 degrees, with the datum it was in; none without a point."""

    lon: float | None = None
    lat: float | None = None
    datum: str | None = None


@dataclass(frozen=True, slots=True)
class PlacementRecord:
    """One placing of an issue as a reader may see it.

    Attributes
    ----------
    method, confidence, accuracy_m
        None without the house.
    grid, region_name
        Code of the grid, and the name of its village or of the region.
    other, other_name, share
        Where the circle of the accuracy crosses a line: the grid beside with the name of its
        village, and the share of the circle that lies in the grid chosen; none without the house.
    by_hand
        Whether somebody placed it rather than the rules.
    """

    at: datetime
    method: PlacementMethod | None
    confidence: Confidence | None
    accuracy_m: float | None
    grid: str | None
    region_name: str | None
    other: str | None
    other_name: str | None
    share: float | None
    by_hand: bool
    reason: Reason


def add_placement(
    session: Session, issue_id: int, placed: Placed, given: Given, *, placed_by: int | None = None
) -> None:
    """Write where an issue lies from now on; the rows of before stay.

    Parameters
    ----------
    placed_by
        Account that placed it by hand.
    """
    columns = placement_columns(issue_id, placed, given)
    session.execute(insert(Placement).values(**columns, placed_by=placed_by))


def placement_columns(issue_id: int, placed: Placed, given: Given) -> dict[str, Any]:
    """Columns of the row that says where the rules, or somebody by hand, placed an issue."""
    return {
        "issue_id": issue_id,
        **place_columns(placed),
        "given": point(given.lon, given.lat),
        "source_datum": given.datum,
        "region_code": placed.region_code,
        "evidence": list(placed.evidence),
        "other_grid_code": placed.other,
        "share": placed.share,
        **reason_columns(placed.reason),
    }


def place_columns(placed: Placed) -> dict[str, Any]:
    """Columns that an issue and its placement have in common."""
    return {
        "place": point(placed.lon, placed.lat),
        "method": placed.method,
        "accuracy_m": placed.accuracy_m,
        "confidence": placed.confidence,
        "grid_version_id": placed.grid.version_id if placed.grid else None,
    }


def repeat_placement(session: Session, issue_id: int, placed: Placed) -> None:
    """Write the last placement of an issue again, with another grid and the reason for it."""
    last = last_placement(session, issue_id)
    columns = {
        **{name: getattr(last, name) for name in _OF_POINT},
        "region_code": placed.region_code if placed.grid else last.region_code,
        "grid_version_id": placed.grid.version_id if placed.grid else None,
        **reason_columns(placed.reason),
    }
    session.execute(insert(Placement).values(**columns))


def last_placement(session: Session, issue_id: int) -> Placement:
    """The row that says where an issue lies now."""
    query = select(Placement).where(Placement.issue_id == issue_id)
    return session.scalars(query.order_by(Placement.id.desc()).limit(1)).one()


def position_of(session: Session, issue_id: int) -> tuple[float, float] | tuple[None, None]:
    """Lon and lat of an issue, WGS 84 degrees; twice none without a position."""
    query = select(func.ST_X(Issue.place), func.ST_Y(Issue.place)).where(Issue.id == issue_id)
    lon, lat = session.execute(query).one()
    return (None, None) if lon is None else (lon, lat)


def placements_of(session: Session, record: IssueRecord) -> list[PlacementRecord]:
    """Placings of an issue, the newest first, no more exact than the record itself."""
    beside, its_region = aliased(Grid), aliased(Region)
    query = (
        select(
            Placement.recorded_at,
            Placement.method,
            Placement.confidence,
            Placement.accuracy_m,
            GridVersion.grid_code,
            Region.name,
            Placement.other_grid_code,
            its_region.name,
            Placement.share,
            Placement.placed_by.is_not(None),
            Placement.reason_code,
            Placement.reason_params,
            Placement.rule_version,
        )
        .outerjoin(GridVersion, GridVersion.id == Placement.grid_version_id)
        .outerjoin(Region, Region.code == Placement.region_code)
        .outerjoin(beside, beside.code == Placement.other_grid_code)
        .outerjoin(its_region, its_region.code == beside.region_code)
        .where(Placement.issue_id == record.id)
        .order_by(Placement.id.desc())
    )
    return [_record(tuple(row), exact=record.exact) for row in session.execute(query)]


def _record(row: tuple[Any, ...], *, exact: bool) -> PlacementRecord:
    at, method, confidence, accuracy_m, grid, region, other, other_name, share, by_hand = row[:10]
    code, params, version = row[10:]
    if not exact:
        method = confidence = accuracy_m = other = other_name = share = None
        code, params = without_the_house(code, params)
    reason = Reason(ReasonCode(code), params, version)
    return PlacementRecord(
        at, method, confidence, accuracy_m, grid, region, other, other_name, share, by_hand, reason
    )
