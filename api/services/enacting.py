"""A change of boundaries takes effect: at once, or by a job on its day."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.audit import Entry, record
from data.boundary_changes import ChangeRecord, change_of_system, set_status
from data.change_approval import due_changes
from data.change_enactment import enact_change, lock_change
from data.enactment import Enacted
from data.errors import DataError, TwinRunning
from data.issue_steps import Writer
from data.regridding import regrid_issues
from data.scope import as_system
from data.session import refusal_of
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.boundary_changes import ChangeAction, step
from dispatch.rights import Actor
from dispatch.vocabulary import ChangeStatus
from geo.errors import GeoError

_REFUSED: Final = (DataError, GeoError)


def enact_now(
    session: Session,
    change: ChangeRecord,
    actor: Actor | None,
    now: datetime,
    by: dict[str, Any],
) -> None:
    """Let a change take effect; the caller holds the locks of its villages.

    Parameters
    ----------
    actor
        Who approves it; none when its day has come.
    by
        Columns that say who approved it.

    Raises
    ------
    StaleWrite
        If somebody changed it since it was read.
    RegisterChanged, GridsOverlap
        If the boundaries are no longer those it was drawn from.
    TwinRunning
        If somebody changes a boundary beside it right now.
    """
    day = now.date()
    enacted_status = step(ChangeStatus.APPROVED, ChangeAction.ENACT)
    set_status(session, change.id, change.version, enacted_status, enacted_at=now, **by)
    try:
        enacted = enact_change(session, change, day)
    except IntegrityError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error
    writer = Writer(actor, now, change.version)
    issues = regrid_issues(session, enacted.touched, writer, day, change=change.id)
    record(session, *_entries(change, actor, now, enacted, issues))


def enact_on_its_day(session: Session, change_id: UUID, now: datetime) -> None:
    """Let an approved change take effect whose day has come; one that cannot is outdated.

    Done already, withdrawn or not yet due: nothing happens.

    Raises
    ------
    TwinRunning
        If somebody changes a boundary beside it right now; to be tried again.
    """
    with as_system(session):
        lock_change(session, change_id, now.date())
        change = change_of_system(session, change_id)
        if change is None or change.status is not ChangeStatus.APPROVED:
            return
        if change.effective_on > now.date():
            return
        try:
            with session.begin_nested():
                enact_now(session, change, None, now, {})
        except TwinRunning:
            raise  # the task is tried again
        except _REFUSED:
            outdated = step(change.status, ChangeAction.OUTDATE)
            set_status(session, change.id, change.version, outdated)
            about = (ObjectKind.BOUNDARY_CHANGE, str(change.id))
            told = {"change": outdated.value}
            record(session, Entry.by(None, now, AuditVerb.CHANGE, about, details=told))


def changes_due(session: Session, now: datetime) -> list[UUID]:
    """Approved changes whose day has come."""
    with as_system(session):
        return due_changes(session, now.date())


def _entries(
    change: ChangeRecord, actor: Actor | None, now: datetime, enacted: Enacted, issues: int
) -> list[Entry]:
    """Lines of the record: the change, and each grid it touched."""
    figures = {
        "change": ChangeStatus.ENACTED.value,
        "kind": change.kind.value,
        "village": change.region_code or "",
        "new": len(enacted.new),
        "redrawn": len(enacted.redrawn),
        "retired": len(enacted.retired),
        "corners": len(enacted.corners),
        "households": enacted.households,
        "issues": issues,
    }
    about = (ObjectKind.BOUNDARY_CHANGE, str(change.id))
    verb = AuditVerb.CHANGE if actor is None else AuditVerb.APPROVE
    changes = {
        "new": enacted.new,
        "redrawn": enacted.redrawn,
        "retired": enacted.retired,
        "corner": enacted.corners,
    }
    return [
        Entry.by(actor, now, verb, about, details=figures),
        *(
            Entry.by(
                *(actor, now, AuditVerb.CHANGE, (ObjectKind.GRID, code)),
                details={"change": what, "by": str(change.id)},
            )
            for what, codes in changes.items()
            for code in codes
        ),
    ]
