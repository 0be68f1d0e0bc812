"""Open issues whose grid a change of boundaries took away: placed and handed over again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from data.issue_steps import Writer
from data.placed_again import keep_placed_again
from data.placements import repeat_placement
from data.posts import answering, tenures_of
from data.village_locks import hold_also, lock_villages
from dispatch.assignment import Assigned, Tenure, assign, stands_by_the_rule
from dispatch.placing import GridHit, Placed
from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import Confidence, PlacementMethod

# Held reports and accusations stay as they are: whom they are kept from was decided with them.
_OF_GRIDS: Final = text("""
    SELECT issue.id FROM issue
    WHERE issue.closed_at IS NULL AND NOT issue.held AND issue.barred IS NULL
      AND (issue.grid_code = ANY (:grids)
           OR issue.grid_code IS NULL AND EXISTS (
               SELECT FROM grid_version AS near
               WHERE near.grid_code = ANY (:grids) AND near.valid_to IS NULL
                 AND near.shape && issue.place AND ST_Covers(near.shape, issue.place)))
    FOR UPDATE OF issue
""")
_MOVED, _ASTRAY = (
    text((Path(__file__).parent / "sql" / f"issues_{name}.sql").read_text("utf-8"))
    for name in ("moved", "astray")
)


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
    issues = session.scalars(_OF_GRIDS, {"grids": sorted(grids)}).all()
    return _place_anew(session, issues, by, day, change)


def regrid_issue(session: Session, issue_id: int, by: Writer, day: date) -> bool:
    """Place one open issue by the grids of a day, held or not; answers whether they differ."""
    return _place_anew(session, [issue_id], by, day, None) > 0


def regrid_astray(
    session: Session, by: Writer, day: date, among: Collection[int] | None = None
) -> int:
    """Give open issues whose grid ended, or which lie in another than they say, that of a day.

    Nothing should be astray: registers that were changed while a report came in, or past the
    program, leave some. What somebody placed by hand, or the accuracy of its point decided,
    stays where its grid still is. Held reports and accusations stay as they are.

    Parameters
    ----------
    among
        Ids of the issues to look at, as those of a file about the past; none for all.

    Returns
    -------
    count
        Of the issues whose grid changed.

    Raises
    ------
    TwinRunning
        If somebody changes the boundaries of a village that nothing there spoke of before.
    """
    asked = {"day": day, "among": None if among is None else list(among)}
    astray = session.execute(_ASTRAY, asked).all()
    if not astray:
        return 0
    held = _villages(astray)
    lock_villages(session, held, shared=True)
    still = session.execute(_ASTRAY, asked).all()
    hold_also(session, _villages(still) - held, shared=True)
    return _place_anew(session, [row.id for row in still], by, day, None)


def _villages(astray: Sequence[Row[Any]]) -> set[str]:
    return {village for row in astray for village in row.villages}


def _place_anew(
    session: Session, issues: Sequence[int], by: Writer, day: date, change: UUID | None
) -> int:
    rows = session.execute(_MOVED, {"issues": list(issues)}).all()
    posts = posts_for(session, rows)
    for row in rows:
        placed = placed_again(row, change)
        handed = handed_again(row, placed, posts, day)
        keep_placed_again(session, row, placed, handed, by=by)
        repeat_placement(session, row.id, placed)
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
    if not stands_by_the_rule(row.reason, row.level):
        return None
    return assign(placed, answering(posts, placed), day, day)


def posts_for(session: Session, rows: Sequence[Row[Any]]) -> dict[str, list[Tenure]]:
    """Who answers for the grids and regions in which issues lie now."""
    regions = {row.region_code for row in rows if row.region_code}
    return tenures_of(session, {row.grid for row in rows if row.grid}, regions)
