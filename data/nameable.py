"""Whom a screener can pick as accused: the agents, units and regions of a county."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from data.tables import Agent, Grid, Office, Post, Region, Unit
from dispatch.region_codes import ancestors_of, code_range

_MOST_REGIONS: Final = 2_000
"""More than the villages of any county."""


@dataclass(frozen=True, slots=True)
class Nameable:
    """One choice; `near` are those of the township where the issue lies."""

    value: str
    name: str
    where: str
    near: bool = False


def agents_under(session: Session, prefix: str, near: str | None) -> list[Nameable]:
    """Everybody who ever held a post under a region, those near a region first.

    Parameters
    ----------
    prefix
        Leading digits of the codes of the region; empty for a whole database.
    near
        Region the issue lies in; its township counts as near.
    """
    first, bound = code_range(prefix)
    of_post = func.coalesce(Grid.region_code, Office.region_code)
    home = func.min(of_post)
    query = (
        select(Agent.id, Agent.name, home.label("home"), func.min(Region.name).label("where"))
        .join(Post, Post.agent_id == Agent.id)
        .outerjoin(Grid, Grid.code == Post.grid_code)
        .outerjoin(Office, Office.id == Post.office_id)
        .outerjoin(Region, Region.code == of_post)
        .where(of_post >= first, of_post < bound)
        .group_by(Agent.id, Agent.name)
        .order_by(home, Agent.name, Agent.id)
    )
    around = set(ancestors_of(near)[:2])
    found = [
        Nameable(str(row.id), row.name, row.where or "", bool(around & set(ancestors_of(row.home))))
        for row in session.execute(query)
    ]
    return sorted(found, key=lambda one: not one.near)


def units_under(session: Session, prefix: str, day: date) -> list[Nameable]:
    """Units of a region or of no region, by name."""
    first, bound = code_range(prefix)
    mine = or_(
        Unit.region_code.is_(None), and_(Unit.region_code >= first, Unit.region_code < bound)
    )
    holds = and_(Unit.valid_from <= day, or_(Unit.valid_to.is_(None), Unit.valid_to > day))
    query = (
        select(Unit.code, Unit.name, func.coalesce(Region.name, ""))
        .outerjoin(Region, Region.code == Unit.region_code)
        .where(mine, holds)
        .order_by(Unit.name, Unit.code)
    )
    return [Nameable(*row) for row in session.execute(query)]


def regions_under(session: Session, prefix: str) -> Sequence[Nameable]:
    """Regions whose own bodies can be accused: the county, its townships and villages."""
    first, bound = code_range(prefix)
    query = select(Region.code, Region.name).where(Region.code >= first, Region.code < bound)
    rows = session.execute(query.order_by(Region.code).limit(_MOST_REGIONS))
    return [Nameable(code, name, "") for code, name in rows]
