"""Entering, changing and closing responsible units."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.services.register_rights import require_region
from data.audit import Entry, record
from data.errors import NotFound
from data.offices import region_is_known
from data.register_versions import change_row
from data.scope import as_system
from data.tables import Unit
from data.units import UnitRecord, code_is_taken, find_unit_record, keep_unit
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.errors import IllegalTransition
from dispatch.posts import check_days
from dispatch.rights import Actor


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """What is entered about a unit."""

    code: str
    name: str
    region_code: str | None = None
    phone: str | None = None


def add_unit(
    session: Session, actor: Actor, draft: UnitDraft, since: date, now: datetime
) -> UnitRecord:
    """Enter a unit that is there from a day on.

    Raises
    ------
    NotPermitted, NotFound
        If the region is not the actor's to keep, or there is none.
    IllegalTransition
        If the code is taken; codes are never used again.
    """
    _check(session, actor, draft)
    check_days(since, None, now.date())
    if code_is_taken(session, draft.code):
        msg = f"the code {draft.code} belongs to another unit; choose one never used before"
        raise IllegalTransition(msg)
    with as_system(session):
        unit_id = keep_unit(session, {**asdict(draft), "valid_from": since})
        record(session, _entry(actor, now, unit_id, {"change": "new"}))
    return find_unit_record(session, actor, unit_id)


def change_unit(
    session: Session, actor: Actor, unit_id: int, seen: int, draft: UnitDraft, now: datetime
) -> UnitRecord:
    """Change what is entered about a unit; its code stays.

    Raises
    ------
    StaleWrite
        If somebody else changed it since.
    NotPermitted, NotFound
        As for `add_unit`; also the region it has now must be the actor's to keep.
    IllegalTransition
        If another code is sent.
    """
    before = find_unit_record(session, actor, unit_id)
    require_region(actor, before.region_code)
    _check(session, actor, draft)
    if draft.code != before.code:
        msg = f"the code of a unit stays for ever: {before.code}"
        raise IllegalTransition(msg)
    with as_system(session):
        change_row(session, Unit, unit_id, seen, asdict(draft))
        record(session, _entry(actor, now, unit_id, {"change": "changed"}))
    return find_unit_record(session, actor, unit_id)


def close_unit(
    session: Session, actor: Actor, unit_id: int, seen: int, day: date, now: datetime
) -> UnitRecord:
    """Close a unit for good from a day on.

    Raises
    ------
    StaleWrite, NotPermitted, NotFound
        As for `change_unit`.
    IllegalTransition
        If it would close before it began.
    """
    before = find_unit_record(session, actor, unit_id)
    require_region(actor, before.region_code)
    check_days(before.valid_from, day, now.date())
    with as_system(session):
        change_row(session, Unit, unit_id, seen, {"valid_to": day})
        record(session, _entry(actor, now, unit_id, {"change": "closed", "on": day.isoformat()}))
    return find_unit_record(session, actor, unit_id)


def _check(session: Session, actor: Actor, draft: UnitDraft) -> None:
    require_region(actor, draft.region_code)
    if draft.region_code is not None and not region_is_known(session, draft.region_code):
        msg = f"no region {draft.region_code}"
        raise NotFound(msg)


def _entry(actor: Actor, now: datetime, unit_id: int, details: dict[str, Any]) -> Entry:
    about = (ObjectKind.UNIT, unit_id)
    return Entry.by(actor, now, AuditVerb.CHANGE, about, details=details)
