"""Posts: who answers for which grid or works at which office, from when to when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from data.dated import ever_held
from data.imports.source import (
    ImportReport,
    Outcome,
    RowRefused,
    SourceRow,
    may,
    need,
    take_rows,
)
from data.imports.tenures import read_tenure
from data.post_register import within_life
from data.rows import RowProblem
from data.tables import Agent, Grid, Office, Post
from dispatch.errors import IllegalTransition
from dispatch.posts import check_duty
from dispatch.vocabulary import Duty

_PHONE: Final = 32

# Whoever gives a post by hand waits until the file is in: so a clash is a row of the report
# and never a failure of the whole.
_LOCK: Final = text("LOCK TABLE post IN SHARE ROW EXCLUSIVE MODE")

Where = tuple[str | None, int | None]
"""Grid or office."""


def import_posts(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, day: date
) -> ImportReport:
    """Add people and their posts, or give a known post another end.

    Columns `name, phone, grid` or `office` (code or name), `duty, from, to`. One name with one
    phone is one person; a post without `from` starts on `day`; `to` is the last day it is held,
    and where it is empty a known post keeps its end; none outlives its grid. The duty is holder
    at a grid and intake at an office when none is given.
    """
    session.execute(_LOCK)
    register = _Register(session)
    return take_rows(rows, lambda row: register.take(row, day))


@dataclass(slots=True)
class _Kept:
    """A post of the register."""

    id: int
    name: str
    since: date
    until: date | None

    def meets(self, since: date, until: date | None) -> bool:
        before = until is None or self.since < until
        return before and (self.until is None or since < self.until)


class _Register:
    """Grids, offices, people and posts as they are while a file is taken in."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.grids = dict(session.execute(select(Grid.code, Grid.valid_to)).all())
        self.offices = _offices(session)
        self.people = {
            (one.name, one.phone): one.id
            for one in session.execute(select(Agent.id, Agent.name, Agent.phone))
        }
        self.posts: dict[tuple[int | None, Where, Duty, date], _Kept] = {}
        self.seen: set[tuple[int | None, Where, Duty, date]] = set()
        self.holders: dict[str, list[_Kept]] = defaultdict(list)
        columns = (Post.id, Agent.name, Post.valid_from, Post.valid_to)
        place = (Post.agent_id, Post.grid_code, Post.office_id, Post.duty)
        query = select(*columns, *place).join(Agent, Agent.id == Post.agent_id)
        for row in session.execute(query.where(ever_held(Post))):
            self._note(row[4], (row[5], row[6]), row[7], _Kept(*row[:4]))

    def take(self, row: SourceRow, day: date) -> Outcome:
        where = self._where(row)
        default = Duty.HOLDER if where[0] is not None else Duty.INTAKE
        duty, since, until = read_tenure(row, day, default)
        ended = self._check(where, duty, since)
        name, phone = need(row, "name"), may(row, "phone", most=_PHONE)
        agent = self.people.get((name, phone))
        if (agent, where, duty, since) in self.seen:
            msg = f"this post of {name} stands twice; the first row was taken"
            raise RowRefused(msg)
        kept = self.posts.get((agent, where, duty, since))
        until = within_life(until or (kept.until if kept else None), ended)
        if duty is Duty.HOLDER and where[0] is not None and (kept is None or kept.until != until):
            self._check_free(where[0], since, until, kept)
        agent = agent or self._enter(name, phone)
        self.seen.add((agent, where, duty, since))
        if kept is not None:
            return self._end(kept, until)
        self._give((agent, where, duty), _Kept(0, name, since, until))
        return Outcome.ADDED

    def _end(self, kept: _Kept, until: date | None) -> Outcome:
        if until == kept.until:
            return Outcome.UNCHANGED
        kept.until = until
        self.session.execute(update(Post).where(Post.id == kept.id).values(valid_to=until))
        return Outcome.CHANGED

    def _give(self, what: tuple[int, Where, Duty], kept: _Kept) -> None:
        agent, where, duty = what
        values = dict(zip(("grid_code", "office_id"), where, strict=True))
        dated = {"valid_from": kept.since, "valid_to": kept.until}
        query = insert(Post).returning(Post.id)
        kept.id = self.session.scalars(
            query, {"agent_id": agent, "duty": duty, **values, **dated}
        ).one()
        self._note(agent, where, duty, kept)

    def _where(self, row: SourceRow) -> Where:
        grid, office = may(row, "grid"), may(row, "office")
        if grid is not None and office is not None:
            msg = "grid and office are both given; a post is at one of them"
            raise RowRefused(msg)
        if office is None:
            return need(row, "grid"), None
        found = self.offices.get(office, set())
        if len(found) != 1:
            words = "is not known; import the offices first" if not found else "is there twice; "
            msg = f"office {office} {words}" + ("" if not found else "name it by its code")
            raise RowRefused(msg)
        return None, next(iter(found))

    def _check(self, where: Where, duty: Duty, since: date) -> date | None:
        """Refuse a post that cannot be; answers when its grid ends."""
        grid = where[0]
        if grid is not None and grid not in self.grids:
            msg = f"grid {grid} is not known; import the grids first"
            raise RowRefused(msg)
        ended = self.grids.get(grid) if grid is not None else None
        if ended is not None and since >= ended:
            msg = f"grid {grid} ended on {ended}, before this post begins"
            raise RowRefused(msg)
        try:
            check_duty(duty, at_grid=grid is not None)
        except IllegalTransition as error:
            raise RowRefused(str(error)) from error
        return ended

    def _check_free(self, grid: str, since: date, until: date | None, own: _Kept | None) -> None:
        for other in self.holders[grid]:
            if other is not own and other.meets(since, until):
                end = f"until {other.until}" if other.until else "with no end"
                msg = (
                    f"{other.name} holds grid {grid} from {other.since} {end}; end that post first"
                )
                raise RowRefused(msg)

    def _enter(self, name: str, phone: str | None) -> int:
        query = insert(Agent).returning(Agent.id)
        agent = self.session.scalars(query, {"name": name, "phone": phone}).one()
        self.people[name, phone] = agent
        return agent

    def _note(self, agent: int, where: Where, duty: Duty, kept: _Kept) -> None:
        self.posts[agent, where, duty, kept.since] = kept
        if duty is Duty.HOLDER and where[0] is not None:
            self.holders[where[0]].append(kept)


def _offices(session: Session) -> dict[str, set[int]]:
    """Ids of the offices that are there, by code and by name."""
    found: dict[str, set[int]] = defaultdict(set)
    query: Any = select(Office.id, Office.code, Office.name).where(Office.valid_to.is_(None))
    for office, code, name in session.execute(query):
        found[name].add(office)
        if code:
            found[code] = {office}
    return dict(found)
