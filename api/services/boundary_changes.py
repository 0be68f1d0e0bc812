"""Changing boundaries: asked for, drawn anew, approved by a second person, refused, withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from api.services.enacting import enact_now
from data.audit import Entry, record
from data.boundary_changes import (
    ChangeRecord,
    ask_anew,
    find_change,
    keep_change,
    set_status,
)
from data.boundary_drawing import draw_change, village_of
from data.change_approval import maker_of
from data.change_enactment import lock_change
from data.changed_grids import keep_drawing
from data.database_settings import read_settings
from data.errors import NotFound, RegisterChanged, StaleWrite
from data.jobs import enqueue
from data.scope import as_system
from data.village_locks import lock_villages
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.boundary_changes import (
    Asked,
    Barrier,
    ChangeAction,
    check_day,
    check_name,
    covers,
    require_approver,
    step,
)
from dispatch.boundary_changes import why_not_approve as barrier_for
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import ChangeStatus

TASK: Final = "enact_boundary_change"
"""Name of the job that lets a change take effect on its day."""


@dataclass(frozen=True, slots=True)
class ChangeEdit:
    """Which change is edited by whom, when, and the version of it that was seen."""

    change_id: UUID
    actor: Actor
    now: datetime
    seen: int


def propose(session: Session, actor: Actor, asked: Asked, now: datetime) -> ChangeRecord:
    """Draw a change of boundaries and keep it for approval; nothing changes yet.

    Raises
    ------
    NotPermitted
        If the role changes no boundaries.
    NotFound, UnknownHousehold
        If a village, grid or household is not there, or not the actor's.
    WrongDay
        If it is to take effect before today, or too far ahead.
    NameMissing
        If a special grid is drawn without a name.
    EditRefused, InvalidShape
        If the edit cannot be made as it was drawn.
    """
    actor.require(Verb.CHANGE_BOUNDARIES)
    check_day(asked.effective_on, now.date())
    check_name(asked)
    with as_system(session):
        village = _own_village(session, actor, asked)
        drawn = draw_change(session, asked)
        change_id = keep_change(session, village, asked, actor.account_id, now)
        keep_drawing(session, change_id, asked, drawn)
        _log(session, actor, now, change_id, {"change": "proposed", "kind": asked.kind.value})
    return find_change(session, actor, change_id)


def redraw(session: Session, edit: ChangeEdit, asked: Asked | None = None) -> ChangeRecord:
    """Draw a change anew: on the boundaries there are now, or as asked for instead.

    Who asks for something else becomes its maker; drawing the same again leaves that to whom
    it was. Raises as `propose` and `approve`.
    """
    found, proposed = _begin(session, edit, ChangeAction.REDRAW)
    anew = asked or _from_today(found, edit.now.date())
    check_day(anew.effective_on, edit.now.date())
    check_name(anew)
    by: dict[str, Any] = {}
    if asked is not None:
        by = {"made_by": edit.actor.account_id, "made_at": edit.now}
    with as_system(session):
        village = _own_village(session, edit.actor, anew)
        drawn = draw_change(session, anew)
        ask_anew(session, found.id, edit.seen, village, anew, **by)
        keep_drawing(session, found.id, anew, drawn)
        told = {"change": proposed.value, "kind": anew.kind.value}
        _log(session, edit.actor, edit.now, found.id, told)
    return find_change(session, edit.actor, found.id)


def approve(session: Session, edit: ChangeEdit) -> ChangeRecord:
    """Approve a change: it takes effect now, or on its day.

    Raises
    ------
    NotFound
        If there is no such change, or it is not the actor's to see.
    StaleWrite
        If somebody changed it since.
    IllegalTransition
        If it was settled or approved already.
    NotPermitted
        If the actor may not, or asked for it himself where a second person is needed.
    RegisterChanged
        If the boundaries it was drawn from are no longer those of today.
    GridsOverlap
        If two grids would cover the same ground.
    """
    found, approved = _begin(session, edit, ChangeAction.APPROVE)
    require_approver(why_not_approve(session, edit.actor, found))
    day = edit.now.date()
    by = {"approved_by": edit.actor.account_id, "approved_at": edit.now}
    with as_system(session):
        if found.effective_on > day:
            set_status(session, found.id, edit.seen, approved, **by)
            _enqueue(session, found, edit.now)
            told = {"change": approved.value, "on": found.effective_on.isoformat()}
            _log(session, edit.actor, edit.now, found.id, told, AuditVerb.APPROVE)
        else:
            lock_change(session, found.id, day)
            enact_now(session, found, edit.actor, edit.now, by)
    return find_change(session, edit.actor, found.id)


def refuse(session: Session, edit: ChangeEdit, reason: str) -> ChangeRecord:
    """Refuse a change with a reason. Raises as `approve`."""
    return _settle(session, edit, ChangeAction.REFUSE, reason)


def withdraw(session: Session, edit: ChangeEdit) -> ChangeRecord:
    """Give a change up. Raises as `approve`."""
    return _settle(session, edit, ChangeAction.WITHDRAW, None)


def why_not_approve(session: Session, actor: Actor, found: ChangeRecord) -> Barrier | None:
    """What keeps an actor from approving a change; none if nothing does."""
    second = read_settings(session).boundary_approval
    with as_system(session):
        maker = maker_of(session, found.made_by)
    return barrier_for(found.status, actor, found.region_code, maker, second=second)


def _begin(
    session: Session, edit: ChangeEdit, action: ChangeAction
) -> tuple[ChangeRecord, ChangeStatus]:
    """Find a change that its editor has seen as it is, and where the action leads."""
    found = find_change(session, edit.actor, edit.change_id)
    if found.status is ChangeStatus.OUTDATED and action is ChangeAction.APPROVE:
        msg = "the boundaries it was drawn from have changed since: draw it anew"
        raise RegisterChanged(msg)
    if found.version != edit.seen:
        msg = f"you saw version {edit.seen}, and somebody changed it since: read it again"
        raise StaleWrite(msg)
    return found, step(found.status, action, edit.actor)


def _settle(
    session: Session, edit: ChangeEdit, action: ChangeAction, reason: str | None
) -> ChangeRecord:
    found, settled = _begin(session, edit, action)
    by = {"settled_by": edit.actor.account_id, "settled_at": edit.now, "settled_reason": reason}
    with as_system(session):
        set_status(session, found.id, edit.seen, settled, **by)
        _log(session, edit.actor, edit.now, found.id, {"change": settled.value})
    return find_change(session, edit.actor, found.id)


def _own_village(session: Session, actor: Actor, asked: Asked) -> str | None:
    """Village of a change, held against other changes while it is drawn.

    Raises
    ------
    NotFound
        If it does not lie in the actor's area; he is not told that it is there.
    """
    village = village_of(session, asked)
    if not covers(actor, village):
        msg = f"no grid {asked.codes[0]}" if asked.codes else f"no village {village}"
        raise NotFound(msg)
    lock_villages(session, [village or ""], shared=True)
    return village


def _from_today(found: ChangeRecord, today: date) -> Asked:
    """What was asked for, today at the earliest."""
    return Asked.of_json(found.request, max(found.effective_on, today), found.note)


def _enqueue(session: Session, found: ChangeRecord, now: datetime) -> None:
    start = datetime.combine(found.effective_on, time.min, tzinfo=now.tzinfo)
    enqueue(session, TASK, key=str(found.id), at=start, change_id=str(found.id))


def _log(
    session: Session,
    actor: Actor,
    now: datetime,
    change_id: UUID,
    told: dict[str, Any],
    verb: AuditVerb = AuditVerb.CHANGE,
) -> None:
    about = (ObjectKind.BOUNDARY_CHANGE, str(change_id))
    record(session, Entry.by(actor, now, verb, about, details=told))
