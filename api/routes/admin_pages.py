"""The registers: what needs doing now, and the settings of the database."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages.admin_forms import NOTHING, FieldsDep, Reading, Typed
from api.pages.admin_home import read_tasks
from api.pages.admin_words import done_words, refusal_words
from api.pages.reader import Reader
from api.pages.render import render
from api.routes import (
    absence_pages,
    coverage_pages,
    handover_pages,
    import_pages,
    office_pages,
    people_pages,
    rota_pages,
    unit_pages,
)
from api.routes.admin_access import OverviewDep, SettingsReaderDep
from api.services.county_settings import (
    MOST_DAYS,
    MOST_HOUSEHOLDS,
    CountySettings,
    change_settings,
    changeable,
)
from data.database_settings import read_settings
from data.errors import StaleWrite
from geo.errors import WrongSizes

router = APIRouter(prefix="/admin")
for part in (
    office_pages,
    people_pages,
    absence_pages,
    handover_pages,
    unit_pages,
    rota_pages,
    coverage_pages,
    import_pages,
):
    router.include_router(part.router)


@router.get("")
def show_registers(reader: OverviewDep) -> HTMLResponse:
    """Show what needs doing in the registers today."""
    tasks = read_tasks(reader.session, reader.actor, reader.now)
    page = render("admin_home.html", reader.frame, tab="overview", done="", tasks=tasks)
    return HTMLResponse(page)


@router.get("/settings")
def show_settings(
    reader: SettingsReaderDep, done: Annotated[str, Query(max_length=16)] = ""
) -> HTMLResponse:
    """Show the settings of the database."""
    return _settings(reader, done_words(done, reader.texts))


@router.post("/settings")
def keep(reader: SettingsReaderDep, fields: FieldsDep) -> Response:
    """Change the settings of the database."""
    sent = Reading("settings", fields, reader.texts)
    wanted = CountySettings(
        min_size=sent.number("min_size", range(1, MOST_HOUSEHOLDS + 1)),
        max_size=sent.number("max_size", range(1, MOST_HOUSEHOLDS + 1)),
        boundary_approval=fields.get("boundary_approval") == "yes",
        phone_confirm_days=sent.number("phone_confirm_days", range(1, MOST_DAYS + 1)),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if not sent.errors:
        try:
            seen = fields.get("seen", "")
            change_settings(reader.session, reader.actor, wanted, seen, reader.now)
        except WrongSizes as refused:
            sent.errors["max_size"] = refusal_words(refused, reader.texts)
        except StaleWrite as refused:
            sent.errors[""] = refusal_words(refused, reader.texts)
            status = HTTPStatus.PRECONDITION_FAILED
    if sent.errors:
        return _settings(reader, "", sent.typed, status)
    return RedirectResponse("/admin/settings?done=kept", HTTPStatus.SEE_OTHER)


def _settings(
    reader: Reader, done: str, typed: Typed = NOTHING, status: int = HTTPStatus.OK
) -> HTMLResponse:
    kept = changeable(read_settings(reader.session))
    page = render(
        "admin_settings.html", reader.frame, tab="settings", done=done, kept=kept, typed=typed
    )
    return HTMLResponse(page, status)
