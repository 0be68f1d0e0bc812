"""Keeping what a screener decided about a held issue, and holding one again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from data.accused import NamedParty
from data.assignments import end_assignment, hand_to
from data.audit import Entry, record
from data.erasure import Erasing, erase_note
from data.issue_links import end_links
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue
from data.placements import last_placement
from data.tables import (
    EventNote,
    Grid,
    Issue,
    IssueEvent,
    Party,
    PartyContact,
    ReportKey,
)
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.placing import GridHit, Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.screening_decision import Release
from dispatch.vocabulary import Level, Stage

ACCUSED: Final = "accused"
"""Kind of the parties that a screener names."""


def issue_with(session: Session, issue_id: int) -> Issue:
    """The row of an issue that its editor has been shown."""
    return session.scalars(select(Issue).where(Issue.id == issue_id)).one()


def placed_of(session: Session, issue: Issue) -> Placed:
    """Where an issue was placed last, as the rules of assignment ask for it."""
    placement = last_placement(session, issue.id)
    reason = Reason(
        ReasonCode(placement.reason_code), placement.reason_params, placement.rule_version
    )
    grid = session.get(Grid, issue.grid_code) if issue.grid_code else None
    hit = GridHit(grid.code, issue.grid_version_id, grid.region_code) if grid else None
    return Placed(
        issue.method, issue.confidence, reason, grid=hit, region_code=placement.region_code
    )


def keep_release(
    session: Session,
    issue: Issue,
    release: Release,
    parties: Sequence[NamedParty],
    *,
    by: Writer,
    note: str | None = None,
) -> int:
    """Write a release: the issue, who takes it, whom it accuses, history and record.

    Returns
    -------
    version
        The new one.

    Raises
    ------
    StaleWrite
        If somebody else changed the issue in the meantime.
    """
    issue_id, number, stage = issue.id, issue.number, issue.stage
    version = change_issue(session, issue_id, by.seen, _released(release, by.at))
    _hand_over(session, issue_id, release, by.at)
    _keep_parties(session, issue_id, parties)
    if release.bars is None:
        _forget_notes(session, issue_id, by)
    for step in _steps_of(release, stage, version, note):
        keep_step(session, issue_id, step, by)
    details = {
        "outcome": "ordinary" if release.bars is None else "accusation",
        "level": release.assigned.level,
        "parties": len(parties),
        "version": version,
    }
    _record(session, number, AuditVerb.RELEASE, details, by)
    return version


def keep_hold(session: Session, issue: Issue, answer: Mapping[str, Any], *, by: Writer) -> int:
    """Write that an issue waits for the screener again, with nobody else and linked to nothing.

    Parameters
    ----------
    answer
        What whoever filed it is told from now on, in place of the answer of that day.

    Raises
    ------
    StaleWrite
        If somebody else changed the issue in the meantime.
    """
    issue_id, number, stage, key = issue.id, issue.number, issue.stage, issue.key
    values = {"held_at": by.at, "released_at": None, "level": Level.COUNTY, "agent_id": None}
    version = change_issue(session, issue_id, by.seen, values)
    end_links(session, issue_id, by)
    end_assignment(session, issue_id, by.at)
    kept = update(ReportKey).where(ReportKey.key == key, ReportKey.answer.is_not(None))
    session.execute(kept.values(answer=dict(answer)))
    step = Step("held", stage, Level.COUNTY, Reason(ReasonCode.HELD_AGAIN), version)
    keep_step(session, issue_id, step, by)
    _record(session, number, AuditVerb.HOLD, {"version": version}, by)
    return version


def signals_of(session: Session, issue_id: int) -> list[str]:
    """Codes of the screening rules that held an issue when it came in; none if a person did."""
    query = (
        select(IssueEvent.reason_params["signals"])
        .where(IssueEvent.issue_id == issue_id, IssueEvent.verb == "held")
        .order_by(IssueEvent.at, IssueEvent.id)
        .limit(1)
    )
    return list(session.scalar(query) or ())


def _released(release: Release, at: datetime) -> dict[str, Any]:
    tenure = release.assigned.tenure
    values: dict[str, Any] = {
        "released_at": at,
        "kind": release.kind,
        "level": release.assigned.level,
        "agent_id": tenure.agent_id if tenure else None,
        "barred": None,
    }
    if release.bars is not None:
        values |= {"barred": list(release.bars), "unit_id": None}
    return values


def _hand_over(session: Session, issue_id: int, release: Release, at: datetime) -> None:
    boundary = session.scalar(select(Issue.grid_version_id).where(Issue.id == issue_id))
    under = {"region_code": release.region_code, "grid_version_id": boundary}
    hand_to(session, issue_id, release.assigned, at, under=under)


def _keep_parties(session: Session, issue_id: int, parties: Sequence[NamedParty]) -> None:
    session.execute(delete(Party).where(Party.issue_id == issue_id, Party.kind == ACCUSED))
    for one in parties:
        party = Party(
            issue_id=issue_id,
            kind=ACCUSED,
            agent_id=one.agent_id,
            unit_id=one.unit_id,
            region_code=one.region_code,
        )
        session.add(party)
        session.flush()
        if one.name is not None:
            session.add(PartyContact(party_id=party.id, name=one.name))


def _forget_notes(session: Session, issue_id: int, by: Writer) -> None:
    """Erase what a screener wrote of an accusation that turned out to be none."""
    query = (
        select(EventNote.event_id)
        .join(IssueEvent, IssueEvent.id == EventNote.event_id)
        .where(EventNote.issue_id == issue_id, IssueEvent.verb == "released")
    )
    for event_id in session.scalars(query).all():
        erase_note(session, event_id, Erasing(by.at, by.actor))


def _steps_of(release: Release, stage: Stage, version: int, note: str | None) -> list[Step]:
    level, why = release.assigned.level, release.assigned.reason
    if release.bars is not None:
        return [Step("released", stage, level, why, version, note)]
    found = Step("released", stage, level, Reason(ReasonCode.ORDINARY), version)
    return [found, Step("assigned", stage, level, why, version)]


def _record(
    session: Session, number: str, verb: AuditVerb, details: Mapping[str, Any], by: Writer
) -> None:
    entry = Entry.by(by.actor, by.at, verb, (ObjectKind.ISSUE, number), details=details)
    record(session, entry)
