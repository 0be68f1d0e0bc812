"""Open issues that a change of boundaries moves: before it takes effect, and after."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.boundary_changes import ChangeRecord
from data.changed_grids import changed_grids
from data.issue_filter import visible_to
from data.regridding import handed_again, placed_again, posts_for
from data.scope import as_system
from data.tables import Issue
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import ChangeStatus

_MOVING: Final = text((Path(__file__).parent / "sql" / "issues_moving.sql").read_text("utf-8"))

# All a change did to issues carries its moment, so one partition is read.
_DONE: Final = text("""
    SELECT issue.id, issue.number, event.reason_code, event.reason_params,
           event.reason_params ->> 'before' AS before, event.reason_params ->> 'grid' AS after,
           earlier.name AS agent_before, later.name AS agent_after
    FROM issue_event AS event
    JOIN issue ON issue.id = event.issue_id
    LEFT JOIN LATERAL (
        SELECT agent.name FROM assignment JOIN agent ON agent.id = assignment.agent_id
        WHERE assignment.issue_id = issue.id AND assignment.assigned_at < event.at
          AND (assignment.ended_at IS NULL OR assignment.ended_at = event.at)
        ORDER BY assignment.id DESC LIMIT 1
    ) AS earlier ON true
    LEFT JOIN LATERAL (
        SELECT agent.name FROM assignment LEFT JOIN agent ON agent.id = assignment.agent_id
        WHERE assignment.issue_id = issue.id AND assignment.assigned_at <= event.at
          AND (assignment.ended_at IS NULL OR assignment.ended_at > event.at)
        ORDER BY assignment.id DESC LIMIT 1
    ) AS later ON true
    WHERE event.at = :at AND event.reason_params ->> 'change' = :change
    ORDER BY issue.id
""")


@dataclass(frozen=True, slots=True)
class MovingIssue:
    """One open issue whose grid changes.

    Attributes
    ----------
    before, after
        Codes of the grids; none where it lies in none. A new grid has the code it would get.
    agent_before, agent_after
        Who has it and who would; none: nobody, it waits at a desk.
    reason_code, reason_params
        Why, as the rules say it; see `api.reasons.reason_text`.
    """

    id: int
    number: str
    before: str | None
    after: str | None
    agent_before: str | None
    agent_after: str | None
    reason_code: str
    reason_params: dict[str, Any]


def preview_issues(session: Session, change_id: UUID, day: date) -> list[MovingIssue]:
    """Open issues that would be moved, all of them: for the system's own eyes."""
    codes = {one.ordinal: one.would_be for one in changed_grids(session, change_id, day)}
    rows = session.execute(_MOVING, {"change": change_id, "day": day}).all()
    posts = posts_for(session, rows)
    moving = []
    for row in rows:
        placed = placed_again(row, None)
        handed = handed_again(row, placed, posts, day)
        after = row.grid if row.ordinal is None else codes[row.ordinal]
        agent = row.agent_name
        if handed is not None:
            agent = handed.tenure.agent if handed.tenure else None
        reason = handed.reason if handed is not None else placed.reason
        params = reason.params if after is None else {**reason.params, "grid": after}
        moving.append(
            MovingIssue(
                *(row.id, row.number, row.before, after, row.agent_name, agent),
                reason.code.value,
                params,
            )
        )
    return moving


def moved_issues(session: Session, change: ChangeRecord) -> list[MovingIssue]:
    """Issues that a change moved when it took effect: for the system's own eyes."""
    rows = session.execute(_DONE, {"at": change.enacted_at, "change": str(change.id)})
    return [MovingIssue(**row._mapping) for row in rows]  # noqa: SLF001 - public in SQLAlchemy


def issues_shown(
    session: Session, actor: Actor, change: ChangeRecord, day: date
) -> tuple[int, list[MovingIssue]]:
    """How many issues a change moves, and those of them that an actor may read."""
    with as_system(session):
        if change.status is ChangeStatus.ENACTED:
            every = moved_issues(session, change)
        else:
            every = preview_issues(session, change.id, max(day, change.effective_on))
    readable = _readable(session, actor, [one.id for one in every])
    return len(every), [one for one in every if one.id in readable]


def _readable(session: Session, actor: Actor, ids: Collection[int]) -> set[int]:
    if not actor.may(Verb.READ_ISSUES):
        return set()
    return set(session.scalars(select(Issue.id).where(Issue.id.in_(ids), visible_to(actor))))
