"""Last year's issues of a village, in the grids of their day and in those of a change."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.boundary_changes import ChangeRecord
from data.issue_filter import visible_to
from data.posts import tenures_of
from data.tables import Agent, Issue
from dispatch.rehearsal import Past, Rehearsal, compare, replay
from dispatch.rights import Actor

LOOKED_BACK: Final = timedelta(days=365)
"""A year has every season of a village's issues."""

# The new grid is "+n" until the change takes effect: nobody holds it, as nobody would have, and
# its issues would go to the village's secretary.
_REPLAYED: Final = text("""
    SELECT issue.id, timezone('Asia/Shanghai', issue.received_at)::date AS received_on,
           before.code AS before,
           coalesce(joined.code, drawn.code,
                    CASE WHEN ended.fate = 'retired' THEN NULL ELSE before.code END) AS after
    FROM issue
    LEFT JOIN LATERAL (
        SELECT coalesce(
            (SELECT member.grid_code FROM membership AS member
             WHERE issue.method = 'household' AND member.household_id = issue.household_id
               AND daterange(member.valid_from, member.valid_to)
                   @> timezone('Asia/Shanghai', issue.received_at)::date
             LIMIT 1),
            (SELECT version.grid_code
             FROM grid_version AS version JOIN grid ON grid.code = version.grid_code
             WHERE grid.region_code = :village AND version.shape && issue.place
               AND ST_Covers(version.shape, issue.place)
               AND daterange(version.valid_from, version.valid_to)
                   @> timezone('Asia/Shanghai', issue.received_at)::date
             ORDER BY version.grid_code LIMIT 1)
        ) AS code
    ) AS before ON true
    LEFT JOIN LATERAL (
        SELECT coalesce(changed.code, '+' || changed.ordinal) AS code
        FROM changed_member AS member
        JOIN changed_grid AS changed
          ON changed.change_id = member.change_id AND changed.ordinal = member.ordinal
        WHERE member.change_id = :change AND issue.method = 'household'
          AND member.household_id = issue.household_id
    ) AS joined ON true
    LEFT JOIN LATERAL (
        SELECT coalesce(changed.code, '+' || changed.ordinal) AS code
        FROM changed_grid AS changed
        WHERE changed.change_id = :change AND issue.method <> 'household'
          AND changed.shape && issue.place AND ST_Covers(changed.shape, issue.place)
        ORDER BY changed.code NULLS LAST, changed.ordinal LIMIT 1
    ) AS drawn ON true
    LEFT JOIN changed_grid AS ended
      ON ended.change_id = :change AND ended.code = before.code
    WHERE issue.id = ANY (:issues)
    ORDER BY issue.id
""")


@dataclass(frozen=True, slots=True)
class BoundaryRehearsal:
    """What would have been different last year, and the names of the agents in it."""

    since: date
    until: date
    rehearsal: Rehearsal
    names: dict[int, str]


def rehearse_boundaries(
    session: Session, actor: Actor, change: ChangeRecord, now: datetime
) -> BoundaryRehearsal:
    """Replay a change on the issues of the last year that an actor may read.

    Those kept from somebody are left out: a number must not betray them.
    """
    since = now - LOOKED_BACK
    query = select(Issue.id).where(
        visible_to(actor),
        Issue.region_code == change.region_code,
        Issue.received_at >= since,
        Issue.received_at <= now,
        Issue.barred.is_(None),
        Issue.held.is_(False),
    )
    was, would = _replayed(session, change.id, change.region_code, list(session.scalars(query)))
    grids = {one.grid for one in (*was, *would) if one.grid}
    tenures = tenures_of(session, grids, [change.region_code] if change.region_code else [])
    secretaries = tenures.get(change.region_code or "", [])
    tenures |= {code: secretaries for code in grids if code.startswith("+")}
    rehearsal = compare(replay(was, tenures), replay(would, tenures))
    return BoundaryRehearsal(since.date(), now.date(), rehearsal, _names(session, rehearsal))


def _replayed(
    session: Session, change_id: UUID, village: str | None, issues: list[int]
) -> tuple[list[Past], list[Past]]:
    values = {"change": change_id, "village": village, "issues": issues}
    rows = session.execute(_REPLAYED, values).all()
    was = [Past(row.id, row.before, row.received_on) for row in rows]
    return was, [Past(row.id, row.after, row.received_on) for row in rows]


def _names(session: Session, rehearsal: Rehearsal) -> dict[int, str]:
    ids = {one for way in rehearsal.passages for one in (way.before, way.after) if one is not None}
    return dict(session.execute(select(Agent.id, Agent.name).where(Agent.id.in_(ids))).all())
