"""Handing an issue to somebody else: the assignment there is ends, the next begins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from data.issue_steps import reason_columns
from data.tables import Assignment
from dispatch.assignment import Assigned
from dispatch.reasons import Reason
from dispatch.vocabulary import Level


def end_assignment(session: Session, issue_id: int, at: datetime) -> Mapping[str, Any]:
    """End the assignment an issue has; answers the region and boundary it was made under."""
    query = (
        update(Assignment)
        .where(Assignment.issue_id == issue_id, Assignment.ended_at.is_(None))
        .values(ended_at=at)
        .returning(Assignment.region_code, Assignment.grid_version_id)
    )
    ended = session.execute(query).first()
    return ended._asdict() if ended else {"region_code": None, "grid_version_id": None}


def hand_to(
    session: Session,
    issue_id: int,
    assigned: Assigned,
    at: datetime,
    *,
    under: Mapping[str, Any],
) -> None:
    """End the assignment an issue has, and begin the one a rule made.

    Parameters
    ----------
    under
        Its `region_code` and `grid_version_id`.
    """
    tenure = assigned.tenure
    taker = (tenure.agent_id, tenure.post_id) if tenure else (None, None)
    end_assignment(session, issue_id, at)
    _begin(session, issue_id, assigned.level, taker, assigned.reason, {**under, "assigned_at": at})


def hand_over_to(
    session: Session,
    issue_id: int,
    level: Level,
    taker: tuple[int, int | None],
    reason: Reason,
    at: datetime,
) -> None:
    """Pass an issue to another agent with a post, under region and boundary it had before."""
    before = end_assignment(session, issue_id, at)
    _begin(session, issue_id, level, taker, reason, {**before, "assigned_at": at})


def _begin(
    session: Session,
    issue_id: int,
    level: Level,
    taker: tuple[int | None, int | None],
    reason: Reason,
    rest: Mapping[str, Any],
) -> None:
    columns = {
        "issue_id": issue_id,
        "level": level,
        "agent_id": taker[0],
        "post_id": taker[1],
        **rest,
        **reason_columns(reason),
    }
    session.execute(insert(Assignment).values(**columns))
