"""The rota: who is on duty for a unit, where, from which hour to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.tables import Agent, Office, Shift, Unit


@dataclass(frozen=True, slots=True)
class ShiftRecord:
    """One turn of duty; without an office it is served at the unit's own house."""

    id: int
    unit_id: int
    unit_name: str
    office_id: int | None
    office_name: str | None
    agent_id: int
    agent_name: str
    agent_phone: str | None
    starts_at: datetime
    ends_at: datetime


def list_turns(
    session: Session,
    start: datetime,
    end: datetime,
    *,
    unit_id: int | None = None,
    office_id: int | None = None,
) -> list[ShiftRecord]:
    """Turns that meet a span of time, by their beginning."""
    query = _records().where(Shift.starts_at < end, Shift.ends_at > start)
    if unit_id is not None:
        query = query.where(Shift.unit_id == unit_id)
    if office_id is not None:
        query = query.where(Shift.office_id == office_id)
    rows = session.execute(query.order_by(Shift.starts_at, Shift.id))
    return [ShiftRecord(*row) for row in rows]


def find_turn(session: Session, shift_id: int) -> ShiftRecord:
    """One turn.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = session.execute(_records().where(Shift.id == shift_id)).first()
    if row is None:
        msg = f"no turn of duty {shift_id}"
        raise NotFound(msg)
    return ShiftRecord(*row)


def meeting_turn(
    session: Session, agent_id: int, span: tuple[datetime, datetime], *, but: int | None = None
) -> ShiftRecord | None:
    """First turn of somebody that meets a span of time, leaving one out."""
    query = _records().where(
        Shift.agent_id == agent_id, Shift.starts_at < span[1], Shift.ends_at > span[0]
    )
    if but is not None:
        query = query.where(Shift.id != but)
    row = session.execute(query.order_by(Shift.starts_at)).first()
    return ShiftRecord(*row) if row else None


def keep_turns(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write new turns; answers their ids in order."""
    query = insert(Shift).returning(Shift.id, sort_by_parameter_order=True)
    return list(session.scalars(query, [dict(row) for row in rows]))


def change_row(session: Session, shift_id: int, values: Mapping[str, Any]) -> None:
    """Change a turn."""
    session.execute(update(Shift).where(Shift.id == shift_id).values(**values))


def delete_row(session: Session, shift_id: int) -> None:
    """Take a turn off the rota."""
    session.execute(delete(Shift).where(Shift.id == shift_id))


def _records() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Shift.id,
            Shift.unit_id,
            Unit.name,
            Shift.office_id,
            Office.name,
            Shift.agent_id,
            Agent.name,
            Agent.phone,
            Shift.starts_at,
            Shift.ends_at,
        )
        .join(Unit, Unit.id == Shift.unit_id)
        .join(Agent, Agent.id == Shift.agent_id)
        .outerjoin(Office, Office.id == Shift.office_id)
    )
