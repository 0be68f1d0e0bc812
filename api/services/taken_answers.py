"""What is answered for issues just taken in: made of what was decided, not read again."""

from collections.abc import Sequence
from datetime import UTC

from sqlalchemy.orm import Session

from api.reasons import regions_named
from api.services.intake import Taken
from data.issue_records import IssueRecord, SeenIssue
from data.told_names import Told, told_names
from dispatch.intake import Decision
from dispatch.vocabulary import Precision, Stage


def told_of(session: Session, taken: Sequence[Taken]) -> Told:
    """All that the answers for some issues say beside what was decided."""
    decisions = [one.new.decision for one in taken]
    handed = [one.assigned for one in decisions if one.assigned is not None]
    reasons = [one.placed.reason for one in decisions] + [one.reason for one in handed]
    return told_names(
        session,
        agents={one.tenure.agent_id for one in handed if one.tenure},
        households={one.placed.household_id for one in decisions if one.placed.household_id},
        regions=set(regions_named(reasons)),
    )


def record_of(taken: Taken, told: Told) -> IssueRecord:
    """An issue just taken in, as `data.issues.records_of` would read it."""
    decision, placed = taken.new.decision, taken.new.decision.placed
    assigned = decision.assigned
    tenure = assigned.tenure if assigned else None
    return IssueRecord(
        id=taken.id,
        issue=_seen(taken, decision),
        precision=Precision.EXACT,
        lon=placed.lon,
        lat=placed.lat,
        placed=placed.lon is not None,
        household=told.households.get(placed.household_id) if placed.household_id else None,
        region_name=None,  # an answer names regions in its reasons only
        agent_name=tenure.agent if tenure else None,
        agent_phone=told.phones.get(tenure.agent_id) if tenure else None,
        placed_reason=placed.reason,
        assigned_reason=assigned.reason if assigned else None,
        clocks=decision.clocks,
    )


def _seen(taken: Taken, decision: Decision) -> SeenIssue:
    report, placed, about = decision.report, decision.placed, decision.categorised
    tenure = decision.assigned.tenure if decision.assigned else None
    return SeenIssue(
        id=taken.id,
        number=taken.new.number,
        key=report.source_key or str(report.key),
        text=report.text,
        category=about.category,
        category_by=about.by,
        category_rule=about.rule,
        category_confidence=about.confidence,
        urgent=decision.urgency.urgent,
        channel=report.channel,
        kind=decision.kind,
        stage=Stage.COLLECT,
        level=decision.level,
        received_at=report.received_at.astimezone(UTC),
        closed_at=None,
        address=report.address,
        method=placed.method,
        accuracy_m=placed.accuracy_m,
        confidence=placed.confidence,
        region_code=placed.region_code or taken.new.region_code,
        grid_code=placed.grid.code if placed.grid else None,
        agent_id=tenure.agent_id if tenure else None,
        unit_id=None,
        held=decision.screening.held,
        version=1,
    )
