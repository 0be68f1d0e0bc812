"""What the pages of offices show: the list, one office with its hours and staff."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from api.dates import day_text
from api.labels import N_, label
from api.opening_words import opening_text
from api.pages.admin_areas import Area, areas_of
from api.pages.admin_forms import NOTHING, Reading, Typed
from api.pages.admin_post_rows import PostRow, post_row
from api.services.offices import OfficeDraft
from api.texts import Texts
from data.offices import OfficeRecord, find_office, list_offices
from data.post_register import PostFilter, list_posts
from dispatch.hours_wording import read_hours
from dispatch.opening_hours import is_open
from dispatch.rights import Actor
from dispatch.vocabulary import Datum, OfficeKind

_SHOWN: Final = 200
"""A township has some thirty offices; a county is read by township."""
_NAME, _HOURS, _PHONE, _CODE = 100, 300, 32, 64
DATUMS: Final = (
    (Datum.WGS84.value, N_("WGS 84 or CGCS2000 (satellite receivers)")),
    (Datum.GCJ02.value, N_("GCJ-02 (Chinese map apps)")),
    (Datum.BD09.value, N_("BD-09 (Baidu)")),
)


@dataclass(frozen=True, slots=True)
class OfficeWish:
    """Which offices are asked for; everything empty lets all through."""

    on: date
    region: str = ""
    kind: OfficeKind | None = None
    open_now: bool = False
    unread: bool = False

    def query(self) -> str:
        """The same as the query of an address."""
        named = {
            "region": self.region,
            "kind": self.kind or "",
            "open": "yes" if self.open_now else "",
            "hours": "unread" if self.unread else "",
        }
        kept = {name: value for name, value in named.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One office in the list; finished texts."""

    id: int
    name: str
    area: str
    kind: str
    hours: str
    read: bool
    open_now: bool
    phone: str
    placed: bool


@dataclass(frozen=True, slots=True)
class OfficesView:
    """The list of offices."""

    wish: OfficeWish
    areas: tuple[Area, ...]
    rows: tuple[OfficeRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class OfficeView:
    """One office, or the form for a new one (`record` is none then)."""

    areas: tuple[Area, ...]
    typed: Typed
    hours_read: str
    record: OfficeRecord | None = None
    row: OfficeRow | None = None
    staff: tuple[PostRow, ...] = ()
    since: str = ""
    until: str = ""

    @property
    def values(self) -> dict[str, str]:
        """What the form holds before anything is typed."""
        one = self.record
        if one is None:
            return {}
        return {
            "name": one.name,
            "region": one.region_code,
            "kind": one.kind,
            "code": one.code or "",
            "hours": one.hours or "",
            "phone": one.phone or "",
            "lon": "" if one.lon is None else f"{one.lon:.6f}",
            "lat": "" if one.lat is None else f"{one.lat:.6f}",
        }


def read_offices(
    session: Session, actor: Actor, wish: OfficeWish, now: datetime, texts: Texts
) -> OfficesView:
    """Read the offices of a day that a wish asks for."""
    areas = areas_of(session, actor)
    under = next((one.prefix for one in areas if one.code == wish.region), actor.region_prefix)
    records = [
        one
        for one in list_offices(session, actor, wish.on, region=under or None, kind=wish.kind)
        if (one.opening is None or not wish.unread)
        and (is_open(one.opening, now) or not wish.open_now)
    ]
    records.sort(key=lambda one: (one.region_code, one.name))
    rows = tuple(office_row(one, now, texts) for one in records[:_SHOWN])
    return OfficesView(wish, areas, rows, len(records))


def read_office(
    session: Session,
    actor: Actor,
    office_id: int,
    now: datetime,
    texts: Texts,
    typed: Typed = NOTHING,
) -> OfficeView:
    """Read one office.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's.
    """
    record = find_office(session, actor, office_id)
    staff = list_posts(session, actor, PostFilter(now.date(), office=office_id))
    until = day_text(record.valid_to, language=texts.language) if record.valid_to else ""
    return OfficeView(
        areas=areas_of(session, actor),
        typed=typed,
        hours_read=hours_words(typed.values.get("hours", record.hours or ""), texts),
        record=record,
        row=office_row(record, now, texts),
        staff=tuple(post_row(one, texts) for one in staff),
        since=day_text(record.valid_from, language=texts.language),
        until=until,
    )


def hours_words(words: str, texts: Texts) -> str:
    """Say how opening hours were understood; empty where there are none."""
    if not words:
        return ""
    opening = read_hours(words)
    if opening is None:
        return texts.translate("Kept as words: not counted as open. Try another wording.")
    return texts.translate("Understood as: %(hours)s") % {"hours": opening_text(opening, texts)}


def office_row(one: OfficeRecord, now: datetime, texts: Texts) -> OfficeRow:
    """Show one office as a row."""
    return OfficeRow(
        id=one.id,
        name=one.name,
        area=one.region_name or "",
        kind=label(one.kind, texts.translate),
        hours=opening_text(one.opening, texts) if one.opening else (one.hours or ""),
        read=one.opening is not None,
        open_now=is_open(one.opening, now),
        phone=one.phone or "",
        placed=one.lon is not None,
    )


def read_draft(sent: Reading) -> OfficeDraft | None:
    """What a form says of an office; None where a field is wrong."""
    kind = sent.choice("kind", OfficeKind)
    datum = sent.choice("datum", Datum)
    lon, lat = _degrees(sent, "lon"), _degrees(sent, "lat")
    if (lon is None) != (lat is None):
        sent.refuse("lat" if lat is None else "lon", N_("Give both, or neither."))
    region, name = (
        sent.text(one, most=most, need=True) for one, most in (("region", _CODE), ("name", _NAME))
    )
    code, hours, phone = (
        sent.text(one, most=most) or None
        for one, most in (("code", _CODE), ("hours", _HOURS), ("phone", _PHONE))
    )
    if sent.errors or kind is None or datum is None:
        return None
    return OfficeDraft(
        region_code=region,
        name=name,
        kind=kind,
        code=code,
        hours=hours,
        phone=phone,
        lon=lon,
        lat=lat,
        datum=datum,
    )


def _degrees(sent: Reading, name: str) -> float | None:
    value = sent.text(name, most=24)
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not -180 <= number <= 180:  # noqa: PLR2004 - the globe; also refuses what is no number
        sent.refuse(name, N_("Write degrees such as 110.51."))
        return None
    return number
