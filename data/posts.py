"""Who answers for grids, and when."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.tables import Absence, Agent, Grid, Issue, Post
from dispatch.assignment import Leave, Tenure


def tenures_of(session: Session, grid_codes: Collection[str]) -> dict[str, list[Tenure]]:
    """Every post ever held at these grids, by grid code; grids without any are absent."""
    if not grid_codes:
        return {}
    query = select(
        Post.grid_code, Post.id, Agent.id, Agent.name, Post.duty, Post.valid_from, Post.valid_to
    ).join(Agent, Agent.id == Post.agent_id)
    rows = session.execute(query.where(Post.grid_code.in_(grid_codes))).all()
    leaves = _leaves_of(session, {row[2] for row in rows})
    held: dict[str, list[Tenure]] = defaultdict(list)
    for row in rows:
        held[str(row[0])].append(Tenure(*row[1:], leaves=leaves.get(row[2], ())))
    return dict(held)


def _leaves_of(session: Session, agents: Collection[int]) -> dict[int, tuple[Leave, ...]]:
    query = (
        select(Absence.agent_id, Absence.valid_from, Absence.valid_to)
        .where(Absence.agent_id.in_(agents))
        .order_by(Absence.valid_from)
    )
    leaves: dict[int, tuple[Leave, ...]] = {}
    for agent, since, until in session.execute(query):
        leaves[agent] = (*leaves.get(agent, ()), Leave(since, until))
    return leaves


def grids_held_by(session: Session, agent_id: int, day: date) -> list[str]:
    """Codes of the grids an agent answers for on a day, in order."""
    query = (
        select(Post.grid_code)
        .where(
            Post.agent_id == agent_id,
            Post.grid_code.is_not(None),
            Post.valid_from <= day,
            or_(Post.valid_to.is_(None), Post.valid_to > day),
        )
        .distinct()
        .order_by(Post.grid_code)
    )
    return [code for code in session.scalars(query) if code is not None]


class Holder(NamedTuple):
    """An agent with the village of the grid held."""

    agent_id: int
    name: str
    village: str


def busiest_holder(session: Session, day: date) -> Holder:
    """Holder of a grid on a day who has the most open issues; ties go to the lower id.

    Raises
    ------
    NotFound
        If nobody holds a grid.
    """
    query = (
        select(Agent.id, Agent.name, Grid.region_code)
        .join(Post, Post.agent_id == Agent.id)
        .join(Grid, Grid.code == Post.grid_code)
        .outerjoin(Issue, and_(Issue.agent_id == Agent.id, Issue.closed_at.is_(None)))
        .where(
            Grid.region_code.is_not(None),
            Post.valid_from <= day,
            or_(Post.valid_to.is_(None), Post.valid_to > day),
        )
        .group_by(Agent.id, Agent.name, Grid.region_code)
        .order_by(func.count(Issue.id).desc(), Agent.id)
    )
    row = session.execute(query).first()
    if row is None:
        msg = "nobody holds a grid"
        raise NotFound(msg)
    return Holder(row[0], row[1], row[2] or "")


def names_in(session: Session, region_codes: Collection[str] | None) -> dict[str, set[str]]:
    """Names of those who ever answered for a grid, by region of the grid; none asks for all."""
    query = (
        select(Grid.region_code, Agent.name)
        .join(Post, Post.agent_id == Agent.id)
        .join(Grid, Grid.code == Post.grid_code)
        .distinct()
    )
    if region_codes is not None:
        query = query.where(Grid.region_code.in_(region_codes))
    names: dict[str, set[str]] = defaultdict(set)
    for region, name in session.execute(query):
        names[region or ""].add(name)
    return dict(names)
