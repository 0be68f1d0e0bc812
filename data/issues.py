"""Reading issues: one, a page of them, their counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, any_, func, literal, or_, select
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.issue_filter import IssueFilter, has_light, is_to_be_placed, rows_for, visible_to
from data.issue_order import Cursor, Order, Sort, in_order
from data.issue_precision import Sight, centre_of_region
from data.issue_records import IssueRecord, read_records, select_records
from data.tables import Issue, Region
from dispatch.rights import Actor
from dispatch.vocabulary import Light, Purpose

_NEWEST_FIRST = Order()
_URGENT_FIRST = Order(Sort.DUE)


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of one filter; `total` = `placed` + `unplaced`.

    Attributes
    ----------
    points
        Those of `placed` that the reader is shown as points.
    by_area
        Those of which only the village is shown, where its centre is known.
    to_place
        Open ones that lie in no grid: some of them have a position, and not all without one.
    """

    total: int
    placed: int
    unplaced: int
    points: int
    by_area: int
    late: int
    nearly: int
    held_by_nobody: int
    to_place: int


@dataclass(frozen=True, slots=True)
class RegionTotal:
    """Issues of one region whose place a reader is not shown; its centre in WGS 84 degrees."""

    code: str
    name: str
    lon: float
    lat: float
    issues: int


def list_issues(
    session: Session,
    actor: Actor,
    wanted: IssueFilter,
    today: datetime,
    *,
    limit: int,
    order: Order = _NEWEST_FIRST,
    after: Cursor | None = None,
) -> list[IssueRecord]:
    """Issues an actor may see, at most `limit`, after a cursor of the same order."""
    sight = Sight.of(actor, wanted.purpose)
    query = select_records(sight, rows_for(actor, wanted, today))
    return read_records(session, in_order(query, order, sight, after).limit(limit))


def list_by_urgency(
    session: Session, actor: Actor, wanted: IssueFilter, today: datetime, *, limit: int
) -> list[IssueRecord]:
    """Issues an actor may see, the clock that ends first at the top."""
    return list_issues(session, actor, wanted, today, limit=limit, order=_URGENT_FIRST)


def list_points(
    session: Session, actor: Actor, wanted: IssueFilter, today: datetime, *, limit: int
) -> list[IssueRecord]:
    """Issues an actor is shown as points, the clock that ends first at the top."""
    sight = Sight.of(actor, wanted.purpose)
    rows = and_(rows_for(actor, wanted, today), sight.place.is_not(None))
    query = in_order(select_records(sight, rows), _URGENT_FIRST, sight, None)
    return read_records(session, query.limit(limit))


def find_issue(
    session: Session, actor: Actor, number: str, purpose: Purpose = Purpose.READ
) -> IssueRecord:
    """One issue by its public number.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    rows = and_(Issue.number == number, visible_to(actor))
    found = read_records(session, select_records(Sight.of(actor, purpose), rows))
    if not found:
        msg = f"no issue {number}"
        raise NotFound(msg)
    return found[0]


def records_of(session: Session, ids: Sequence[int]) -> dict[int, IssueRecord]:
    """Issues by id, in full, for those who have just written them."""
    records = read_records(session, select_records(Sight.full(), Issue.id.in_(ids)))
    return {record.id: record for record in records}


def total_issues(session: Session, actor: Actor, wanted: IssueFilter, today: datetime) -> int:
    """How many issues an actor may see under a filter."""
    rows = rows_for(actor, wanted, today)
    return session.scalar(select(func.count()).select_from(Issue).where(rows)) or 0


def count_issues(session: Session, actor: Actor, wanted: IssueFilter, today: datetime) -> Counts:
    """Figures over all an actor may see under a filter."""
    sight = Sight.of(actor, wanted.purpose)
    known = or_(Region.centre.is_not(None), Region.outline.is_not(None))
    drawn = Issue.region_code.in_(select(Region.code).where(known))
    query = select(
        func.count().label("total"),
        func.count(Issue.place).label("placed"),
        func.count().filter(Issue.place.is_(None)).label("unplaced"),
        func.count(sight.place).label("points"),
        func.count().filter(sight.by_area, drawn).label("by_area"),
        func.count().filter(has_light(Light.RED, today)).label("late"),
        func.count().filter(has_light(Light.YELLOW, today)).label("nearly"),
        func.count().filter(Issue.agent_id.is_(None), ~Issue.held).label("held_by_nobody"),
        func.count().filter(is_to_be_placed()).label("to_place"),
    ).where(rows_for(actor, wanted, today))
    return Counts(**session.execute(query).one()._mapping)  # noqa: SLF001 - public in SQLAlchemy


def totals_by_region(
    session: Session, actor: Actor, wanted: IssueFilter, today: datetime
) -> list[RegionTotal]:
    """Issues of which an actor is shown only the village, by village; together `by_area`."""
    sight = Sight.of(actor, wanted.purpose)
    issues = func.count().label("issues")
    totals = (
        select(Issue.region_code, issues)
        .where(rows_for(actor, wanted, today), sight.by_area)
        .group_by(Issue.region_code)
        .subquery()
    )
    centre = centre_of_region()
    query = (
        select(Region.code, Region.name, func.ST_X(centre), func.ST_Y(centre), totals.c.issues)
        .join(totals, totals.c.region_code == Region.code)
        .where(centre.is_not(None))
        .order_by(Region.code)
    )
    return [RegionTotal(*row) for row in session.execute(query)]


def known_keys(session: Session, keys: Sequence[UUID]) -> set[UUID]:
    """Which of these keys already belong to an issue."""
    asked = any_(literal(list(keys), ARRAY(Uuid)))
    return set(session.scalars(select(Issue.key).where(Issue.key == asked)))
