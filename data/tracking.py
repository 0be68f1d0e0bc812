"""An issue as whoever holds its tracking code may follow it: nothing of other people."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.errors import NotFound
from data.issue_people import behind
from data.tables import Alert, Clock, Issue, IssueEvent, Office
from dispatch.clocks import ClockState
from dispatch.region_codes import ancestors_of
from dispatch.vocabulary import Category, Channel, Kind, Level, OfficeKind, Stage


@dataclass(frozen=True, slots=True)
class Tracked:
    """One issue behind its code.

    Attributes
    ----------
    text
        As it was brought, without names and numbers of people: a code is passed on.
    quiet
        Whether it is held or accuses somebody: then nothing is told of it but that it came in.
    reached
        When each stage was first reached, as far as it was.
    alerted
        Whether desks were told of an urgent issue.
    known_at
        When a desk said that it knows of it.
    """

    id: int
    number: str
    text: str
    channel: Channel
    stage: Stage
    level: Level
    region_code: str | None
    closed_at: datetime | None
    urgent: bool
    quiet: bool
    version: int
    clocks: tuple[ClockState, ...]
    reached: dict[Stage, datetime]
    alerted: bool
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfficeToAsk:
    """An office residents can turn to."""

    name: str
    hours: str | None
    phone: str | None


def find_tracked(session: Session, code: str) -> Tracked:
    """Issue of a tracking code; system work, for a code is all its holder shows.

    Raises
    ------
    NotFound
        If there is none.
    """
    issue = session.scalar(select(Issue).where(Issue.tracking_code == code))
    if issue is None:
        msg = "no report with this code"
        raise NotFound(msg)
    alerted, known_at = _alerts(session, issue.id)
    return Tracked(
        id=issue.id,
        number=issue.number,
        text=behind(session, [issue.id])[issue.id].mask(issue.text),
        channel=issue.channel,
        stage=issue.stage,
        level=issue.level,
        region_code=issue.region_code,
        closed_at=issue.closed_at,
        urgent=issue.urgent,
        quiet=_is_quiet(issue),
        version=issue.version,
        clocks=_clocks(session, issue.id),
        reached=_reached(session, issue),
        alerted=alerted,
        known_at=known_at,
    )


def office_for(session: Session, region: str | None, day: date) -> OfficeToAsk | None:
    """Nearest office for the residents of a region: its own, else that of a region above it."""
    ways = ancestors_of(region)
    query = (
        select(Office.region_code, Office.name, Office.hours, Office.phone)
        .where(Office.region_code.in_(ways), holds_on(Office, day), _is_counter())
        .order_by(Office.id)
    )
    rows = reversed(session.execute(query).all())
    offices = {row.region_code: OfficeToAsk(*row[1:]) for row in rows}
    return next((offices[one] for one in ways if one in offices), None)


def _is_counter() -> ColumnElement[bool]:
    return Office.kind != OfficeKind.TALK_ROOM


def _is_quiet(issue: Issue) -> bool:
    accuses = issue.kind is Kind.ACCUSATION or issue.category is Category.CADRE_CONDUCT
    return issue.held or accuses or issue.barred is not None


def _clocks(session: Session, issue_id: int) -> tuple[ClockState, ...]:
    columns = (Clock.code, Clock.starts_at, Clock.yellow_on, Clock.due_on, Clock.stopped_at)
    query = select(*columns).where(Clock.issue_id == issue_id).order_by(Clock.due_on, Clock.code)
    return tuple(ClockState(*row) for row in session.execute(query))


def _reached(session: Session, issue: Issue) -> dict[Stage, datetime]:
    query = (
        select(IssueEvent.stage, func.min(IssueEvent.at))
        .where(IssueEvent.issue_id == issue.id, IssueEvent.stage.is_not(None))
        .group_by(IssueEvent.stage)
    )
    found = {stage: at for stage, at in session.execute(query) if stage is not None}
    return {**found, Stage.COLLECT: issue.received_at}


def _alerts(session: Session, issue_id: int) -> tuple[bool, datetime | None]:
    """Whether desks were told, and when the first said that it knows."""
    query = select(func.count() > 0, func.min(Alert.acknowledged_at))
    alerted, known_at = session.execute(query.where(Alert.issue_id == issue_id)).one()
    return alerted, known_at
