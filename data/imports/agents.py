"""Agents: who answers for which grid, from when to when."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from data.imports.posts import import_posts
from data.imports.source import ImportReport, SourceRow
from data.rows import RowProblem


def import_agents(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, day: date
) -> ImportReport:
    """Add agents and their posts at grids: columns `name, phone, grid, from, to`, and `duty`.

    As `data.imports.posts.import_posts`, which also takes posts at offices.
    """
    return import_posts(session, rows, day=day)
