"""In which order issues are read, and how a page goes on after the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf
from typing import Any, Final

from geoalchemy2 import Geography
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    case,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
)

from data.issue_precision import Sight, centre_of_region
from data.issue_records import IssueRecord
from data.tables import Clock, Issue, Region
from data.tables.base import WGS84
from dispatch.clocks import pressing

Point = tuple[float, float]
"""Lon and lat in WGS 84 degrees."""

_NO_DAY: Final = date.max
"""Stands for no running clock: after every day there is."""


class Sort(StrEnum):
    """Order of a list."""

    RECEIVED = "received"
    DUE = "due"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Order:
    """An order of issues.

    Attributes
    ----------
    near
        Point that `Sort.NEAREST` counts from, lon and lat in WGS 84 degrees.
    """

    sort: Sort = Sort.RECEIVED
    near: Point = (0.0, 0.0)


Cursor = tuple[Any, ...]
"""Values the order compares, of the last issue of a page; its number comes last.

`Sort.RECEIVED`: receipt; `Sort.DUE`: day or none, receipt; `Sort.NEAREST`: metres or none.
"""


def in_order(
    query: Select[*tuple[Any, ...]], order: Order, sight: Sight, after: Cursor | None
) -> Select[*tuple[Any, ...]]:
    """Order a query over `issue`, from after a cursor on; ties go by number.

    The newest comes first, or the clock that ends first, or what is shown nearest: of an issue
    whose village alone is shown, the centre of the village. What has no such value comes last.
    """
    if order.sort is Sort.RECEIVED:
        return _by_receipt(query, after)
    if order.sort is Sort.DUE:
        return _by_deadline(query, after)
    return _by_distance(query, order.near, sight, after)


def cursor_of(record: IssueRecord, order: Order) -> Cursor:
    """Cursor of the page that ends with a record."""
    issue = record.issue
    if order.sort is Sort.RECEIVED:
        return issue.received_at, issue.number
    if order.sort is Sort.DUE:
        clock = pressing(record.clocks)
        return clock.due_on if clock else None, issue.received_at, issue.number
    return record.distance_m, issue.number


def _by_receipt(query: Select[*tuple[Any, ...]], after: Cursor | None) -> Select[*tuple[Any, ...]]:
    if after is not None:
        place = tuple_(literal(after[0]), literal(after[1]))
        query = query.where(tuple_(Issue.received_at, Issue.number) < place)
    return query.order_by(Issue.received_at.desc(), Issue.number.desc())


def _by_deadline(query: Select[*tuple[Any, ...]], after: Cursor | None) -> Select[*tuple[Any, ...]]:
    columns = (_due(), Issue.received_at, Issue.number)
    return _ascending(query, columns, after and (after[0] or _NO_DAY, *after[1:]))


def _by_distance(
    query: Select[*tuple[Any, ...]], near: Point, sight: Sight, after: Cursor | None
) -> Select[*tuple[Any, ...]]:
    centres = _centres()
    distance = _distance(near, sight, centres)
    query = query.outerjoin(centres, centres.c.code == Issue.region_code)
    query = query.add_columns(func.nullif(distance, inf).label("distance_m"))
    last = after and (inf if after[0] is None else after[0], *after[1:])
    return _ascending(query, (distance, Issue.number), last)


def _ascending(
    query: Select[*tuple[Any, ...]], columns: Sequence[Any], last: Cursor | None
) -> Select[*tuple[Any, ...]]:
    if last is not None:
        query = query.where(tuple_(*columns) > tuple_(*map(literal, last)))
    return query.order_by(*columns)


def _due() -> ColumnElement[date]:
    first = (
        select(func.min(Clock.due_on))
        .where(Clock.issue_id == Issue.id, Clock.stopped_at.is_(None))
        .scalar_subquery()
    )
    return func.coalesce(first, literal(_NO_DAY))


def _distance(near: tuple[float, float], sight: Sight, centres: FromClause) -> ColumnElement[float]:
    """Metres on the ellipsoid from a point to what is shown; infinite where nothing is."""
    village = case((Issue.place.is_not(None), centres.c.centre), else_=null())
    shown = func.coalesce(sight.place, village)
    start = func.ST_SetSRID(func.ST_MakePoint(*near), WGS84)
    return func.coalesce(func.ST_Distance(cast(shown, Geography), cast(start, Geography)), inf)


def _centres() -> FromClause:
    """Centre of each region, found once and not for every issue."""
    centres = select(Region.code, centre_of_region().label("centre")).cte("centres")
    return centres.prefix_with("MATERIALIZED")
