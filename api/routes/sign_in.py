"""Signing in at the pages, and out."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cookies import FORM, SESSION, drop_cookie, keep_cookie, read_cookie
from api.deps import NowDep, SettingsDep, VisitorDep
from api.errors import NoRoleToday, NotSignedIn, TooManyTries, retry_after
from api.pages.asked import PageTextsDep
from api.pages.preferences import local_path
from api.pages.refusal import stranger_frame
from api.pages.render import render
from api.pages.sign_in import refusal_text
from api.rates import SIGN_IN_LIMIT
from api.services.page_sessions import leave_page
from api.services.sign_in import Credentials, Opened, sign_in
from api.settings import Settings
from dispatch.sessions import SessionEnd, SessionUse

router = APIRouter()


@router.post("/signin", dependencies=[SIGN_IN_LIMIT])
def start_session(
    request: Request,
    username: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=256)],
    visitor: VisitorDep,
    settings: SettingsDep,
    now: NowDep,
    texts: PageTextsDep,
    path: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Exchange a name and a password for a session, and end the one this browser had."""
    said = Credentials(username, password)
    sessions = request.app.state.sessions
    life = settings.session_life
    try:
        opened = sign_in(sessions, visitor, said, SessionUse.PAGE, life=life, now=now)
    except (NotSignedIn, TooManyTries, NoRoleToday) as refused:
        error = refusal_text(refused, texts)
        again = {"error": error, "username": username, "next": local_path(path)}
        page = render("signin.html", stranger_frame(request), **again)
        wait = refused.retry_after
        return HTMLResponse(
            page, refused.status, {"Retry-After": retry_after(wait)} if wait else {}
        )
    _leave(request, settings, SessionEnd.REPLACED, now)
    return enter_page(opened, settings, local_path(path))


@router.post("/signout")
def end_page_session(request: Request, settings: SettingsDep, now: NowDep) -> RedirectResponse:
    """End the session on the server, and forget it on this device."""
    _leave(request, settings, SessionEnd.SIGNED_OUT, now)
    answer = RedirectResponse("/", 303)
    drop_cookie(answer, settings, SESSION)
    return answer


def enter_page(opened: Opened, settings: Settings, path: str) -> RedirectResponse:
    """Lead to a page with a session that has just begun."""
    answer = RedirectResponse(path, 303)
    life_s = int(settings.session_life.total_seconds())
    keep_cookie(answer, settings, SESSION, opened.secret, life_s=life_s)
    drop_cookie(answer, settings, FORM)
    return answer


def _leave(request: Request, settings: Settings, why: SessionEnd, now: datetime) -> None:
    secret = read_cookie(request, settings, SESSION)
    if secret:
        leave_page(request.app.state.sessions, secret, why, now)
