"""Grids that nobody answers for on a day: without a holder, or with one who is away."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from data.dated import ever_held, holds_on, lies_under
from data.grids import visible_to
from data.tables import Absence, Agent, Grid, GridVersion, Post, Region
from dispatch.rights import Actor
from dispatch.vocabulary import Duty


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A grid without a holder.

    Attributes
    ----------
    deputy
        Name of a deputy who stands in; none without one.
    since
        Day on which the last holder's post ended; none if nobody ever held it.
    """

    grid_code: str
    region_code: str | None
    region_name: str | None
    households: int | None
    deputy: str | None
    since: date | None


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A grid whose holder is away while no deputy works; `until` is the first day back."""

    grid_code: str
    region_code: str | None
    region_name: str | None
    agent_id: int
    agent_name: str
    until: date | None


def vacancies(
    session: Session, actor: Actor, day: date, region: str | None = None
) -> list[Vacancy]:
    """Grids of a day without a holder that an actor may see, special ones too, by code."""
    deputy = (
        select(Agent.name)
        .join(Post, Post.agent_id == Agent.id)
        .where(_at_grid(Duty.DEPUTY), holds_on(Post, day))
        .order_by(Post.valid_from, Post.id)
        .limit(1)
        .scalar_subquery()
    )
    ended = select(func.max(Post.valid_to)).where(
        _at_grid(Duty.HOLDER), Post.valid_to <= day, ever_held(Post)
    )
    query = (
        select(
            Grid.code,
            Grid.region_code,
            Region.name,
            GridVersion.households,
            deputy,
            ended.scalar_subquery(),
        )
        .join(GridVersion, and_(GridVersion.grid_code == Grid.code, holds_on(GridVersion, day)))
        .outerjoin(Region, Region.code == Grid.region_code)
        .where(_of_the_day(actor, day, region), ~_held(Duty.HOLDER, day))
        .order_by(Grid.code)
    )
    return [Vacancy(*row) for row in session.execute(query)]


def uncovered(
    session: Session, actor: Actor, day: date, region: str | None = None
) -> list[Uncovered]:
    """Grids of a day whose holder is away and has no deputy at work, by code."""
    works = ~select(Absence.id).where(_away(Post.agent_id, day)).exists()
    stand_in = select(Post.id).where(_at_grid(Duty.DEPUTY), holds_on(Post, day), works).exists()
    held = aliased(Post)
    query = (
        select(Grid.code, Grid.region_code, Region.name, Agent.id, Agent.name, Absence.valid_to)
        .join(
            held,
            and_(held.grid_code == Grid.code, held.duty == Duty.HOLDER, holds_on(held, day)),
        )
        .join(Agent, Agent.id == held.agent_id)
        .join(Absence, _away(Agent.id, day))
        .outerjoin(Region, Region.code == Grid.region_code)
        .where(_of_the_day(actor, day, region), ~stand_in)
        .order_by(Grid.code)
    )
    return [Uncovered(*row) for row in session.execute(query)]


def _of_the_day(actor: Actor, day: date, region: str | None) -> ColumnElement[bool]:
    tests = [visible_to(actor), holds_on(Grid, day)]
    if region:
        tests.append(lies_under(Grid.region_code, region))
    return and_(*tests)


def _at_grid(duty: Duty) -> ColumnElement[bool]:
    return and_(Post.grid_code == Grid.code, Post.duty == duty)


def _held(duty: Duty, day: date) -> ColumnElement[bool]:
    return select(Post.id).where(_at_grid(duty), holds_on(Post, day)).exists()


def _away(agent: Any, day: date) -> ColumnElement[bool]:
    return and_(Absence.agent_id == agent, holds_on(Absence, day))
