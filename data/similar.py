"""Open issues that may be the matter of a report, over the whole county.

Whoever calls these does so as the system, and grades what he tells of the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, null, or_, select, union
from sqlalchemy.orm import Session

from data.issue_filter import visible_to
from data.issue_precision import Sight
from data.issue_records import IssueRecord, read_records, select_records
from data.tables import Issue, Petitioner, PetitionerContact
from data.tables.base import WGS84
from dispatch.duplicates import REVIEW_DAYS, DuplicatePolicy
from dispatch.rights import Actor
from dispatch.vocabulary import Category, Kind, PlacementMethod

_POLICY: Final = DuplicatePolicy()
RESIDENT_RADIUS_M: Final = _POLICY.near_m
MOST: Final = 200
_MOST_NEAR: Final = 120
_MOST_UNPLACED: Final = 40
_MOST_OF_PERSON: Final = 20
_MOST_ACCURACY_M: Final = 500.0
"""What is known more roughly than this is known by its village."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of a report whose like is sought.

    Attributes
    ----------
    lon, lat, accuracy_m
        Its place, WGS 84 degrees, and the radius it is known to.
    phones
        Keys of the phones of its people.
    categories
        Only issues of these, and of no house; none: of all.
    but
        Issues that are not to be found.
    """

    now: datetime
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    region_code: str | None = None
    household_id: int | None = None
    phones: frozenset[str] = frozenset()
    radius_m: float = _POLICY.radius_m
    categories: frozenset[Category] = frozenset()
    but: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One issue as the rule compares it; never to be shown as it is.

    Attributes
    ----------
    distance_m
        Metres between the places, less the accuracy of both; none without them.
    moved_m
        Metres to its moved point, which who must not know its place is told.
    """

    id: int
    text: str
    category: Category
    received_at: datetime
    closed_at: datetime | None
    household_id: int | None
    region_code: str | None
    phones: frozenset[str]
    distance_m: float | None
    moved_m: float | None


def candidates_for(session: Session, sought: Sought) -> list[Candidate]:
    """Issues that may be the matter sought, at most `MOST`; no held one, no accusation."""
    parts = [*_near(sought), *_of_village(sought), *_of_person(sought)]
    if not parts:
        return []
    found = union(*(select(part.subquery().c.id) for part in parts)).subquery()
    wanted = and_(Issue.id.in_(select(found.c.id)), Issue.id.not_in(sought.but))
    query = select(*_columns(sought)).where(wanted).order_by(Issue.id.desc()).limit(MOST)
    return [_candidate(row, sought) for row in session.execute(query)]


def sought_like(session: Session, issue_id: int, now: datetime) -> tuple[Sought, str] | None:
    """What is known of an issue of ours whose like is sought, and its words in full.

    None of one that may not be compared.
    """
    query = select(
        func.ST_X(Issue.place),
        func.ST_Y(Issue.place),
        Issue.accuracy_m,
        Issue.region_code,
        Issue.household_id,
        _phones().label("phones"),
        Issue.text,
    ).where(Issue.id == issue_id, is_comparable())
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    *known, phones, words = row
    lon, lat, accuracy_m, region, household = known
    keys = frozenset(phone for phone in phones if phone)
    return Sought(now, lon, lat, accuracy_m, region, household, keys), words


def repeats_of(
    session: Session,
    account_id: int,
    phone: str,
    between: tuple[datetime, datetime],
    place: tuple[float, float] | None,
) -> list[Row[Any]]:
    """``number, text, address, away_m`` of what an account filed for a phone, newest first.

    `between` are the moments of receipt; `away_m` is the distance from `place`, less the
    accuracy, none without one of the two.
    """
    here = _here(*(place or (None, None)))
    roughly = func.least(func.coalesce(Issue.accuracy_m, 0.0), _MOST_ACCURACY_M)
    far: ColumnElement[Any] = null()
    if here is not None:
        far = func.ST_Distance(func.geography(Issue.place), here) - roughly
    query = (
        select(Issue.number, Issue.text, Issue.address, far.label("away_m"))
        .join(Petitioner, Petitioner.issue_id == Issue.id)
        .join(PetitionerContact, PetitionerContact.petitioner_id == Petitioner.id)
        .where(
            PetitionerContact.phone_key == phone,
            Issue.entered_by == account_id,
            Issue.received_at.between(*between),
        )
        .order_by(Issue.id.desc())
        .limit(_MOST_OF_PERSON)
    )
    return list(session.execute(query))


