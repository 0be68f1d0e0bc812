"""Keeping what intake decided: the issue with all its first rows, in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, String, any_, literal, select
from sqlalchemy.orm import Session

from data.alerts import Urgent, raise_alerts
from data.attachments import Binding, bind_files
from data.event_months import ensure_event_months
from data.issue_steps import reason_columns
from data.outside_orders import keep_orders
from data.placements import Given, place_columns, placement_columns
from data.row_sets import insert_rows
from data.sittings import check_sittings
from data.tables import Issue
from dispatch.assignment import Assigned
from dispatch.auditing import digests_of
from dispatch.intake import Decision
from dispatch.region_codes import county_over, prefix_of, township_over
from dispatch.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class NewIssue:
    """A decision with the numbers drawn for it.

    Attributes
    ----------
    account_id
        Who filed it; none for an import.
    region_code
        Where it was brought in, kept while its own place is unknown.
    desk
        Desk it came in through; see `dispatch.rights.Actor.desk`.
    past
        Whether it is a record of the past: nobody is alerted by it.
    """

    decision: Decision
    number: str
    tracking_code: str
    account_id: int | None
    region_code: str | None
    handed_at: datetime
    desk: str | None = None
    past: bool = False

    @property
    def alarming(self) -> bool:
        """Whether desks are told of it: it is urgent, and its danger may still be there."""
        return self.decision.urgency.urgent and not self.past


def keep(session: Session, issues: Sequence[NewIssue]) -> list[int]:
    """Write issues with placement, assignment, clocks, petitioner and first events.

    Returns
    -------
    ids
        In the order given.
    """
    if not issues:
        return []
    check_sittings(session, _sittings(issues))
    made = insert_rows(session, "issue", [_issue(new) for new in issues], ("key", "id"))
    by_key = {row.key: row.id for row in made}
    numbered = [(by_key[new.decision.report.key], new) for new in issues]
    insert_rows(session, "placement", [_placement(i, new) for i, new in numbered])
    handed = [
        _assignment(issue_id, new, assigned)
        for issue_id, new in numbered
        if (assigned := new.decision.assigned) is not None
    ]
    insert_rows(session, "assignment", handed)
    insert_rows(session, "clock", [row for i, new in numbered for row in _clocks(i, new)])
    digests = _keep_petitioners(session, numbered)
    _keep_events(session, numbered, digests)
    _keep_beside(session, numbered)
    return [issue_id for issue_id, _ in numbered]


def taken_numbers(session: Session, numbers: Sequence[str]) -> set[str]:
    """Which of these public numbers are in use."""
    asked = any_(literal(list(numbers), ARRAY(String)))
    return set(session.scalars(select(Issue.number).where(Issue.number == asked)))


def _issue(new: NewIssue) -> dict[str, Any]:
    decision, report = new.decision, new.decision.report
    placed, assigned = decision.placed, decision.assigned
    return {
        "number": new.number,
        "tracking_code": new.tracking_code,
        "key": report.key,
        "source_key": report.source_key,
        "text": report.text,
        **_about(decision),
        "channel": report.channel,
        "kind": decision.kind,
        "stage": Stage.COLLECT,
        "level": decision.level,
        "received_at": report.received_at,
        "address": report.address,
        **place_columns(placed),
        "household_id": placed.household_id,
        "region_code": placed.region_code or new.region_code,
        "grid_code": placed.grid.code if placed.grid else None,
        "agent_id": assigned.tenure.agent_id if assigned and assigned.tenure else None,
        "entered_by": new.account_id,
        "entered_desk": new.desk,
        "held_at": new.handed_at if decision.screening.held else None,
        "version": 1,
    }


def _about(decision: Decision) -> dict[str, Any]:
    about, urgency = decision.categorised, decision.urgency
    return {
        "category": about.category,
        "category_by": about.by,
        "category_rule": about.rule,
        "category_confidence": about.confidence,
        "urgent": urgency.urgent,
        "urgent_signals": list(urgency.signals) or None,
        "sitting_id": decision.report.sitting_id,
    }


def _placement(issue_id: int, new: NewIssue) -> dict[str, Any]:
    decision = new.decision
    lon, lat = decision.given or (None, None)
    datum = decision.report.datum.value if decision.given else None
    return placement_columns(issue_id, decision.placed, Given(lon, lat, datum))


def _assignment(issue_id: int, new: NewIssue, assigned: Assigned) -> dict[str, Any]:
    decision = new.decision
    tenure, placed = assigned.tenure, decision.placed
    return {
        "issue_id": issue_id,
        "level": assigned.level,
        "region_code": placed.region_code,
        "agent_id": tenure.agent_id if tenure else None,
        "post_id": tenure.post_id if tenure else None,
        "grid_version_id": placed.grid.version_id if placed.grid else None,
        "assigned_at": new.handed_at,
        **reason_columns(assigned.reason),
    }


def _clocks(issue_id: int, new: NewIssue) -> list[dict[str, Any]]:
    return [
        {
            "issue_id": issue_id,
            "code": clock.code,
            "starts_at": clock.starts_at,
            "yellow_on": clock.yellow_on,
            "due_on": clock.due_on,
            "stopped_at": clock.stopped_at,
        }
        for clock in new.decision.clocks
    ]


def _keep_petitioners(
    session: Session, numbered: Sequence[tuple[int, NewIssue]]
) -> dict[int, dict[str, Any]]:
    """Write who brings each issue; answers the salted digests its history keeps, by issue."""
    people = [
        (issue_id, new.decision.report)
        for issue_id, new in numbered
        if new.decision.report.petitioner_name or new.decision.report.petitioner_phone
    ]
    if not people:
        return {}
    made = insert_rows(
        session, "petitioner", [{"issue_id": i} for i, _ in people], ("issue_id", "id")
    )
    ids = {row.issue_id: row.id for row in made}
    contacts = [
        {
            "petitioner_id": ids[issue_id],
            "name": report.petitioner_name,
            "phone": report.petitioner_phone,
        }
        for issue_id, report in people
    ]
    kept = insert_rows(session, "petitioner_contact", contacts, ("petitioner_id", "salt"))
    salts = {row.petitioner_id: row.salt for row in kept}
    return {
        issue_id: {
            "petitioner": (i := ids[issue_id]),
            **digests_of(
                bytes(salts[i]), name=report.petitioner_name, phone=report.petitioner_phone
            ),
        }
        for issue_id, report in people
    }


def _keep_events(
    session: Session,
    numbered: Sequence[tuple[int, NewIssue]],
    digests: Mapping[int, dict[str, Any]],
) -> None:
    ensure_event_months(session, [new.handed_at for _, new in numbered])
    rows = [row for i, new in numbered for row in _events(i, new, digests.get(i))]
    insert_rows(session, "issue_event", rows)


def _keep_beside(session: Session, numbered: Sequence[tuple[int, NewIssue]]) -> None:
    """Write what only some issues have: alerts, numbers elsewhere, files."""
    raise_alerts(session, [_urgent(i, new) for i, new in numbered if new.alarming])
    orders = [
        {"account_id": new.account_id, "number": number, "issue_id": i}
        for i, new in numbered
        if (number := new.decision.report.order) is not None
    ]
    keep_orders(session, orders)
    with_files = [(i, new) for i, new in numbered if new.decision.report.attachments]
    bind_files(session, [_binding(i, new) for i, new in with_files])


def _sittings(issues: Sequence[NewIssue]) -> list[tuple[int, int | None, str | None]]:
    """Sessions they were brought in at, by whom, and which others a desk sees."""
    return [
        (sitting_id, new.account_id, prefix_of(new.region_code or "") if new.desk else None)
        for new in issues
        if (sitting_id := new.decision.report.sitting_id) is not None
    ]


def _urgent(issue_id: int, new: NewIssue) -> Urgent:
    region = new.decision.placed.region_code or new.region_code
    return Urgent(issue_id, new.handed_at, county_over(region), township_over(region))


def _binding(issue_id: int, new: NewIssue) -> Binding:
    report = new.decision.report
    return Binding(issue_id, report.attachments, new.account_id, report.key)


def _events(issue_id: int, new: NewIssue, digests: dict[str, Any] | None) -> list[dict[str, Any]]:
    decision = new.decision
    steps = [("placed", decision.placed.reason)]
    if decision.assigned is not None:
        steps.append(("assigned", decision.assigned.reason))
    received: dict[str, Any] = {
        "reason_code": None,
        "reason_params": {"digests": digests} if digests else {},
        "rule_version": None,
    }
    rows = [("received", received), *((verb, reason_columns(reason)) for verb, reason in steps)]
    if decision.screening.held:
        signals = {"signals": list(decision.screening.signals)}
        rows.append(("held", {**received, "reason_code": "received", "reason_params": signals}))
    same = {
        "issue_id": issue_id,
        "at": new.handed_at,
        "account_id": new.account_id,
        "stage": Stage.COLLECT,
        "level": decision.level,
    }
    return [{**same, "verb": verb, **why} for verb, why in rows]
