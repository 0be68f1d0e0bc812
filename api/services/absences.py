"""Entering leave, and the return from it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.services.people import read_person
from api.services.register_rights import require_person
from data.absences import AbsenceRecord, away_between, end_row, find_absence, keep_absence
from data.audit import Entry, record
from data.errors import Overlapping
from data.scope import as_system
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.errors import IllegalTransition
from dispatch.posts import check_days
from dispatch.rights import Actor
from dispatch.vocabulary import AbsenceKind


@dataclass(frozen=True, slots=True)
class AbsenceDraft:
    """Days somebody will not work; `until` is the first day back, none while unknown."""

    agent_id: int
    kind: AbsenceKind
    since: date
    until: date | None = None
    note: str | None = None


def record_absence(
    session: Session, actor: Actor, draft: AbsenceDraft, now: datetime
) -> AbsenceRecord:
    """Enter an absence: meanwhile new issues go to the deputies.

    Raises
    ------
    NotPermitted, NotFound
        If the person is not the actor's to keep.
    IllegalTransition
        If the days are none.
    Overlapping
        If the person is away on some of the days already.
    """
    read_person(session, actor, draft.agent_id, now)
    require_person(session, actor, draft.agent_id, now.date())
    check_days(draft.since, draft.until, now.date())
    with as_system(session):
        other = away_between(session, draft.agent_id, draft.since, draft.until)
        if other is not None:
            until = other.valid_to or "an unknown day"
            msg = f"this person is away from {other.valid_from} until {until} already"
            raise Overlapping(msg)
        absence_id = keep_absence(session, _values(actor, draft))
        record(session, _entry(actor, now, draft.agent_id, "away", draft.since, draft.until))
        return find_absence(session, actor, absence_id)


def end_absence(
    session: Session, actor: Actor, absence_id: int, day: date, now: datetime
) -> AbsenceRecord:
    """Let an absence end earlier or later; `day` is the first one back.

    Raises
    ------
    NotPermitted, NotFound
        If the person is not the actor's to keep.
    IllegalTransition
        If all of it is past.
    """
    before = find_absence(session, actor, absence_id)
    require_person(session, actor, before.agent_id, now.date())
    if before.valid_to is not None and before.valid_to <= min(day, now.date()):
        msg = f"this absence ended on {before.valid_to}; what was, stays"
        raise IllegalTransition(msg)
    with as_system(session):
        back = max(day, before.valid_from)
        end_row(session, absence_id, back)
        record(session, _entry(actor, now, before.agent_id, "back", before.valid_from, back))
        return find_absence(session, actor, absence_id)


def _values(actor: Actor, draft: AbsenceDraft) -> dict[str, Any]:
    return {
        "agent_id": draft.agent_id,
        "kind": draft.kind,
        "note": draft.note,
        "made_by": actor.account_id,
        "valid_from": draft.since,
        "valid_to": draft.until,
    }


def _entry(
    actor: Actor, now: datetime, agent_id: int, change: str, since: date, until: date | None
) -> Entry:
    days = {"from": since.isoformat(), "to": until.isoformat() if until else None}
    about = (ObjectKind.AGENT, agent_id)
    return Entry.by(actor, now, AuditVerb.CHANGE, about, details={"change": change, **days})