def visible_among(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, IssueRecord]:
    """Those of some issues that an actor may see, by id, as he may see them."""
    if not ids:
        return {}
    rows = and_(Issue.id.in_(ids), visible_to(actor))
    records = read_records(session, select_records(Sight.of(actor), rows))
    return {record.id: record for record in records}


def is_comparable() -> ColumnElement[bool]:
    """Rows of `issue` that may be compared: neither held nor accusing anybody."""
    return and_(~Issue.held, Issue.barred.is_(None), Issue.kind != Kind.ACCUSATION)


def _near(sought: Sought) -> list[Select[int]]:
    here = _here(sought.lon, sought.lat)
    if here is None:
        return []
    own = min(sought.accuracy_m or 0.0, _MOST_ACCURACY_M)
    reach = sought.radius_m + own + (0.0 if sought.categories else _MOST_ACCURACY_M)
    place = func.geography(Issue.place)
    rows = and_(_open(), func.ST_DWithin(place, here, reach), *_narrowed(sought))
    nearest = place.op("<->")(here)
    return [select(Issue.id).where(rows).order_by(nearest).limit(_MOST_NEAR)]


def _of_village(sought: Sought) -> list[Select[int]]:
    """Those of its village without a place; without one of its own, the newest of all."""
    if sought.region_code is None or sought.categories:
        return []
    rows = [Issue.region_code == sought.region_code, _open()]
    if sought.lon is not None:
        rows.append(Issue.place.is_(None))
    query = select(Issue.id).where(*rows)
    return [query.order_by(Issue.received_at.desc()).limit(_MOST_UNPLACED)]


def _of_person(sought: Sought) -> list[Select[int]]:
    """What the same people brought, and what of it is over but may still be reviewed."""
    since = sought.now - timedelta(days=REVIEW_DAYS)
    living = and_(is_comparable(), or_(Issue.closed_at.is_(None), Issue.closed_at >= since))
    newest = select(Issue.id).where(living).order_by(Issue.id.desc()).limit(_MOST_OF_PERSON)
    parts = []
    if sought.phones:
        known = (
            select(Petitioner.issue_id)
            .join(PetitionerContact, PetitionerContact.petitioner_id == Petitioner.id)
            .where(PetitionerContact.phone_key.in_(sorted(sought.phones)))
        )
        parts.append(newest.where(Issue.id.in_(known)))
    if sought.household_id is not None:
        parts.append(newest.where(Issue.household_id == sought.household_id))
    return parts


def _narrowed(sought: Sought) -> list[ColumnElement[bool]]:
    if not sought.categories:
        return []
    return [
        Issue.category.in_(sorted(sought.categories)),
        Issue.household_id.is_(None),
        Issue.method != PlacementMethod.HOUSEHOLD,
    ]


def _open() -> ColumnElement[bool]:
    return and_(is_comparable(), Issue.closed_at.is_(None))


def _here(lon: float | None, lat: float | None) -> Any:
    if lon is None or lat is None:
        return None
    return func.geography(func.ST_SetSRID(func.ST_MakePoint(lon, lat), WGS84))


def _columns(sought: Sought) -> Sequence[ColumnElement[Any]]:
    here = _here(sought.lon, sought.lat)
    nowhere: ColumnElement[Any] = null()
    far = nowhere if here is None else func.ST_Distance(func.geography(Issue.place), here)
    moved = nowhere if here is None else func.ST_Distance(func.geography(Issue.moved), here)
    return [
        Issue.id.label("id"),
        Issue.text.label("text"),
        Issue.category.label("category"),
        Issue.received_at.label("received_at"),
        Issue.closed_at.label("closed_at"),
        Issue.household_id.label("household_id"),
        Issue.region_code.label("region_code"),
        Issue.accuracy_m.label("accuracy_m"),
        _phones().label("phones"),
        far.label("far_m"),
        moved.label("moved_m"),
    ]


def _phones() -> Any:
    """Keys of the phones of the people of each row of `issue`."""
    keys = (
        select(PetitionerContact.phone_key)
        .join(Petitioner, Petitioner.id == PetitionerContact.petitioner_id)
        .where(Petitioner.issue_id == Issue.id)
    )
    return func.array(keys.scalar_subquery())


def _candidate(row: Row[Any], sought: Sought) -> Candidate:
    known = [min(one or 0.0, _MOST_ACCURACY_M) for one in (sought.accuracy_m, row.accuracy_m)]
    distance = None if row.far_m is None else max(0.0, row.far_m - sum(known))
    return Candidate(
        row.id,
        row.text,
        row.category,
        row.received_at,
        row.closed_at,
        row.household_id,
        row.region_code,
        frozenset(phone for phone in row.phones if phone),
        distance,
        row.moved_m,
    )
