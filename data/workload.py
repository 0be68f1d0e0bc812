"""How much those who would get an issue have already."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from data.tables import Agent, Issue


@dataclass(frozen=True, slots=True)
class Workload:
    """One agent with the number of open issues in hand; shown, it decides nothing."""

    id: int
    name: str
    phone: str | None
    open_issues: int


def workloads_of(session: Session, agents: Collection[int]) -> dict[int, Workload]:
    """What agents have in hand, by id, whoever asks; accusations are never counted."""
    if not agents:
        return {}
    ordinary = and_(
        Issue.agent_id == Agent.id,
        Issue.closed_at.is_(None),
        ~Issue.held,
        Issue.barred.is_(None),
    )
    query = (
        select(Agent.id, Agent.name, Agent.phone, func.count(Issue.id))
        .outerjoin(Issue, ordinary)
        .where(Agent.id.in_(agents))
        .group_by(Agent.id)
    )
    return {row[0]: Workload(*row) for row in session.execute(query)}
