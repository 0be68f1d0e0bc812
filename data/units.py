"""The register of responsible units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, insert, select, true
from sqlalchemy.orm import Session

from data.dated import holds_on, lies_under
from data.errors import NotFound
from data.tables import Region, Unit
from dispatch.rights import Actor, Verb


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """One department or body."""

    id: int
    code: str
    name: str
    region_code: str | None
    region_name: str | None
    phone: str | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    version: int


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `unit` an actor may see: all, for a unit serves everybody."""
    return true() if actor.may(Verb.READ_AGENTS) else false()


def list_units(
    session: Session,
    actor: Actor,
    day: date,
    *,
    region: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[UnitRecord]:
    """Units of a day, by id; `region` is a code prefix."""
    query = _records().where(_wanted(actor, day, region), Unit.id > after)
    return [UnitRecord(*row) for row in session.execute(query.order_by(Unit.id).limit(limit))]


def count_units(session: Session, actor: Actor, day: date, *, region: str | None = None) -> int:
    """How many units there are on a day."""
    query = select(func.count()).select_from(Unit).where(_wanted(actor, day, region))
    return session.scalar(query) or 0


def find_unit_record(session: Session, actor: Actor, unit_id: int) -> UnitRecord:
    """One unit, still at work or not.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = session.execute(_records().where(Unit.id == unit_id, visible_to(actor))).first()
    if row is None:
        msg = f"no unit {unit_id}"
        raise NotFound(msg)
    return UnitRecord(*row)


def find_unit(session: Session, code: str) -> int:
    """Id of a unit by its code.

    Raises
    ------
    NotFound
        If the register has none.
    """
    unit_id = session.scalars(select(Unit.id).where(Unit.code == code)).one_or_none()
    if unit_id is None:
        msg = f"there is no unit {code!r}; import the units first: wangge import units FILE"
        raise NotFound(msg)
    return unit_id


def unit_name(session: Session, unit_id: int) -> str:
    """Name of a unit; empty when there is none."""
    return session.scalar(select(Unit.name).where(Unit.id == unit_id)) or ""


def code_is_taken(session: Session, code: str) -> bool:
    """Whether any unit ever had this code."""
    return bool(session.scalar(select(select(Unit.id).where(Unit.code == code).exists())))


def keep_unit(session: Session, values: Mapping[str, Any]) -> int:
    """Write a new unit; answers its id."""
    return session.scalars(insert(Unit).returning(Unit.id), dict(values)).one()


def _wanted(actor: Actor, day: date, region: str | None) -> ColumnElement[bool]:
    tests = [visible_to(actor), holds_on(Unit, day)]
    if region:
        tests.append(lies_under(Unit.region_code, region))
    return and_(*tests)


def _records() -> Select[*tuple[Any, ...]]:
    return select(
        Unit.id,
        Unit.code,
        Unit.name,
        Unit.region_code,
        Region.name.label("region_name"),
        Unit.phone,
        Unit.valid_from,
        Unit.valid_to,
        Unit.recorded_at,
        Unit.version,
    ).outerjoin(Region, Region.code == Unit.region_code)
