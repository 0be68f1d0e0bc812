"""Rows that say where an issue lies: adding one, reading those of before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, aliased

from data.issue_records import IssueRecord
from data.issue_steps import reason_columns
from data.tables import Grid, GridVersion, Issue, Placement, Region
from dispatch.placing import Placed
from dispatch.reasons import Reason, ReasonCode, without_the_house
from dispatch.vocabulary import Confidence, PlacementMethod


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
    session: Session,
    issue_id: int,
    placed: Placed,
    given: Given,
    *,
    place: Any,
    placed_by: int | None = None,
) -> None:
    """Write where an issue lies from now on; the rows of before stay.

    Parameters
    ----------
    place
        As the issue has it: EWKT, or none.
    placed_by
        Account that placed it by hand.
    """
    columns: Mapping[str, Any] = {
        "issue_id": issue_id,
        "place": place,
        "given": point(given.lon, given.lat),
        "source_datum": given.datum,
        "method": placed.method,
        "accuracy_m": placed.accuracy_m,
        "confidence": placed.confidence,
        "grid_version_id": placed.grid.version_id if placed.grid else None,
        "region_code": placed.region_code,
        "evidence": list(placed.evidence),
        "other_grid_code": placed.other,
        "share": placed.share,
        "placed_by": placed_by,
        **reason_columns(placed.reason),
    }
    session.execute(insert(Placement).values(**columns))


def point(lon: float | None, lat: float | None) -> str | None:
    """A WGS 84 point as EWKT; none without one."""
    return None if lon is None else f"SRID=4326;POINT({lon!r} {lat!r})"


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
