"""The register of offices: where residents are heard, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from data.dated import holds_on, lies_under
from data.errors import NotFound
from data.tables import Office, Post, Region
from dispatch.opening_hours import Opening, opening_from_rows
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import OfficeKind, RegionLevel


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """One office; `lon`, `lat` in WGS 84 degrees.

    Attributes
    ----------
    hours, opening
        As the office words its hours, and as they were understood; the latter none where
        nobody could.
    """

    id: int
    code: str | None
    region_code: str
    region_name: str | None
    level: RegionLevel | None
    name: str
    kind: OfficeKind
    hours: str | None
    opening: Opening | None
    phone: str | None
    lon: float | None
    lat: float | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    version: int


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `office` an actor may see: all, for an office is for everybody."""
    return true() if actor.may(Verb.READ_AGENTS) else false()


def list_offices(
    session: Session,
    actor: Actor,
    day: date,
    *,
    region: str | None = None,
    kind: OfficeKind | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[OfficeRecord]:
    """Offices of a day, by id; `region` is a code prefix."""
    query = _records().where(_wanted(actor, day, region, kind), Office.id > after)
    return [_record(row) for row in session.execute(query.order_by(Office.id).limit(limit))]


def count_offices(
    session: Session,
    actor: Actor,
    day: date,
    *,
    region: str | None = None,
    kind: OfficeKind | None = None,
) -> int:
    """How many offices there are on a day."""
    query = select(func.count()).select_from(Office).where(_wanted(actor, day, region, kind))
    return session.scalar(query) or 0


def find_office(session: Session, actor: Actor, office_id: int) -> OfficeRecord:
    """One office, open or closed for good.

    Raises
    ------
    NotFound
        If there is none.
    """
    query = _records().where(Office.id == office_id, visible_to(actor))
    row = session.execute(query).first()
    if row is None:
        msg = f"no office {office_id}"
        raise NotFound(msg)
    return _record(row)


def keep_office(session: Session, values: Mapping[str, Any]) -> int:
    """Write a new office; answers its id."""
    return session.scalars(insert(Office).returning(Office.id), dict(values)).one()


def end_posts_at(session: Session, office_id: int, day: date) -> int:
    """End the posts at an office on a day; answers how many."""
    open_posts = or_(Post.valid_to.is_(None), Post.valid_to > day)
    query = (
        update(Post)
        .where(Post.office_id == office_id, open_posts)
        .values(valid_to=func.greatest(Post.valid_from, day))
        .returning(Post.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(query).all())


def region_is_known(session: Session, code: str) -> bool:
    """Whether the tree has a region with this code."""
    return bool(session.scalar(select(select(Region.code).where(Region.code == code).exists())))


def _wanted(
    actor: Actor, day: date, region: str | None, kind: OfficeKind | None
) -> ColumnElement[bool]:
    tests = [visible_to(actor), holds_on(Office, day)]
    if region:
        tests.append(lies_under(Office.region_code, region))
    if kind:
        tests.append(Office.kind == kind)
    return and_(*tests)


def _records() -> Select[*tuple[Any, ...]]:
    return select(
        Office.id,
        Office.code,
        Office.region_code,
        Region.name.label("region_name"),
        Region.level,
        Office.name,
        Office.kind,
        Office.hours,
        Office.opening,
        Office.phone,
        func.ST_X(Office.place).label("lon"),
        func.ST_Y(Office.place).label("lat"),
        Office.valid_from,
        Office.valid_to,
        Office.recorded_at,
        Office.version,
    ).outerjoin(Region, Region.code == Office.region_code)


def _record(row: Row[Any]) -> OfficeRecord:
    opening = opening_from_rows(row.opening)
    return OfficeRecord(**{**row._mapping, "opening": opening})  # noqa: SLF001 - public in SQLAlchemy
