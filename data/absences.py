"""The register of absences: who does not work, on which days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, insert, or_, select, update
from sqlalchemy.orm import Session

from data.dated import ever_held, holds_on
from data.errors import NotFound
from data.post_register import visible_to as visible_posts
from data.tables import Absence, Agent, Grid, Office, Post
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import AbsenceKind


@dataclass(frozen=True, slots=True)
class AbsenceRecord:
    """One absence; `valid_to` is the first day back, none while unknown."""

    id: int
    agent_id: int
    agent_name: str
    kind: AbsenceKind
    note: str | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


def list_absences(
    session: Session, actor: Actor, day: date | None, *, agent: int | None = None
) -> list[AbsenceRecord]:
    """Absences on a day, or all (none), of people an actor may see; the latest first."""
    query = _records().where(
        visible_to(actor), holds_on(Absence, day) if day else ever_held(Absence)
    )
    if agent is not None:
        query = query.where(Absence.agent_id == agent)
    rows = session.execute(query.order_by(Absence.valid_from.desc(), Absence.id))
    return [AbsenceRecord(*row) for row in rows]


def find_absence(session: Session, actor: Actor, absence_id: int) -> AbsenceRecord:
    """One absence.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    row = session.execute(_records().where(Absence.id == absence_id, visible_to(actor))).first()
    if row is None:
        msg = f"no absence {absence_id}"
        raise NotFound(msg)
    return AbsenceRecord(*row)


def away_between(
    session: Session, agent_id: int, since: date, until: date | None
) -> AbsenceRecord | None:
    """First absence of somebody that meets some days."""
    back = Absence.valid_to.is_(None) | (Absence.valid_to > since)
    query = _records().where(Absence.agent_id == agent_id, back, ever_held(Absence))
    if until is not None:
        query = query.where(Absence.valid_from < until)
    row = session.execute(query.order_by(Absence.valid_from)).first()
    return AbsenceRecord(*row) if row else None


def keep_absence(session: Session, values: Mapping[str, Any]) -> int:
    """Write a new absence; answers its id."""
    return session.scalars(insert(Absence).returning(Absence.id), dict(values)).one()


def end_row(session: Session, absence_id: int, day: date) -> None:
    """Let an absence end on a day."""
    session.execute(update(Absence).where(Absence.id == absence_id).values(valid_to=day))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `absence` an actor may see: his own, and of who ever had a post he sees."""
    if not actor.may(Verb.READ_AGENTS):
        return false()
    posted = (
        select(Post.id)
        .outerjoin(Grid, Grid.code == Post.grid_code)
        .outerjoin(Office, Office.id == Post.office_id)
        .where(Post.agent_id == Absence.agent_id, visible_posts(actor))
        .correlate(Absence)
    )
    return or_(Absence.agent_id == actor.agent_id, exists(posted))


def is_away(agent: Any, day: date) -> ColumnElement[bool]:
    """Whether an agent (a column, or an id) does not work on a day."""
    return exists().where(Absence.agent_id == agent, holds_on(Absence, day))


def _records() -> Select[*tuple[Any, ...]]:
    return select(
        Absence.id,
        Absence.agent_id,
        Agent.name,
        Absence.kind,
        Absence.note,
        Absence.valid_from,
        Absence.valid_to,
        Absence.recorded_at,
    ).join(Agent, Agent.id == Absence.agent_id)
