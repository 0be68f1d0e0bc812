"""Open issues that wait because nobody answered for their place: somebody does now."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.assignments import hand_to
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue
from data.posts import answering, tenures_of
from data.releases import issue_with, placed_of
from data.tables import Issue
from dispatch.assignment import Tenure, assign
from dispatch.vocabulary import Level

# What somebody has passed on by hand, held reports and accusations stay where they are; so does
# what a secretary took while a holder was on leave.
_WAITING: Final = text("""
    SELECT issue.id FROM issue
    JOIN assignment AS current ON current.issue_id = issue.id AND current.ended_at IS NULL
    WHERE issue.closed_at IS NULL AND NOT issue.held AND issue.barred IS NULL
      AND issue.level = current.level
      AND (issue.agent_id IS NULL
           AND current.reason_code IN ('no-holder', 'village-desk', 'township-desk', 'county-desk')
           OR issue.level = 'village' AND current.reason_code = 'secretary'
           AND NOT current.reason_params ? 'holder')
      AND (CAST(:grids AS text[]) IS NULL OR issue.grid_code = ANY (:grids))
      AND (EXISTS (
          SELECT FROM post
          WHERE post.grid_code = issue.grid_code AND post.duty IN ('holder', 'deputy')
            AND daterange(post.valid_from, post.valid_to) @> CAST(:day AS date))
       OR issue.agent_id IS NULL AND EXISTS (
          SELECT FROM post JOIN office ON office.id = post.office_id
          WHERE office.region_code = issue.region_code AND post.duty = 'secretary'
            AND daterange(post.valid_from, post.valid_to) @> CAST(:day AS date)))
    ORDER BY issue.id
    FOR UPDATE OF issue
""")


def hand_waiting(
    session: Session, by: Writer, day: date, grids: Collection[str] | None = None
) -> int:
    """Hand the issues that wait for somebody to whoever answers for their place on a day.

    Parameters
    ----------
    grids
        Codes of the grids to look at; none for all, and for what lies in none.

    Returns
    -------
    count
        Of the issues that were handed over.
    """
    values = {"grids": None if grids is None else sorted(grids), "day": day}
    issues = [issue_with(session, one) for one in session.scalars(_WAITING, values).all()]
    codes = {issue.grid_code for issue in issues if issue.grid_code}
    regions = {issue.region_code for issue in issues if issue.region_code}
    posts = tenures_of(session, codes, regions)
    return sum(_hand(session, one, posts, by, day) for one in issues)


def _hand(
    session: Session, issue: Issue, posts: dict[str, list[Tenure]], by: Writer, day: date
) -> bool:
    """Hand one issue over; not so where nobody nearer to it works than who has it."""
    placed = placed_of(session, issue)
    assigned = assign(placed, answering(posts, placed), day, day)
    if assigned.tenure is None or (issue.agent_id and assigned.level is not Level.GRID):
        return False
    issue_id, stage = issue.id, issue.stage
    under = {"region_code": issue.region_code, "grid_version_id": issue.grid_version_id}
    columns = {"level": assigned.level, "agent_id": assigned.tenure.agent_id}
    version = change_issue(session, issue_id, issue.version, columns)
    hand_to(session, issue_id, assigned, by.at, under=under)
    step = Step("assigned", stage, assigned.level, assigned.reason, version)
    keep_step(session, issue_id, step, by)
    return True
