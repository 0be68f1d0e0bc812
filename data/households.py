"""Reading the register of households."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import geopandas as gpd
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.tables import Household, HouseholdContact, Membership
from dispatch.masking import mask_name, mask_phone
from dispatch.precision import house_precision, knows_households
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Precision, Purpose, Role


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """One household on a day as a reader may see it.

    Attributes
    ----------
    head, phone
        In full for who serves the village, else masked.
    lon, lat
        WGS 84 degrees; none where the house is not shown, or nobody has found it.
    valid_from, valid_to, recorded_at
        First day it belongs to the grid, first it no longer does, when that was written; of its
        registration where it belongs to none.
    """

    id: int
    number: str
    head: str | None
    phone: str | None
    village_code: str | None
    group: str | None
    resident: bool
    grid: str | None
    precision: Precision
    lon: float | None
    lat: float | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


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
    purpose: Purpose = Purpose.READ,
    after: str = "",
    limit: int | None = None,
) -> list[HouseholdRecord]:
    """Households of a day an actor may see, by number; `region` is a code prefix."""
    query = _records(day, house_precision(actor, purpose))
    query = query.where(visible_to(actor), *_asked(grid, region), Household.number > after)
    rows = session.execute(query.order_by(Household.number).limit(limit))
    named = knows_households(actor)
    return [_record(row, named=named) for row in rows]


def households_where(
    session: Session,
    actor: Actor,
    day: date,
    rows: ColumnElement[bool],
    *,
    purpose: Purpose,
    limit: int,
) -> list[HouseholdRecord]:
    """Households of a day among some rows of `household` and its contact, as an actor may see."""
    query = _records(day, house_precision(actor, purpose)).where(visible_to(actor), rows)
    found = session.execute(query.order_by(Household.number).limit(limit))
    named = knows_households(actor)
    return [_record(row, named=named) for row in found]


def find_household(
    session: Session, actor: Actor, number: str, day: date, purpose: Purpose
) -> HouseholdRecord:
    """One household of a day by its number, its people in full: for who has stated a purpose.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    query = _records(day, house_precision(actor, purpose))
    row = session.execute(query.where(visible_to(actor), Household.number == number)).first()
    if row is None:
        msg = f"no household {number}"
        raise NotFound(msg)
    return _record(row, named=True)


def houses_frame(
    session: Session, actor: Actor, day: date, purpose: Purpose = Purpose.READ
) -> gpd.GeoDataFrame:
    """Positions of the households an actor is shown, nothing else.

    Returns
    -------
    frame
        One row a house that was found, geometry in EPSG:4326; none for who is shown no house.
    """
    places: list[Any] = []
    if house_precision(actor, purpose) is Precision.EXACT:
        rows = _on_a_day(day, func.ST_AsBinary(Household.place)).where(
            visible_to(actor), Household.place.is_not(None)
        )
        places = [bytes(place) for place in session.scalars(rows)]
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries.from_wkb(places, crs="EPSG:4326"))


def count_households(
    session: Session, actor: Actor, day: date, *, grid: str | None = None, region: str | None = None
) -> int:
    """How many households of a day an actor may see."""
    rows = _on_a_day(day, Household.id).where(visible_to(actor), *_asked(grid, region))
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _asked(grid: str | None, region: str | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if grid:
        asked.append(Membership.grid_code == grid)
    if region:
        first, bound = code_range(region)
        asked.append(and_(Household.village_code >= first, Household.village_code < bound))
    return asked


def _records(day: date, precision: Precision) -> Select[*tuple[Any, ...]]:
    exact = precision is Precision.EXACT
    return _on_a_day(
        day,
        Household.id,
        Household.number,
        HouseholdContact.head,
        HouseholdContact.phone,
        Household.village_code,
        Household.villagers_group.label("group"),
        Household.resident,
        Membership.grid_code.label("grid"),
        literal(precision.value).label("precision"),
        (func.ST_X(Household.place) if exact else null()).label("lon"),
        (func.ST_Y(Household.place) if exact else null()).label("lat"),
        *(
            case((Membership.id.is_(None), getattr(Household, name)), else_=of_grid).label(name)
            for name, of_grid in (
                ("valid_from", Membership.valid_from),
                ("valid_to", Membership.valid_to),
                ("recorded_at", Membership.recorded_at),
            )
        ),
    )


def _on_a_day(day: date, *columns: Any) -> Select[*tuple[Any, ...]]:
    member = and_(
        Membership.household_id == Household.id,
        Membership.valid_from <= day,
        or_(Membership.valid_to.is_(None), Membership.valid_to > day),
    )
    return (
        select(*columns)
        .select_from(Household)
        .outerjoin(HouseholdContact, HouseholdContact.household_id == Household.id)
        .outerjoin(Membership, member)
        .where(
            Household.valid_from <= day,
            or_(Household.valid_to.is_(None), Household.valid_to > day),
        )
    )


def _record(row: Row[Any], *, named: bool) -> HouseholdRecord:
    values = {name: getattr(row, name) for name in HouseholdRecord.__dataclass_fields__}
    if not named:
        values["head"] = mask_name(row.head) if row.head else None
        values["phone"] = mask_phone(row.phone) if row.phone else None
    return HouseholdRecord(**{**values, "precision": Precision(row.precision)})
