"""Reading issues: one, a page of them, their counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.issue_filter import IssueFilter, has_light, matches, visible_to
from data.tables import (
    Agent,
    Assignment,
    Clock,
    Household,
    Issue,
    IssueEvent,
    Petitioner,
    PetitionerContact,
    Placement,
    Region,
)
from dispatch.clocks import ClockCode, ClockState
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Actor
from dispatch.vocabulary import Light


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """One issue with what a reader needs beside it; place in WGS 84 degrees."""

    id: int
    issue: Issue
    lon: float | None
    lat: float | None
    household: str | None
    region_name: str | None
    agent_name: str | None
    agent_phone: str | None
    placed_reason: Reason | None
    assigned_reason: Reason | None
    clocks: tuple[ClockState, ...]


class Event(NamedTuple):
    """One line of an issue's history."""

    at: datetime
    verb: str
    reason_code: str | None
    reason_params: dict[str, Any]
    note: str | None


class Contact(NamedTuple):
    """Name and phone of one petitioner, as far as kept."""

    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of one filter; `total` = `placed` + `unplaced`."""

    total: int
    placed: int
    unplaced: int
    late: int
    nearly: int
    held_by_nobody: int


Cursor = tuple[datetime, int]
"""Receipt and id of the last issue of a page."""


def list_issues(
    session: Session,
    actor: Actor,
    wanted: IssueFilter,
    today: datetime,
    *,
    limit: int,
    after: Cursor | None = None,
) -> list[IssueRecord]:
    """Issues an actor may see, newest first, at most `limit`, after a cursor."""
    query = _records(and_(visible_to(actor), matches(wanted, today)))
    if after is not None:
        query = query.where(
            tuple_(Issue.received_at, Issue.id) < tuple_(literal(after[0]), literal(after[1]))
        )
    query = query.order_by(Issue.received_at.desc(), Issue.id.desc()).limit(limit)
    return [_record(row) for row in session.execute(query)]


def list_by_urgency(
    session: Session, actor: Actor, wanted: IssueFilter, today: datetime, *, limit: int
) -> list[IssueRecord]:
    """Issues an actor may see, the clock that ends first at the top."""
    due = (
        select(func.min(Clock.due_on))
        .where(Clock.issue_id == Issue.id, Clock.stopped_at.is_(None))
        .scalar_subquery()
    )
    query = _records(and_(visible_to(actor), matches(wanted, today)))
    query = query.order_by(due.asc().nulls_last(), Issue.received_at, Issue.id).limit(limit)
    return [_record(row) for row in session.execute(query)]


def find_issue(session: Session, actor: Actor, number: str) -> IssueRecord:
    """One issue by its public number.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    row = session.execute(_records(and_(Issue.number == number, visible_to(actor)))).first()
    if row is None:
        msg = f"no issue {number}"
        raise NotFound(msg)
    return _record(row)


def records_of(session: Session, ids: Sequence[int]) -> dict[int, IssueRecord]:
    """Issues by id, for those who have just written them."""
    rows = session.execute(_records(Issue.id.in_(ids)))
    return {record.id: record for record in map(_record, rows)}


def total_issues(session: Session, actor: Actor, wanted: IssueFilter, today: datetime) -> int:
    """How many issues an actor may see under a filter."""
    rows = and_(visible_to(actor), matches(wanted, today))
    return session.scalar(select(func.count()).select_from(Issue).where(rows)) or 0


def count_issues(session: Session, actor: Actor, wanted: IssueFilter, today: datetime) -> Counts:
    """Figures over all an actor may see under a filter."""
    rows = and_(visible_to(actor), matches(wanted, today))
    query = select(
        func.count(),
        func.count(Issue.place),
        func.count().filter(has_light(Light.RED, today)),
        func.count().filter(has_light(Light.YELLOW, today)),
        func.count().filter(Issue.agent_id.is_(None), Issue.held_at.is_(None)),
    ).where(rows)
    total, placed, late, nearly, nobody = session.execute(query).one()
    return Counts(total, placed, total - placed, late, nearly, nobody)


def history_of(session: Session, issue_id: int) -> list[Event]:
    """What happened to one issue, oldest first."""
    query = (
        select(
            IssueEvent.at,
            IssueEvent.verb,
            IssueEvent.reason_code,
            IssueEvent.reason_params,
            IssueEvent.note,
        )
        .where(IssueEvent.issue_id == issue_id)
        .order_by(IssueEvent.at, IssueEvent.id)
    )
    return [Event(*row) for row in session.execute(query)]


def petitioners_of(session: Session, issue_id: int) -> list[Contact]:
    """Who brought one issue."""
    query = (
        select(PetitionerContact.name, PetitionerContact.phone)
        .join(Petitioner, Petitioner.id == PetitionerContact.petitioner_id)
        .where(Petitioner.issue_id == issue_id)
        .order_by(Petitioner.id)
    )
    return [Contact(*row) for row in session.execute(query)]


def known_keys(session: Session, keys: Sequence[UUID]) -> set[UUID]:
    """Which of these keys already belong to an issue."""
    return set(session.scalars(select(Issue.key).where(Issue.key.in_(keys))))


def _records(rows: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    clock = func.jsonb_build_array(
        Clock.code, Clock.starts_at, Clock.yellow_on, Clock.due_on, Clock.stopped_at
    )
    clocks = (
        select(func.jsonb_agg(aggregate_order_by(clock, Clock.id)))
        .where(Clock.issue_id == Issue.id)
        .scalar_subquery()
    )
    placed = _newest_reason(Placement, Placement.issue_id == Issue.id)
    assigned = _newest_reason(
        Assignment, and_(Assignment.issue_id == Issue.id, Assignment.ended_at.is_(None))
    )
    return (
        select(
            Issue,
            func.ST_X(Issue.place).label("lon"),
            func.ST_Y(Issue.place).label("lat"),
            Household.number.label("household"),
            Region.name.label("region_name"),
            Agent.name.label("agent_name"),
            Agent.phone.label("agent_phone"),
            placed.label("placed"),
            assigned.label("assigned"),
            clocks.label("clocks"),
        )
        .outerjoin(Household, Household.id == Issue.household_id)
        .outerjoin(Region, Region.code == Issue.region_code)
        .outerjoin(Agent, Agent.id == Issue.agent_id)
        .where(rows)
    )


def _newest_reason(table: Any, condition: ColumnElement[bool]) -> Any:
    why = func.jsonb_build_array(table.reason_code, table.reason_params, table.rule_version)
    return select(why).where(condition).order_by(table.id.desc()).limit(1).scalar_subquery()


def _record(row: Any) -> IssueRecord:
    return IssueRecord(
        row.Issue.id,
        row.Issue,
        row.lon,
        row.lat,
        row.household,
        row.region_name,
        row.agent_name,
        row.agent_phone,
        _reason(row.placed),
        _reason(row.assigned),
        tuple(_clock(*clock) for clock in row.clocks or ()),
    )


def _reason(stored: Sequence[Any] | None) -> Reason | None:
    if stored is None:
        return None
    code, params, version = stored
    return Reason(ReasonCode(code), params, version)


def _clock(code: str, starts: str, yellow: str, due: str, stopped: str | None) -> ClockState:
    return ClockState(
        ClockCode(code),
        datetime.fromisoformat(starts),
        date.fromisoformat(yellow),
        date.fromisoformat(due),
        datetime.fromisoformat(stopped) if stopped else None,
    )
