"""The partitions of the history of issues, one a month."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session


def ensure_event_months(session: Session, moments: Sequence[datetime]) -> None:
    """Make sure each moment's month of history has its partition."""
    months = {moment.strftime("%Y-%m"): moment for moment in moments}
    for _, moment in sorted(months.items()):
        session.execute(text("SELECT ensure_issue_event_month(:moment)"), {"moment": moment})
