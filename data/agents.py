"""Reading the agents and what they answer for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from data.tables import Agent, Grid, Post
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Role


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """One agent on a day with the codes of the grids held."""

    id: int
    name: str
    phone: str | None
    grids: list[str]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `agent` an actor may see; uses `grid`, which the query must join."""
    if not actor.may(Verb.READ_AGENTS):
        return false()
    if actor.role is Role.AGENT:
        return Agent.id == actor.agent_id
    first, bound = code_range(actor.region_prefix)
    mine = and_(Grid.region_code >= first, Grid.region_code < bound)
    return mine if actor.region_prefix else or_(mine, Grid.region_code.is_(None))


def list_agents(
    session: Session,
    actor: Actor,
    day: date,
    *,
    grid: str | None = None,
    region: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[AgentRecord]:
    """Agents with a grid on a day that an actor may see, by id; `region` is a code prefix."""
    query = _records(actor, day, grid, region).where(Agent.id > after)
    rows = session.execute(query.order_by(Agent.id).limit(limit))
    return [AgentRecord(*row) for row in rows]


def count_agents(
    session: Session, actor: Actor, day: date, *, grid: str | None = None, region: str | None = None
) -> int:
    """How many agents with a grid on a day an actor may see."""
    rows = _records(actor, day, grid, region).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def _records(
    actor: Actor, day: date, grid: str | None, region: str | None
) -> Select[*tuple[Any, ...]]:
    first, bound = code_range(region or "")
    query = (
        select(
            Agent.id,
            Agent.name,
            Agent.phone,
            func.array_agg(aggregate_order_by(Post.grid_code, Post.grid_code)),
        )
        .join(Post, Post.agent_id == Agent.id)
        .join(Grid, Grid.code == Post.grid_code)
        .where(
            visible_to(actor),
            Post.valid_from <= day,
            or_(Post.valid_to.is_(None), Post.valid_to > day),
        )
        .group_by(Agent.id)
    )
    if grid:
        query = query.where(Post.grid_code == grid)
    if region:
        query = query.where(Grid.region_code >= first, Grid.region_code < bound)
    return query
