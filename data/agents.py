"""Reading the agents and what they answer for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from data.people import phone_is_due
from data.tables import Agent, Grid, Post
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Role


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """One agent on a day with the codes of the grids held.

    Attributes
    ----------
    valid_from, valid_to, recorded_at
        First day on which just these grids are held, first day on which one no longer is, and
        when the last of it was written.
    """

    id: int
    name: str
    phone: str | None
    phone_confirmed_on: date | None
    grids: list[str]
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


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
    confirm_days: int | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[AgentRecord]:
    """Agents with a grid on a day that an actor may see, by id.

    Parameters
    ----------
    region
        Prefix of the code of the grid's region.
    confirm_days
        Only those whose number was not confirmed in as many days.
    """
    query = _records(actor, day, grid, region).where(_due(day, confirm_days), Agent.id > after)
    rows = session.execute(query.order_by(Agent.id).limit(limit))
    return [AgentRecord(*row) for row in rows]


def count_agents(
    session: Session,
    actor: Actor,
    day: date,
    *,
    grid: str | None = None,
    region: str | None = None,
    confirm_days: int | None = None,
) -> int:
    """How many agents with a grid on a day an actor may see."""
    rows = _records(actor, day, grid, region).where(_due(day, confirm_days)).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def _due(day: date, confirm_days: int | None) -> ColumnElement[bool]:
    return true() if confirm_days is None else phone_is_due(day, confirm_days)


def _records(
    actor: Actor, day: date, grid: str | None, region: str | None
) -> Select[*tuple[Any, ...]]:
    first, bound = code_range(region or "")
    query = (
        select(
            Agent.id,
            Agent.name,
            Agent.phone,
            Agent.phone_confirmed_on,
            func.array_agg(aggregate_order_by(Post.grid_code, Post.grid_code)),
            func.max(Post.valid_from),
            func.min(Post.valid_to),
            func.max(Post.recorded_at),
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
