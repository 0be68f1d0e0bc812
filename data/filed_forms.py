"""Forms that were filed already, by their keys."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.scope import as_system
from data.tables import ReportKey


def answer_to_form(session: Session, key: UUID, account_id: int) -> dict[str, Any] | None:
    """What an account was answered when it filed a form; none if it did not, or long ago."""
    query = select(ReportKey.answer).where(
        ReportKey.key == key,
        ReportKey.account_id == account_id,
        ReportKey.answer.has_key("tracking_code"),
    )
    with as_system(session):
        return session.scalar(query)
