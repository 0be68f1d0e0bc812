"""Households that a change of boundaries puts into another grid, as a reader may see them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from data.changed_grids import changed_grids
from data.tables import ChangedMember, Household, HouseholdContact
from dispatch.masking import mask_name
from dispatch.precision import house_precision, knows_households
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Precision, Purpose


@dataclass(frozen=True, slots=True)
class MovingHousehold:
    """One household that gets into another grid.

    Attributes
    ----------
    id
        For the record of who was shown it.
    head
        In full for who serves the village, else masked.
    before, after
        Codes of the grids; none before for one that was in none.
    lon, lat
        WGS 84 degrees; none for a reader who is not shown where houses stand.
    """

    id: int
    number: str
    head: str | None
    group: str | None
    resident: bool
    before: str | None
    ordinal: int
    after: str
    lon: float | None
    lat: float | None


def moving_households(
    session: Session,
    actor: Actor,
    change_id: UUID,
    day: date,
    purpose: Purpose = Purpose.READ,
) -> list[MovingHousehold]:
    """Households a change moves, by grid and number; none for who reads no households.

    Whoever is shown where they stand is to be recorded (`api.services.reading_log`).
    """
    if not actor.may(Verb.READ_HOUSEHOLDS):
        return []
    codes = {one.ordinal: one.would_be for one in changed_grids(session, change_id, day)}
    query = (
        select(
            Household.id,
            Household.number,
            HouseholdContact.head,
            Household.villagers_group.label("group"),
            Household.resident,
            ChangedMember.before_code.label("before"),
            ChangedMember.ordinal,
            func.ST_X(Household.place).label("lon"),
            func.ST_Y(Household.place).label("lat"),
        )
        .join(ChangedMember, ChangedMember.household_id == Household.id)
        .outerjoin(HouseholdContact, and_(HouseholdContact.household_id == Household.id))
        .where(ChangedMember.change_id == change_id)
        .order_by(ChangedMember.ordinal, Household.number)
    )
    return [
        _graded(MovingHousehold(**row._mapping, after=codes[row.ordinal]), actor, purpose)  # noqa: SLF001 - public in SQLAlchemy
        for row in session.execute(query)
    ]


def _graded(home: MovingHousehold, actor: Actor, purpose: Purpose) -> MovingHousehold:
    hidden: dict[str, Any] = {}
    if not knows_households(actor):
        hidden["head"] = mask_name(home.head) if home.head else None
    if house_precision(actor, purpose) is not Precision.EXACT:
        hidden |= {"lon": None, "lat": None}
    return replace(home, **hidden)
