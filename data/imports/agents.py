"""Agents: who answers for which grid, from when to when."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.imports.source import (
    ImportReport,
    Outcome,
    RowRefused,
    SourceRow,
    may,
    need,
    take_rows,
)
from data.rows import RowProblem
from data.tables import Agent, Grid, Post
from dispatch.vocabulary import Duty

_PHONE: Final = 32


def import_agents(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, day: date
) -> ImportReport:
    """Add agents and their posts; one name with one phone is one person.

    Columns `name, phone, grid, from, to`, and `duty` (holder when empty). A post without
    `from` starts on `day`; `to` is the last day it is held.
    """
    grids = set(session.scalars(select(Grid.code)))
    people = {(one.name, one.phone): one.id for one in session.scalars(select(Agent))}
    kept = select(Post.agent_id, Post.grid_code, Post.duty, Post.valid_from)
    held = {tuple(row) for row in session.execute(kept)}

    def take(row: SourceRow) -> Outcome:
        grid = need(row, "grid")
        if grid not in grids:
            msg = f"grid {grid} is not known; import the grids first"
            raise RowRefused(msg)
        duty, since, until = _tenure(row, day)
        person = (need(row, "name"), may(row, "phone", most=_PHONE))
        if person not in people:
            query = insert(Agent).returning(Agent.id)
            people[person] = session.scalars(query, {"name": person[0], "phone": person[1]}).one()
        post = (people[person], grid, duty, since)
        if post in held:
            return Outcome.UNCHANGED
        held.add(post)
        names = ("agent_id", "grid_code", "duty", "valid_from")
        values = dict(zip(names, post, strict=True))
        session.execute(insert(Post), {**values, "valid_to": until})
        return Outcome.ADDED

    return take_rows(rows, take)


def _tenure(row: SourceRow, day: date) -> tuple[Duty, date, date | None]:
    since = _day(row, "from") or day
    last = _day(row, "to")
    if last is not None and last < since:
        msg = f"to ({last}) lies before from ({since})"
        raise RowRefused(msg)
    word = row.cells.get("duty") or Duty.HOLDER
    if word not in set(Duty):
        msg = f"duty {word!r} is none of {', '.join(Duty)}"
        raise RowRefused(msg)
    return Duty(word), since, _day_after(last)


def _day_after(last: date | None) -> date | None:
    """First day a post is no longer held; registers write 9999-12-31 for one that is open."""
    return None if last in {None, date.max} else date.fromordinal(last.toordinal() + 1)


def _day(row: SourceRow, name: str) -> date | None:
    word = row.cells.get(name, "")
    try:
        return date.fromisoformat(word[:10]) if word else None
    except ValueError as error:
        msg = f"{name} is {word!r}; write a day as 2026-01-31"
        raise RowRefused(msg) from error
