"""Pages for everybody: sign-in, start, preferences, an agent's grid."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.deps import (
    SESSION_COOKIE,
    NowDep,
    PageActorDep,
    SameSiteDep,
    SessionDep,
    SettingsDep,
)
from api.errors import NotSignedIn
from api.pages.agent_grid import read_grids
from api.pages.asked import FrameDep, PageTextsDep, require_page
from api.pages.frame import Theme
from api.pages.preferences import LANGUAGE_COOKIE, THEME_COOKIE, local_path
from api.pages.render import render
from api.routes import desk, planning
from api.services.sign_in import sign_in
from api.settings import Settings
from api.texts import Language
from api.tokens import make_token

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
router.include_router(desk.router)
router.include_router(planning.router)

_A_YEAR_S = 365 * 24 * 3600


@router.get("/")
def show_start(frame: FrameDep, path: Annotated[str, Query(alias="next")] = "/") -> HTMLResponse:
    """Sign-in for a stranger, the start page for everybody else."""
    if frame.account is not None:
        return HTMLResponse(render("home.html", frame))
    return HTMLResponse(render("signin.html", frame, error="", username="", next=local_path(path)))


@router.post("/signin", dependencies=[SameSiteDep])
def start_session(
    username: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=256)],
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
    texts: PageTextsDep,
    frame: FrameDep,
    path: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Exchange a name and a password for a session."""
    try:
        claims = sign_in(session, username, password)
    except NotSignedIn:
        error = texts.translate(
            "User name or password is wrong. Check capital letters and try again."
        )
        again = {"error": error, "username": username, "next": local_path(path)}
        return HTMLResponse(render("signin.html", frame, **again), 401)
    life = timedelta(hours=settings.session_hours)
    token = make_token(claims, "page", settings.signing_key, now=now, life=life)
    answer = RedirectResponse(local_path(path), 303)
    _keep(answer, settings, SESSION_COOKIE, token, int(life.total_seconds()))
    return answer


@router.post("/signout", dependencies=[SameSiteDep])
def end_session() -> RedirectResponse:
    """Forget the session on this device."""
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(SESSION_COOKIE)
    return answer


@router.post("/preferences", dependencies=[SameSiteDep])
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
            _keep(answer, settings, name, value, _A_YEAR_S)
    return answer


@router.get("/grid")
def show_grid(
    session: SessionDep, actor: PageActorDep, now: NowDep, texts: PageTextsDep, frame: FrameDep
) -> HTMLResponse:
    """Show an agent his grids and what is open in them."""
    require_page(actor, "/grid")
    return HTMLResponse(render("grid.html", frame, grids=read_grids(session, actor, now, texts)))


def _keep(answer: Response, settings: Settings, name: str, value: str, life_s: int) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=life_s,
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
