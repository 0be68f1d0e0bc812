"""Turns of duty of the units: planned, changed, cancelled."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.services.register_rights import require_region
from data.audit import Entry, record
from data.errors import NotFound, Overlapping
from data.offices import find_office
from data.people import has_person
from data.scope import as_system
from data.shifts import (
    ShiftRecord,
    change_row,
    delete_row,
    find_turn,
    keep_turns,
    meeting_turn,
)
from data.units import find_unit_record
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.rights import Actor
from dispatch.rota import Weekly, check_not_begun, check_turn, weekly_turns


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of duty; without an office it is served at the unit's own house."""

    unit_id: int
    agent_id: int
    starts_at: datetime
    ends_at: datetime
    office_id: int | None = None


def add_turn(session: Session, actor: Actor, turn: Turn, now: datetime) -> ShiftRecord:
    """Put a turn on the rota.

    Raises
    ------
    NotPermitted, NotFound
        If the unit is not the actor's to keep, or unit, office or person are not there.
    IllegalTransition
        If the turn is none, or over.
    Overlapping
        If the person is on duty elsewhere at that time.
    """
    return _add(session, actor, [turn], now)[0]


def add_pattern(
    session: Session,
    actor: Actor,
    unit_id: int,
    weekly: Weekly,
    office_id: int | None,
    now: datetime,
) -> list[ShiftRecord]:
    """Put the turns of a weekly pattern on the rota, all or none. Raises as `add_turn`."""
    planned = weekly_turns(weekly, now.tzinfo or UTC)
    turns = [Turn(unit_id, one.agent_id, one.starts_at, one.ends_at, office_id) for one in planned]
    return _add(session, actor, turns, now)


def change_turn(
    session: Session, actor: Actor, shift_id: int, turn: Turn, now: datetime
) -> ShiftRecord:
    """Change a turn that has not begun. Raises as `add_turn`."""
    before = find_turn(session, shift_id)
    _check(session, actor, turn, now)
    _require_unit(session, actor, before.unit_id)
    check_not_begun(before.starts_at, now)
    with as_system(session):
        _check_free(session, turn, but=shift_id)
        change_row(session, shift_id, _values(actor, turn))
        record(session, _entry(actor, now, turn.unit_id, {"change": "turn", "turn": shift_id}))
    return find_turn(session, shift_id)


def cancel_turn(session: Session, actor: Actor, shift_id: int, now: datetime) -> None:
    """Take a turn that has not begun off the rota. Raises as `add_turn`."""
    before = find_turn(session, shift_id)
    _require_unit(session, actor, before.unit_id)
    check_not_begun(before.starts_at, now)
    details = {"change": "turn-cancelled", "agent": before.agent_id}
    details["at"] = before.starts_at.date().isoformat()
    with as_system(session):
        delete_row(session, shift_id)
        record(session, _entry(actor, now, before.unit_id, details))


def _add(session: Session, actor: Actor, turns: Sequence[Turn], now: datetime) -> list[ShiftRecord]:
    for turn in turns:
        _check(session, actor, turn, now)
    with as_system(session):
        for turn in turns:
            _check_free(session, turn)
        ids = keep_turns(session, [_values(actor, turn) for turn in turns])
        details = {"change": "turns", "turns": len(ids), "first": min(ids)}
        record(session, _entry(actor, now, turns[0].unit_id, details))
    return [find_turn(session, one) for one in ids]


def _require_unit(session: Session, actor: Actor, unit_id: int) -> None:
    require_region(actor, find_unit_record(session, actor, unit_id).region_code)


def _check(session: Session, actor: Actor, turn: Turn, now: datetime) -> None:
    _require_unit(session, actor, turn.unit_id)
    if turn.office_id is not None:
        find_office(session, actor, turn.office_id)
    with as_system(session):
        if not has_person(session, turn.agent_id):
            msg = f"no agent {turn.agent_id}"
            raise NotFound(msg)
    check_turn(turn.starts_at, turn.ends_at, now)


def _check_free(session: Session, turn: Turn, but: int | None = None) -> None:
    span = (turn.starts_at, turn.ends_at)
    other = meeting_turn(session, turn.agent_id, span, but=but)
    if other is not None:
        msg = f"{other.agent_name} is on duty for {other.unit_name} at that time already"
        raise Overlapping(msg)


def _values(actor: Actor, turn: Turn) -> dict[str, Any]:
    return {**asdict(turn), "made_by": actor.account_id}


def _entry(actor: Actor, now: datetime, unit_id: int, details: dict[str, Any]) -> Entry:
    about = (ObjectKind.UNIT, unit_id)
    return Entry.by(actor, now, AuditVerb.CHANGE, about, details=details)
