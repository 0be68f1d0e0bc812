"""Opening, changing and closing offices."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.services.register_rights import require_region
from data.audit import Entry, record
from data.errors import NotFound
from data.offices import OfficeRecord, end_posts_at, find_office, keep_office, region_is_known
from data.register_versions import change_row
from data.scope import as_system
from data.tables import Office
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.hours_wording import read_hours
from dispatch.opening_hours import opening_to_rows
from dispatch.posts import check_days
from dispatch.rights import Actor
from dispatch.vocabulary import Datum, OfficeKind
from geo.coordinates import check_lonlat
from geo.datum import convert_points


@dataclass(frozen=True, slots=True)
class OfficeDraft:
    """What is entered about an office; `lon`, `lat` in degrees of `datum`, both or none."""

    region_code: str
    name: str
    kind: OfficeKind
    code: str | None = None
    hours: str | None = None
    phone: str | None = None
    lon: float | None = None
    lat: float | None = None
    datum: Datum = Datum.WGS84


def add_office(
    session: Session, actor: Actor, draft: OfficeDraft, since: date, now: datetime
) -> OfficeRecord:
    """Enter an office that is there from a day on.

    Raises
    ------
    NotPermitted, NotFound
        If the region is not the actor's to keep, or there is none.
    InvalidCoordinate
        If the place is none.
    IllegalTransition
        If the day is far ahead.
    """
    _check(session, actor, draft)
    check_days(since, None, now.date())
    with as_system(session):
        office_id = keep_office(session, {**_values(draft), "valid_from": since})
        record(
            session, _entry(actor, now, office_id, {"change": "new", "region": draft.region_code})
        )
    return find_office(session, actor, office_id)


def change_office(
    session: Session, actor: Actor, office_id: int, seen: int, draft: OfficeDraft, now: datetime
) -> OfficeRecord:
    """Change what is entered about an office.

    Raises
    ------
    StaleWrite
        If somebody else changed it since.
    NotPermitted, NotFound, InvalidCoordinate
        As for `add_office`; also where the office lies now must be the actor's to keep.
    """
    before = find_office(session, actor, office_id)
    require_region(actor, before.region_code)
    _check(session, actor, draft)
    with as_system(session):
        change_row(session, Office, office_id, seen, _values(draft))
        record(session, _entry(actor, now, office_id, {"change": "changed"}))
    return find_office(session, actor, office_id)


def close_office(
    session: Session, actor: Actor, office_id: int, seen: int, day: date, now: datetime
) -> OfficeRecord:
    """Close an office for good from a day on; the posts there end with it.

    Raises
    ------
    StaleWrite, NotPermitted, NotFound
        As for `change_office`.
    IllegalTransition
        If it would close before it opened.
    """
    before = find_office(session, actor, office_id)
    require_region(actor, before.region_code)
    check_days(before.valid_from, day, now.date())
    with as_system(session):
        change_row(session, Office, office_id, seen, {"valid_to": day})
        posts = end_posts_at(session, office_id, day)
        details = {"change": "closed", "on": day.isoformat(), "posts": posts}
        record(session, _entry(actor, now, office_id, details))
    return find_office(session, actor, office_id)


def _check(session: Session, actor: Actor, draft: OfficeDraft) -> None:
    require_region(actor, draft.region_code)
    if not region_is_known(session, draft.region_code):
        msg = f"no region {draft.region_code}"
        raise NotFound(msg)
    if draft.lon is not None and draft.lat is not None:
        check_lonlat(draft.lon, draft.lat)


def _values(draft: OfficeDraft) -> dict[str, Any]:
    opening = read_hours(draft.hours) if draft.hours else None
    return {
        "region_code": draft.region_code,
        "name": draft.name,
        "kind": draft.kind,
        "code": draft.code,
        "hours": draft.hours,
        "opening": opening_to_rows(opening) if opening else None,
        "phone": draft.phone,
        "place": _place(draft),
    }


def _place(draft: OfficeDraft) -> str | None:
    if draft.lon is None or draft.lat is None:
        return None
    lon, lat = convert_points([draft.lon], [draft.lat], draft.datum.value, Datum.WGS84.value)
    return f"SRID=4326;POINT({float(lon[0])!r} {float(lat[0])!r})"


def _entry(actor: Actor, now: datetime, office_id: int, details: dict[str, Any]) -> Entry:
    about = (ObjectKind.OFFICE, office_id)
    return Entry.by(actor, now, AuditVerb.CHANGE, about, details=details)
