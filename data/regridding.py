"""Open issues whose grid a change of boundaries took away: placed and handed over again."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

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
    *(ReasonCode.HOLDER, ReasonCode.DEPUTY, ReasonCode.DEPUTY_ON_LEAVE, ReasonCode.HANDED_OVER),
    *(ReasonCode.NO_HOLDER, ReasonCode.VILLAGE_DESK),
)
"""Reasons of an assignment that nobody made by hand, and that may so be made again."""

_MOVED: Final = text((Path(__file__).parent / "sql" / "issues_moved.sql").read_text("utf-8"))


def regrid_issues(
    session: Session,
    grids: Collection[str],
    by: Writer,
    day: date,
    *,
    change: UUID | None = None,
) -> int:
    """Give the open issues of grids those of a day, and who answers for them.

    An issue that the rule of assignment had handed over is handed over again; one that
    somebody passed on stays with whom it is, and only its grid changes.

    Parameters
    ----------
    grids
        Codes of the grids that began, were redrawn, or ended.
    change
        The change of boundaries that did it, kept with the reason.

    Returns
    -------
    count
        Of the issues whose grid changed.
    """
    rows = session.execute(_MOVED, {"grids": sorted(grids)}).all()
    posts = tenures_of(session, {row.grid for row in rows if row.grid})
    for row in rows:
        _regrid(session, row, posts, by, day, change)
    return len(rows)


def placed_again(row: Row[Any], change: UUID | None) -> Placed:
    """Where an issue lies now; a row of ``issues_moved.sql`` or ``issues_moving.sql``."""
    method, confidence = PlacementMethod(row.method), Confidence(row.confidence)
    told = {} if change is None else {"change": str(change)}
    if row.grid is None:
        reason = Reason(ReasonCode.OUTSIDE_GRID, {"region": row.region_code, **told})
        return Placed(method, confidence, reason, region_code=row.region_code)
    params = {"grid": row.grid, "before": row.before, **told}
    hit = GridHit(row.grid, row.version_id, row.region_code)
    reason = Reason(ReasonCode.GRID_REDRAWN, params)
    return Placed(method, confidence, reason, grid=hit, region_code=row.region_code)


def handed_again(
    row: Row[Any], placed: Placed, posts: Mapping[str, list[Tenure]], day: date
) -> Assigned | None:
    """Who gets an issue, where nobody decided that by hand; else none."""
    if row.reason not in _BY_THE_RULE or row.level not in (Level.GRID, Level.VILLAGE):
        return None
    return assign(placed, posts.get(row.grid or "", []), day, day)


def _regrid(
    session: Session,
    row: Row[Any],
    posts: Mapping[str, list[Tenure]],
    by: Writer,
    day: date,
    change: UUID | None,
) -> None:
    placed = placed_again(row, change)
    handed = handed_again(row, placed, posts, day)
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
