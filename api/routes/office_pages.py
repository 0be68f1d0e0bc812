"""The pages of offices: the list, adding, changing and closing one."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from api.deps import SettingsDep
from api.pages.admin_areas import areas_of
from api.pages.admin_forms import NOTHING, FieldsDep, Reading, Typed, day_after
from api.pages.admin_office_map import draw_offices
from api.pages.admin_offices import (
    DATUMS,
    OfficeView,
    OfficeWish,
    hours_words,
    read_draft,
    read_office,
    read_offices,
)
from api.pages.admin_words import done_words
from api.pages.choices import read_choice
from api.pages.maps import Look, publish
from api.pages.reader import Reader
from api.pages.render import render
from api.routes.admin_access import DayDep, DoneDep, IdDep, ManagerDep
from api.routes.admin_acts import UNFIT, attempt, see
from api.services.offices import add_office, change_office, close_office
from dispatch.vocabulary import OfficeKind

router = APIRouter(prefix="/offices")


def read_wish(
    on: DayDep,
    region: Annotated[str, Query(max_length=32)] = "",
    kind: Annotated[str, Query(max_length=16)] = "",
    now_open: Annotated[str, Query(alias="open", max_length=8)] = "",
    hours: Annotated[str, Query(max_length=8)] = "",
) -> OfficeWish:
    """Which offices the address asks for."""
    chosen = read_choice(OfficeKind, "kind", kind)
    return OfficeWish(on, region, chosen, open_now=bool(now_open), unread=hours == "unread")


WishDep = Annotated[OfficeWish, Depends(read_wish)]


@router.get("")
def show_offices(reader: ManagerDep, wish: WishDep, done: DoneDep = "") -> HTMLResponse:
    """Show the offices, filtered."""
    view = read_offices(reader.session, reader.actor, wish, reader.now, reader.texts)
    said = done_words(done, reader.texts)
    page = render(
        "admin_offices.html", reader.frame, tab="offices", done=said, view=view, kinds=OfficeKind
    )
    return HTMLResponse(page)


@router.get("/map")
def show_map(
    reader: ManagerDep,
    settings: SettingsDep,
    office: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
) -> HTMLResponse:
    """Show the map on which the place of an office is tapped."""
    look = Look(reader.frame.theme, reader.texts, reader.frame.made_up)
    drawing = draw_offices(reader.session, reader.actor, reader.now, look, office)
    return HTMLResponse(publish(drawing, settings.state_dir / "map-assets"))


@router.get("/new")
def show_new(reader: ManagerDep) -> HTMLResponse:
    """Show the form for a new office."""
    return _new(reader)


@router.post("/new")
def add(reader: ManagerDep, fields: FieldsDep) -> Response:
    """Add an office, or show how its hours would be understood."""
    sent = Reading("office", fields, reader.texts)
    if "echo" in fields:
        return _new(reader, sent.typed)
    draft, since = read_draft(sent), sent.day("since") or reader.now.date()
    if draft is None:
        return _new(reader, sent.typed, UNFIT)
    made, status = attempt(
        reader, sent, lambda: add_office(reader.session, reader.actor, draft, since, reader.now)
    )
    if made is None:
        return _new(reader, sent.typed, status)
    return see(f"/admin/offices/{made.id}", "added")


@router.get("/{office_id}")
def show_office(office_id: IdDep, reader: ManagerDep, done: DoneDep = "") -> HTMLResponse:
    """Show one office."""
    return _one(reader, office_id, done=done)


@router.post("/{office_id}")
def change(office_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Change an office, or show how its hours would be understood."""
    sent = Reading("office", fields, reader.texts)
    if "echo" in fields:
        return _one(reader, office_id, sent.typed)
    draft, seen = read_draft(sent), sent.version()
    if draft is None:
        return _one(reader, office_id, sent.typed, UNFIT)
    session, actor = reader.session, reader.actor
    made, status = attempt(
        reader, sent, lambda: change_office(session, actor, office_id, seen, draft, reader.now)
    )
    if made is None:
        return _one(reader, office_id, sent.typed, status)
    return see(f"/admin/offices/{office_id}", "kept")


@router.post("/{office_id}/close")
def close(office_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Close an office after its last day; posts there end with it."""
    sent = Reading("close", fields, reader.texts)
    day, seen = day_after(sent.day("last", need=True)), sent.version()
    if day is None:
        return _one(reader, office_id, sent.typed, UNFIT)
    session, actor = reader.session, reader.actor
    made, status = attempt(
        reader, sent, lambda: close_office(session, actor, office_id, seen, day, reader.now)
    )
    if made is None:
        return _one(reader, office_id, sent.typed, status)
    return see(f"/admin/offices/{office_id}", "closed")


def _new(reader: Reader, typed: Typed = NOTHING, status: int = HTTPStatus.OK) -> HTMLResponse:
    said = hours_words(typed.values.get("hours", ""), reader.texts)
    view = OfficeView(areas_of(reader.session, reader.actor), typed, said)
    return _page(reader, view, "", status)


def _one(
    reader: Reader,
    office_id: int,
    typed: Typed = NOTHING,
    status: int = HTTPStatus.OK,
    done: str = "",
) -> HTMLResponse:
    session, actor, texts = reader.session, reader.actor, reader.texts
    view = read_office(session, actor, office_id, reader.now, texts, typed)
    return _page(reader, view, done_words(done, texts), status)


def _page(reader: Reader, view: OfficeView, done: str, status: int) -> HTMLResponse:
    page = render(
        "admin_office.html",
        reader.frame,
        tab="offices",
        done=done,
        view=view,
        kinds=OfficeKind,
        datums=DATUMS,
        today=reader.now.date(),
    )
    return HTMLResponse(page, status)
