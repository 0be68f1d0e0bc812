"""Placing an open issue by hand: where it lies from now on, and who has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.assignments import hand_to
from data.audit import Entry, record
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue
from data.placements import Given, add_placement, place_columns
from data.tables import Assignment, Issue
from dispatch.assignment import Assigned
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.placing import Placed
from dispatch.replacing import Standing
from dispatch.vocabulary import Level


@dataclass(frozen=True, slots=True)
class Replacing:
    """What was decided about an issue that somebody placed.

    Attributes
    ----------
    handed
        Who has it from now on; none where it stays with whom it is.
    """

    placed: Placed
    given: Given
    handed: Assigned | None


def standing_of(session: Session, issue: Issue, before: Placed) -> Standing:
    """How an issue stands with whom it is.

    Parameters
    ----------
    before
        Where it was placed last.
    """
    query = select(Assignment.level, Assignment.reason_code).where(
        Assignment.issue_id == issue.id, Assignment.ended_at.is_(None)
    )
    current = session.execute(query).first()
    return Standing(
        before=before,
        level=issue.level,
        held=issue.held,
        with_a_unit=issue.unit_id is not None,
        assigned=None if current is None else (Level(current[0]), current[1]),
    )


def keep_replacing(
    session: Session, issue: Issue, decided: Replacing, *, by: Writer, note: str | None
) -> int:
    """Write a placing by hand: the issue, its placement, who takes it, history and record.

    Answers the new version of the issue; raises as `data.issue_versions.change_issue`.
    """
    issue_id, number, stage, level = issue.id, issue.number, issue.stage, issue.level
    placed, handed = decided.placed, decided.handed
    values = _columns(issue, decided)
    version = change_issue(session, issue_id, by.seen, values)
    account = by.actor.account_id if by.actor else None
    add_placement(session, issue_id, placed, decided.given, placed_by=account)
    if handed is not None:
        under = {"region_code": placed.region_code, "grid_version_id": values["grid_version_id"]}
        hand_to(session, issue_id, handed, by.at, under=under)
        level = handed.level
    keep_step(session, issue_id, Step("placed", stage, level, placed.reason, version, note), by)
    if handed is not None:
        step = Step("assigned", stage, level, handed.reason, version)
        keep_step(session, issue_id, step, by)
    _record(session, number, decided, by, version)
    return version


def _columns(issue: Issue, decided: Replacing) -> Mapping[str, Any]:
    placed, handed = decided.placed, decided.handed
    values: dict[str, Any] = {
        **place_columns(placed),
        "region_code": placed.region_code or issue.region_code,
        "grid_code": placed.grid.code if placed.grid else None,
    }
    if placed.household_id is not None:  # else that of the report stays: it says who, not where
        values["household_id"] = placed.household_id
    if handed is not None:
        agent = handed.tenure.agent_id if handed.tenure else None
        values |= {"level": handed.level, "agent_id": agent}
    return values


def _record(session: Session, number: str, decided: Replacing, by: Writer, version: int) -> None:
    placed = decided.placed
    details = {
        "placed": placed.method,
        "grid": placed.grid.code if placed.grid else None,
        "region": placed.region_code,
        "handed": decided.handed is not None,
        "version": version,
    }
    about = (ObjectKind.ISSUE, number)
    record(session, Entry.by(by.actor, by.at, AuditVerb.CHANGE, about, details=details))
