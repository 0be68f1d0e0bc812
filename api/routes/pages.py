"""Pages for everybody: start, preferences."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cookies import keep_cookie
from api.deps import MaybePageCallerDep, SettingsDep
from api.form_guards import FORM_GUARDS
from api.pages.asked import FrameDep
from api.pages.frame import Theme
from api.pages.preferences import LANGUAGE_COOKIE, THEME_COOKIE, local_path
from api.pages.render import render
from api.routes import (
    account,
    admin_pages,
    alert_pages,
    attachment_pages,
    boundary_decisions,
    boundary_pages,
    bulk_pages,
    caller_pages,
    category_pages,
    desk,
    desk_filing,
    doorstep,
    grid,
    grid_pages,
    link_pages,
    placing_pages,
    planning,
    proposal_edits,
    proposals_pages,
    publishing_pages,
    screening,
    sign_in,
    sitting_pages,
    survey_pages,
)
from api.texts import Language

router = APIRouter(
    include_in_schema=False, default_response_class=HTMLResponse, dependencies=FORM_GUARDS
)
for part in (
    alert_pages,
    category_pages,
    sign_in,
    account,
    bulk_pages,
    desk,
    desk_filing,
    doorstep,
    caller_pages,
    placing_pages,
    link_pages,
    publishing_pages,
    screening,
    grid,
    planning,
    proposals_pages,
    proposal_edits,
    boundary_pages,
    boundary_decisions,
    grid_pages,
    survey_pages,
    sitting_pages,
    attachment_pages,
    admin_pages,
):
    router.include_router(part.router)

_A_YEAR_S = 365 * 24 * 3600


@router.get("/")
def show_start(
    frame: FrameDep,
    caller: MaybePageCallerDep,
    path: Annotated[str, Query(alias="next")] = "/",
) -> Response:
    """Sign-in for a stranger, the start page for everybody else."""
    if caller is not None and caller.must_change_password:
        return RedirectResponse("/account/password", 303)
    if frame.account is not None:
        return HTMLResponse(render("home.html", frame))
    return HTMLResponse(render("signin.html", frame, error="", username="", next=local_path(path)))


@router.post("/preferences")
def keep_preferences(
    settings: SettingsDep,
    theme: Annotated[Theme | None, Form()] = None,
    language: Annotated[Language | None, Form()] = None,
    path: Annotated[str, Form(alias="next")] = "/",
) -> RedirectResponse:
    """Keep theme or language on this device and go back to the page."""
    answer = RedirectResponse(local_path(path), 303)
    for name, value in ((THEME_COOKIE, theme), (LANGUAGE_COOKIE, language)):
        if value is not None:
            keep_cookie(answer, settings, name, value, life_s=_A_YEAR_S)
    return answer
