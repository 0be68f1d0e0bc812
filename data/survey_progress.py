"""How far the survey of houses is, by village."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select, true
from sqlalchemy.orm import Session

from data.dated import holds_on, lies_under
from data.scope import as_system
from data.survey_scope import counted, member, under, villages_of
from data.tables import Grid, GridVersion, Household, Membership, Region
from dispatch.positions import USABLE_WITHIN_M
from dispatch.rights import Actor
from dispatch.vocabulary import Role


@dataclass(frozen=True, slots=True)
class VillageProgress:
    """How far the survey of a village is.

    Attributes
    ----------
    found
        Households with a position.
    poor
        Of those, how many are known worse than 30 m.
    outside
        Of those, how many stand in no grid of the village though it has grids.
    """

    code: str
    name: str
    households: int
    found: int
    poor: int
    outside: int


def progress(
    session: Session, actor: Actor, now: datetime, region: str | None = None
) -> list[VillageProgress]:
    """How far the survey is, by village; `region` is a code prefix.

    For an agent it counts the houses of his grids, and those of his villages that are in no grid
    or that nobody has found.
    """
    day = now.date()
    found = Household.place.is_not(None)
    with as_system(session):
        inside, gridded = _inside(session, actor, day), _gridded(day)
        outside = and_(found, Household.village_code.in_(gridded), inside.c.id.is_(None))
        rows = (
            select(
                Region.code,
                Region.name,
                func.count(),
                func.count().filter(found),
                func.count().filter(found, Household.accuracy_m > USABLE_WITHIN_M),
                func.count().filter(outside),
            )
            .select_from(Household)
            .join(Region, Region.code == Household.village_code)
            .outerjoin(Membership, member(day))
            .outerjoin(inside, inside.c.id == Household.id)
            .where(holds_on(Household, day), counted(session, actor, now), *under(region))
            .group_by(Region.code, Region.name)
            .order_by(Region.code)
        )
        return [VillageProgress(*row) for row in session.execute(rows)]


def _inside(session: Session, actor: Actor, day: date) -> Subquery:
    """Ids of the households in a grid of their own village, grid by grid: each has few."""
    villages: ColumnElement[bool] = Grid.region_code.in_(sorted(villages_of(session, actor)))
    if actor.role is not Role.AGENT:
        prefix = actor.region_prefix
        villages = lies_under(Grid.region_code, prefix) if prefix else true()
    return (
        select(Household.id)
        .join(Grid, Grid.region_code == Household.village_code)
        .join(GridVersion, GridVersion.grid_code == Grid.code)
        .where(
            villages,
            holds_on(GridVersion, day),
            GridVersion.shape.op("&&")(Household.place),
            func.ST_Covers(GridVersion.shape, Household.place),
        )
        .distinct()
        .subquery()
    )


def _gridded(day: date) -> Select[str | None]:
    """Codes of the villages that have grids."""
    live = select(Grid.region_code).join(GridVersion, GridVersion.grid_code == Grid.code)
    return live.where(holds_on(GridVersion, day))
