"""Reading the register of households."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from data.tables import Household, HouseholdContact, Membership
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Role


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """One household on a day; place in WGS 84 degrees."""

    number: str
    head: str | None
    phone: str | None
    village_code: str | None
    group: str | None
    resident: bool
    grid: str | None
    lon: float
    lat: float


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `household` an actor may see: those of his grids, or all under his region.

    Uses `membership`, which the query must join.
    """
    if not actor.may(Verb.READ_HOUSEHOLDS):
        return false()
    if actor.role is Role.AGENT:
        return Membership.grid_code.in_(sorted(actor.grids))
    if not actor.region_prefix:
        return true()
    first, bound = code_range(actor.region_prefix)
    return and_(Household.village_code >= first, Household.village_code < bound)


def list_households(
    session: Session,
    actor: Actor,
    day: date,
    *,
    grid: str | None = None,
    region: str | None = None,
    after: str = "",
    limit: int | None = None,
) -> list[HouseholdRecord]:
    """Households of a day an actor may see, by number; `region` is a code prefix."""
    query = _records(day).where(visible_to(actor), *_asked(grid, region))
    rows = session.execute(
        query.where(Household.number > after).order_by(Household.number).limit(limit)
    )
    return [HouseholdRecord(*row) for row in rows]


def count_households(
    session: Session, actor: Actor, day: date, *, grid: str | None = None, region: str | None = None
) -> int:
    """How many households of a day an actor may see."""
    rows = _records(day).where(visible_to(actor), *_asked(grid, region))
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _asked(grid: str | None, region: str | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if grid:
        asked.append(Membership.grid_code == grid)
    if region:
        first, bound = code_range(region)
        asked.append(and_(Household.village_code >= first, Household.village_code < bound))
    return asked


def _records(day: date) -> Select[*tuple[Any, ...]]:
    member = and_(
        Membership.household_id == Household.id,
        Membership.valid_from <= day,
        or_(Membership.valid_to.is_(None), Membership.valid_to > day),
    )
    return (
        select(
            Household.number,
            HouseholdContact.head,
            HouseholdContact.phone,
            Household.village_code,
            Household.villagers_group,
            Household.resident,
            Membership.grid_code,
            func.ST_X(Household.place),
            func.ST_Y(Household.place),
        )
        .outerjoin(HouseholdContact, HouseholdContact.household_id == Household.id)
        .outerjoin(Membership, member)
        .where(
            Household.valid_from <= day,
            or_(Household.valid_to.is_(None), Household.valid_to > day),
        )
    )
