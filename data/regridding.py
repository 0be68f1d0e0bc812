"""Open issues whose grid a signed proposal changed: placed and handed over again."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, insert, literal, null, select, text, update
from sqlalchemy.orm import Session

from data.issue_steps import Step, Writer, keep_step, reason_columns
from data.issue_versions import change_issue
from data.posts import tenures_of
from data.tables import Assignment, Placement
from dispatch.assignment import Assigned, Tenure, assign
from dispatch.placing import GridHit, Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import Confidence, Level, PlacementMethod, Stage

_BY_THE_RULE: Final = (
    *(ReasonCode.HOLDER, ReasonCode.DEPUTY, ReasonCode.NO_HOLDER, ReasonCode.VILLAGE_DESK),
)
"""Reasons of an assignment that nobody made by hand, and that may so be made again."""

# Held reports and accusations stay as they are: whom they are kept from was decided with them.
_CHANGED: Final = text("""
    SELECT issue.id, issue.version, issue.stage, issue.level, issue.grid_code AS before,
           issue.method, issue.confidence, issue.region_code, current.reason_code AS reason,
           grid.code AS grid, version.id AS version_id
    FROM issue
    LEFT JOIN assignment AS current
      ON current.issue_id = issue.id AND current.ended_at IS NULL
    LEFT JOIN LATERAL (
        SELECT coalesce(
            (SELECT member.grid_code FROM membership AS member
             WHERE issue.method = 'household' AND member.household_id = issue.household_id
               AND member.valid_to IS NULL),
            (SELECT covering.grid_code
             FROM grid_version AS covering JOIN grid ON grid.code = covering.grid_code
             WHERE grid.region_code = :village AND covering.valid_to IS NULL
               AND covering.shape && issue.place AND ST_Covers(covering.shape, issue.place)
             ORDER BY covering.grid_code LIMIT 1)
        ) AS code
    ) AS found ON true
    LEFT JOIN grid ON grid.code = found.code
    LEFT JOIN grid_version AS version
      ON version.grid_code = grid.code AND version.valid_to IS NULL
    LEFT JOIN grid AS old ON old.code = issue.grid_code
    WHERE issue.region_code = :village AND issue.closed_at IS NULL
      AND NOT issue.held AND issue.barred IS NULL AND issue.place IS NOT NULL
      AND (grid.code IS DISTINCT FROM issue.grid_code)
      AND (grid.code IS NOT NULL OR old.valid_to IS NOT NULL)
    ORDER BY issue.id
    FOR UPDATE OF issue
""")


def regrid_issues(session: Session, village: str, by: Writer, day: date) -> int:
    """Give the open issues of a village the grids of a day, and who answers for those.

    An issue that the rule of assignment had handed over is handed over again; one that
    somebody passed on stays with whom it is, and only its grid changes.

    Returns
    -------
    count
        Of the issues whose grid changed.
    """
    rows = session.execute(_CHANGED, {"village": village}).all()
    posts = tenures_of(session, {row.grid for row in rows if row.grid})
    for row in rows:
        _regrid(session, row, posts, by, day)
    return len(rows)


def _regrid(
    session: Session, row: Row[Any], posts: Mapping[str, list[Tenure]], by: Writer, day: date
) -> None:
    placed = _placed(row)
    again = row.reason in _BY_THE_RULE and row.level in (Level.GRID, Level.VILLAGE)
    handed = assign(placed, posts.get(row.grid or "", []), day, day) if again else None
    values: dict[str, Any] = {"grid_code": row.grid, "grid_version_id": row.version_id}
    if handed is not None:
        agent = handed.tenure.agent_id if handed.tenure else None
        values |= {"level": handed.level, "agent_id": agent}
    version = change_issue(session, row.id, row.version, values)
    _keep_placement(session, row, placed)
    if handed is not None:
        _hand_over(session, row, handed, by)
    level = handed.level if handed else Level(row.level)
    reason = handed.reason if handed else placed.reason
    verb = "assigned" if handed else "placed"
    keep_step(session, row.id, Step(verb, Stage(row.stage), level, reason, version), by)


def _placed(row: Row[Any]) -> Placed:
    method, confidence = PlacementMethod(row.method), Confidence(row.confidence)
    if row.grid is None:
        reason = Reason(ReasonCode.OUTSIDE_GRID, {"region": row.region_code})
        return Placed(method, confidence, reason, region_code=row.region_code)
    reason = Reason(ReasonCode.GRID_REDRAWN, {"grid": row.grid, "before": row.before})
    hit = GridHit(row.grid, row.version_id, row.region_code)
    return Placed(method, confidence, reason, grid=hit, region_code=row.region_code)


def _keep_placement(session: Session, row: Row[Any], placed: Placed) -> None:
    """Write where the issue lies now; the point is that of the placing before."""
    kept = ("place", "given", "source_datum", "method", "accuracy_m", "confidence", "region_code")
    why = reason_columns(placed.reason)
    version = null() if row.version_id is None else literal(row.version_id)
    last = (
        select(
            Placement.issue_id,
            *(getattr(Placement, name) for name in kept),
            version,
            literal(why["reason_code"]),
            literal(why["reason_params"], Placement.reason_params.type),
            literal(why["rule_version"]),
        )
        .where(Placement.issue_id == row.id)
        .order_by(Placement.id.desc())
        .limit(1)
    )
    names = ("issue_id", *kept, "grid_version_id", *why)
    session.execute(insert(Placement).from_select(names, last))


def _hand_over(session: Session, row: Row[Any], handed: Assigned, by: Writer) -> None:
    current = (Assignment.issue_id == row.id, Assignment.ended_at.is_(None))
    session.execute(update(Assignment).where(*current).values(ended_at=by.at))
    tenure = handed.tenure
    columns = {
        "issue_id": row.id,
        "level": handed.level,
        "region_code": row.region_code,
        "agent_id": tenure.agent_id if tenure else None,
        "post_id": tenure.post_id if tenure else None,
        "grid_version_id": row.version_id,
        "assigned_at": by.at,
        **reason_columns(handed.reason),
    }
    session.execute(insert(Assignment).values(**columns))
