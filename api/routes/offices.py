"""Offices: read, open, change, close."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api.deps import NowDep, SessionDep
from api.geojson import Format, FormatDep, collection, point
from api.preconditions import SeenVersionDep
from api.register_edits import EnteringDep, Id, ReaderDep, tagged
from api.register_lists import SliceDep
from api.requests import StrictRoute
from api.routes.registers import RegionDep
from api.schemas.offices import OfficeIn, OfficeOut, OfficePage
from api.schemas.posts import PostOut
from api.schemas.words import OnDay
from api.services.offices import add_office, change_office, close_office
from data.offices import count_offices, find_office, list_offices
from data.post_register import PostFilter, list_posts
from dispatch.vocabulary import OfficeKind

router = APIRouter(prefix="/offices", tags=["offices"], route_class=StrictRoute)


def _wanted(region: RegionDep, kind: OfficeKind | None = None) -> dict[str, Any]:
    return {"region": region, "kind": kind}


WantedDep = Annotated[dict[str, Any], Depends(_wanted)]


@router.get("", response_model=OfficePage)
def read_offices(
    actor: ReaderDep,
    session: SessionDep,
    now: NowDep,
    form: FormatDep,
    wanted: WantedDep,
    part: SliceDep,
    on: date | None = None,
) -> OfficePage | Response:
    """Offices of a day, by id."""
    day = on or now.date()
    records, more = part.cut(list_offices(session, actor, day, **wanted, **part.asked))
    page = [OfficeOut.of(one, now) for one in records]
    total = count_offices(session, actor, day, **wanted)
    if form is Format.GEOJSON:
        placed = ((point(one.lon, one.lat), one) for one in page)
        return collection(placed, next_cursor=more, total=total)
    return OfficePage(items=page, next=more, total=total)


@router.post("", status_code=201, response_model=OfficeOut)
def open_office(enter: EnteringDep, wire: OfficeIn) -> dict[str, Any]:
    """Enter an office, there from `since` or today on."""

    def act() -> OfficeOut:
        since = wire.since or enter.now.date()
        made = add_office(enter.session, enter.actor, wire.draft(), since, enter.now)
        return OfficeOut.of(made, enter.now)

    return enter.once("office", wire, act)


@router.get("/{office_id}", response_model=OfficeOut)
def read_office(actor: ReaderDep, office_id: Id, session: SessionDep, now: NowDep) -> Response:
    """One office with who works there today, as far as the reader may see them."""
    record = find_office(session, actor, office_id)
    staff = list_posts(session, actor, PostFilter(day=now.date(), office=office_id))
    people = tuple(PostOut.model_validate(one) for one in staff)
    return tagged(record.version, OfficeOut.of(record, now, people))


@router.put("/{office_id}", response_model=OfficeOut)
def edit_office(
    enter: EnteringDep, office_id: Id, wire: OfficeIn, seen: SeenVersionDep
) -> dict[str, Any]:
    """Change what is entered about an office; the day it opened stays."""

    def act() -> OfficeOut:
        draft = wire.draft()
        record = change_office(enter.session, enter.actor, office_id, seen, draft, enter.now)
        return OfficeOut.of(record, enter.now)

    return enter.once(f"office {office_id} {seen}", wire, act)


@router.post("/{office_id}/close", response_model=OfficeOut)
def end_office(
    enter: EnteringDep, office_id: Id, wire: OnDay, seen: SeenVersionDep
) -> dict[str, Any]:
    """Close an office for good from a day on; the posts there end with it."""

    def act() -> OfficeOut:
        record = close_office(enter.session, enter.actor, office_id, seen, wire.on, enter.now)
        return OfficeOut.of(record, enter.now)

    return enter.once(f"close office {office_id} {seen}", wire, act)
