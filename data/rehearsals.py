"""Issues of the past as a rehearsal replays them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.tables import Agent, Assignment, Issue
from dispatch.rehearsal import Handed, Past


def past_issues(
    session: Session, grids: Collection[str], since: datetime, until: datetime
) -> tuple[list[Past], list[Handed]]:
    """Issues of some grids received in a span of time, and to whom each was handed first.

    Held reports and accusations are left out: nobody counts them here.
    """
    first = (
        select(Assignment.agent_id)
        .where(Assignment.issue_id == Issue.id)
        .order_by(Assignment.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Issue.id, Issue.grid_code, Issue.received_at, first)
        .where(
            Issue.grid_code.in_(sorted(grids)),
            Issue.received_at >= since,
            Issue.received_at < until,
            ~Issue.held,
            Issue.barred.is_(None),
        )
        .order_by(Issue.id)
    )
    rows = session.execute(query).all()
    zone = since.tzinfo
    past = [Past(row[0], row[1], row[2].astimezone(zone).date()) for row in rows]
    return past, [Handed(row[0], row[1], row[3]) for row in rows]


def names_of(session: Session, agents: Collection[int]) -> dict[int, str]:
    """Names of agents by id."""
    query = select(Agent.id, Agent.name).where(Agent.id.in_(agents))
    return dict(session.execute(query).all())
