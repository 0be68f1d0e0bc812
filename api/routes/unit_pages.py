"""The pages of units: the list, adding, changing and closing one."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api.labels import N_
from api.pages.admin_forms import NOTHING, FieldsDep, Reading, Typed, day_after
from api.pages.admin_units import WEEKDAYS, read_unit, read_unit_draft, read_units
from api.pages.admin_words import done_words
from api.pages.reader import Reader
from api.pages.render import render
from api.routes.admin_access import DayDep, DoneDep, IdDep, ManagerDep
from api.routes.admin_acts import UNFIT, attempt, see
from api.services.units import add_unit, change_unit, close_unit
from data.errors import NotFound
from dispatch.errors import IllegalTransition

router = APIRouter(prefix="/units")

_ADDING: Final[dict[type[Exception], str]] = {
    IllegalTransition: N_("Another unit has this code, or had it once. Choose one never used."),
    NotFound: N_("Choose an area of yours; units of the whole county are the county's to enter."),
}


@router.get("")
def show_units(
    reader: ManagerDep, region: Annotated[str, Query(max_length=32)] = "", done: DoneDep = ""
) -> HTMLResponse:
    """Show the units, and the form for a new one."""
    return _list(reader, region, done=done_words(done, reader.texts))


@router.post("")
def add(reader: ManagerDep, fields: FieldsDep) -> Response:
    """Add a unit."""
    sent = Reading("unit", fields, reader.texts)
    draft, session, now = read_unit_draft(sent), reader.session, reader.now
    made, status = attempt(
        reader, sent, lambda: add_unit(session, reader.actor, draft, now.date(), now), _ADDING
    )
    if made is None:
        return _list(reader, "", sent.typed, status)
    return see(f"/admin/units/{made.id}", "added")


@router.get("/{unit_id}")
def show_unit(unit_id: IdDep, reader: ManagerDep, on: DayDep, done: DoneDep = "") -> HTMLResponse:
    """Show one unit with the rota of the week of a day."""
    return unit_page(reader, unit_id, week=on, done=done_words(done, reader.texts))


@router.post("/{unit_id}")
def change(unit_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Change a unit."""
    sent = Reading("unit", fields, reader.texts)
    draft, seen = read_unit_draft(sent), sent.version()
    session, actor = reader.session, reader.actor
    made, status = attempt(
        reader, sent, lambda: change_unit(session, actor, unit_id, seen, draft, reader.now)
    )
    if made is None:
        return unit_page(reader, unit_id, sent.typed, status)
    return see(f"/admin/units/{unit_id}", "kept")


@router.post("/{unit_id}/close")
def close(unit_id: IdDep, reader: ManagerDep, fields: FieldsDep) -> Response:
    """Close a unit after its last day."""
    sent = Reading("close", fields, reader.texts)
    day, seen = day_after(sent.day("last", need=True)), sent.version()
    if day is None:
        return unit_page(reader, unit_id, sent.typed, UNFIT)
    session, actor = reader.session, reader.actor
    made, status = attempt(
        reader, sent, lambda: close_unit(session, actor, unit_id, seen, day, reader.now)
    )
    if made is None:
        return unit_page(reader, unit_id, sent.typed, status)
    return see(f"/admin/units/{unit_id}", "closed")


def unit_page(
    reader: Reader,
    unit_id: int,
    typed: Typed = NOTHING,
    status: int = HTTPStatus.OK,
    *,
    week: date | None = None,
    done: str = "",
) -> HTMLResponse:
    """Page of one unit, with the form that was refused if there is one."""
    view = read_unit(
        reader.session,
        reader.actor,
        unit_id,
        week=week or reader.now.date(),
        now=reader.now,
        texts=reader.texts,
        typed=typed,
    )
    page = render(
        "admin_unit.html", reader.frame, tab="units", done=done, view=view, weekdays=WEEKDAYS
    )
    return HTMLResponse(page, status)


def _list(
    reader: Reader,
    region: str,
    typed: Typed = NOTHING,
    status: int = HTTPStatus.OK,
    done: str = "",
) -> HTMLResponse:
    view = read_units(reader.session, reader.actor, region, reader.now, typed)
    page = render("admin_units.html", reader.frame, tab="units", done=done, view=view)
    return HTMLResponse(page, status)
