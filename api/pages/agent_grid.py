"""The agent's page: his grids and what is open in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from api.presentation import RowView, grid_name, issue_row
from api.texts import Texts
from data.grids import GridRecord, list_grids
from data.issue_filter import IssueFilter
from data.issues import list_by_urgency
from dispatch.rights import Actor

# Ten to fifteen households rarely have more than a dozen matters open at once.
_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class GridIssue:
    """One issue of the grid, with its text in full: its agent may read it."""

    row: RowView
    text: str


@dataclass(frozen=True, slots=True)
class GridView:
    """One grid, its households and its open issues by deadline."""

    name: str
    households: int
    issues: tuple[GridIssue, ...]


def read_grids(session: Session, actor: Actor, now: datetime, texts: Texts) -> list[GridView]:
    """Read the grids an agent answers for today, by code."""
    grids = list_grids(session, actor, now.date())
    return [_read_grid(session, actor, grid, now, texts) for grid in grids]


def _read_grid(
    session: Session, actor: Actor, grid: GridRecord, now: datetime, texts: Texts
) -> GridView:
    wanted = IssueFilter(grid=grid.code, open_only=True)
    records = list_by_urgency(session, actor, wanted, now, limit=_LIMIT)
    return GridView(
        name=grid_name(grid.code, grid.region_name),
        households=grid.households or 0,
        issues=tuple(
            GridIssue(issue_row(record, now.date(), texts), record.issue.text) for record in records
        ),
    )
