"""Who asked for a change of boundaries, and which approved ones wait for their day."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.tables import Account, BoundaryChange
from dispatch.boundary_changes import Maker
from dispatch.vocabulary import ChangeStatus


def due_changes(session: Session, day: date) -> list[UUID]:
    """Approved changes whose day has come, the earliest first."""
    query = (
        select(BoundaryChange.id)
        .where(BoundaryChange.status == ChangeStatus.APPROVED, BoundaryChange.effective_on <= day)
        .order_by(BoundaryChange.effective_on, BoundaryChange.approved_at, BoundaryChange.id)
    )
    return list(session.scalars(query))


def maker_of(session: Session, account_id: int) -> Maker:
    """Who an account belongs to."""
    agent = session.scalar(select(Account.agent_id).where(Account.id == account_id))
    return Maker(account_id, agent)
