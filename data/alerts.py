"""Who is told of urgent issues, and who said that they know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from data.jobs import enqueue
from data.tables import Alert
from dispatch.vocabulary import AlertLine

ANSWER_WITHIN: Final = timedelta(minutes=5)
"""Issue 6 of the plan: who does not acknowledge by then, and the next on the list is told."""
TASK: Final = "climb_alert"


@dataclass(frozen=True, slots=True)
class Urgent:
    """One urgent issue, and the region codes of the two desks that are told of it."""

    issue_id: int
    at: datetime
    county: str | None
    township: str | None


def raise_alerts(session: Session, issues: Sequence[Urgent]) -> None:
    """Tell both desks at once; whoever is silent is followed by the next on the list."""
    rows = [
        {
            "issue_id": one.issue_id,
            "line": line,
            "step": 0,
            "region_code": region,
            "raised_at": one.at,
            "due_at": one.at + ANSWER_WITHIN,
        }
        for one in issues
        for line, region in ((AlertLine.COUNTY, one.county), (AlertLine.TOWNSHIP, one.township))
        if line is AlertLine.COUNTY or region is not None
    ]
    if not rows:
        return
    query = insert(Alert).returning(Alert.id, Alert.due_at, sort_by_parameter_order=True)
    for alert_id, due_at in session.execute(query, rows):
        enqueue(session, TASK, key=str(alert_id), at=due_at, alert_id=alert_id)
