"""Reading the houses of a survey: which are still to be found, and which again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.errors import NotFound
from data.position_surroundings import Spot, surroundings
from data.scope import as_system
from data.survey_scope import is_outside, member, midnight, surveyable, under
from data.tables import Household, HouseholdContact, HouseholdPosition, Membership
from dispatch.masking import mask_name
from dispatch.positions import USABLE_WITHIN_M, House, Oddity, Quality, oddities, quality
from dispatch.precision import house_precision, knows_households
from dispatch.rights import Actor
from dispatch.vocabulary import PositionMethod, Precision


class Lacking(StrEnum):
    """Which houses are wanted: those without any point, or also those with a doubtful one."""

    POINT = "point"
    GOOD_POINT = "good-point"


@dataclass(frozen=True, slots=True)
class SurveyedHouse:
    """One household of a day as a surveyor sees it; `lon`, `lat` WGS 84 where he is shown it."""

    id: int
    number: str
    head: str | None
    village_code: str | None
    group: str | None
    resident: bool
    grid: str | None
    found: bool
    accuracy_m: float | None
    quality: Quality | None
    method: PositionMethod | None
    found_by: int | None
    lon: float | None = None
    lat: float | None = None
    oddities: tuple[Oddity, ...] = field(default=())

    @property
    def house(self) -> House:
        """What decides who may find it."""
        return House(self.village_code, self.grid, self.found, self.found_by)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which houses are wanted: of a region (code prefix), lacking something, by words."""

    region: str | None = None
    lacking: Lacking | None = None
    words: str = ""


_NAMED: Final = ("number", "village_code", "group", "resident", "grid", "found_by")


def list_houses(
    session: Session,
    actor: Actor,
    now: datetime,
    wanted: Wanted,
    *,
    after: str = "",
    limit: int | None = None,
) -> list[SurveyedHouse]:
    """Houses an actor may find, by number; where they stand only for who serves the village.

    An agent is told of the houses of his grids and of those of his village nobody has found.
    """
    with as_system(session):
        query = _houses(now).where(*_asked(session, actor, now, wanted), Household.number > after)
        rows = session.execute(query.order_by(Household.number).limit(limit)).all()
        return _shown(session, actor, rows, now.date())


def count_houses(session: Session, actor: Actor, now: datetime, wanted: Wanted) -> int:
    """How many such houses there are."""
    with as_system(session):
        rows = _houses(now).where(*_asked(session, actor, now, wanted))
        return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def house_named(session: Session, number: str, now: datetime) -> SurveyedHouse:
    """The house of a household by its number, for the system's own work.

    Raises
    ------
    NotFound
        If no household of today has the number.
    """
    row = session.execute(_houses(now).where(Household.number == number)).first()
    if row is None:
        msg = f"no household {number}"
        raise NotFound(msg)
    return _house(row, row.head, exact=True)


def _houses(now: datetime) -> Select[*tuple[Any, ...]]:
    day = now.date()
    own = select(HouseholdPosition.made_by).where(
        HouseholdPosition.household_id == Household.id,
        HouseholdPosition.recorded_at >= midnight(now),
    )
    newest = own.order_by(HouseholdPosition.id.desc()).limit(1).scalar_subquery()
    return (
        select(
            Household.id,
            Household.number,
            HouseholdContact.head,
            Household.village_code,
            Household.villagers_group.label("group"),
            Household.resident,
            Membership.grid_code.label("grid"),
            Household.accuracy_m,
            Household.method,
            newest.label("found_by"),
            func.ST_X(Household.place).label("lon"),
            func.ST_Y(Household.place).label("lat"),
        )
        .select_from(Household)
        .outerjoin(HouseholdContact, HouseholdContact.household_id == Household.id)
        .outerjoin(Membership, member(day))
        .where(holds_on(Household, day))
    )


def _asked(
    session: Session, actor: Actor, now: datetime, wanted: Wanted
) -> list[ColumnElement[bool]]:
    lacking = {
        None: true(),
        Lacking.POINT: Household.place.is_(None),
        Lacking.GOOD_POINT: or_(
            Household.place.is_(None),
            Household.accuracy_m > USABLE_WITHIN_M,
            is_outside(now.date()),
        ),
    }
    asked = [surveyable(session, actor, now), lacking[wanted.lacking], *under(wanted.region)]
    if wanted.words:
        columns: list[Any] = [Household.number, Household.villagers_group]
        columns += [HouseholdContact.head] if knows_households(actor) else []
        asked.append(or_(*(one.icontains(wanted.words, autoescape=True) for one in columns)))
    return asked


def _shown(session: Session, actor: Actor, rows: Sequence[Any], day: date) -> list[SurveyedHouse]:
    """Houses as an actor may see them, with what is odd about their positions."""
    placed = [row for row in rows if row.lon is not None]
    there = surroundings(session, [Spot(row.village_code, row.lon, row.lat) for row in placed], day)
    odd = {
        row.id: oddities(around, row.accuracy_m) for row, around in zip(placed, there, strict=True)
    }
    named = knows_households(actor)
    exact = house_precision(actor) is Precision.EXACT
    return [
        _house(
            row,
            row.head if named or not row.head else mask_name(row.head),
            exact=exact,
            odd=odd.get(row.id, ()),
        )
        for row in rows
    ]


def _house(
    row: Any, head: str | None, *, exact: bool, odd: Collection[Oddity] = ()
) -> SurveyedHouse:
    found = row.lon is not None
    return SurveyedHouse(
        id=row.id,
        head=head,
        found=found,
        accuracy_m=row.accuracy_m,
        quality=quality(row.accuracy_m) if found else None,
        method=(row.method or PositionMethod.IMPORT) if found else None,
        lon=row.lon if exact else None,
        lat=row.lat if exact else None,
        oddities=tuple(odd),
        **{name: getattr(row, name) for name in _NAMED},
    )
