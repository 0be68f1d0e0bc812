"""The partitions of tables that only grow, one for each month in UTC."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session


def ensure_months(session: Session, moments: Iterable[datetime]) -> None:
    """Make sure that history and audit have a partition for the month of each moment."""
    query = text("SELECT ensure_issue_event_month(:moment), ensure_audit_month(:moment)")
    for moment in moments:
        session.execute(query, {"moment": moment})
