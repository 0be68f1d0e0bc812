"""The reader's own account: roles, sessions, password."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from api.deps import (
    LonePageCallerDep,
    NowDep,
    PageCallerDep,
    SessionDep,
    SettingsDep,
    VisitorDep,
    refuse_old_password,
)
from api.errors import ApiError, NotSignedIn, TooManyTries, WeakPassword, retry_after
from api.labels import N_
from api.pages.account import read_account
from api.pages.asked import FrameDep, PageTextsDep, read_frame
from api.pages.render import render
from api.pages.sign_in import password_refusal_text
from api.routes.sign_in import enter_page
from api.services.accounts import By, end_all_sessions, end_own_session
from api.services.callers import Caller
from api.services.page_sessions import change_password, change_role, check_own_password
from api.texts import Texts
from data.errors import NotFound
from data.scope import as_system, enter_scope
from data.session import transaction
from dispatch.sessions import SessionEnd

router = APIRouter(prefix="/account")


class PasswordForm(BaseModel):
    """The present password, and the new one twice."""

    old: str = Field(max_length=256)
    new: str = Field(max_length=512)
    again: str = Field(max_length=512)

    def check_repeated(self) -> None:
        """Refuse a new password that was mistyped once.

        Raises
        ------
        WeakPassword
            If the two differ.
        """
        if self.new != self.again:
            raise WeakPassword(N_("The two new passwords differ."))


@router.get("")
def show_account(
    session: SessionDep, caller: PageCallerDep, now: NowDep, texts: PageTextsDep, frame: FrameDep
) -> HTMLResponse:
    """Show the reader's roles, and where he is signed in."""
    refuse_old_password(caller)
    view = read_account(session, caller, now, texts)
    return HTMLResponse(render("account.html", frame, view=view))


@router.post("/role")
def take_on_role(
    grant: Annotated[int, Form()],
    session: SessionDep,
    caller: PageCallerDep,
    visitor: VisitorDep,
    settings: SettingsDep,
    now: NowDep,
) -> RedirectResponse:
    """Go on as another role of the same account, in a new session."""
    refuse_old_password(caller)
    with as_system(session):
        life = settings.session_life
        opened = change_role(session, caller, grant, life=life, visitor=visitor, now=now)
    return enter_page(opened, settings, "/")


@router.post("/sessions/end")
def end_one_session(
    which: Annotated[UUID, Form(alias="session")],
    session: SessionDep,
    caller: PageCallerDep,
    now: NowDep,
) -> RedirectResponse:
    """End one of the reader's sessions."""
    refuse_old_password(caller)
    with as_system(session):
        ended = end_own_session(session, By(now, caller.actor), caller.actor.account_id, which)
    if not ended:
        msg = "your account has no such session"
        raise NotFound(msg)
    return RedirectResponse("/account", 303)


@router.post("/sessions/end-others")
def end_other_sessions(session: SessionDep, caller: PageCallerDep, now: NowDep) -> RedirectResponse:
    """End all sessions of the reader but this one."""
    refuse_old_password(caller)
    by, why = By(now, caller.actor), SessionEnd.ENDED_BY_OWNER
    with as_system(session):
        end_all_sessions(session, by, caller.actor.account_id, why, but=caller.session_id)
    return RedirectResponse("/account", 303)


@router.get("/password")
def show_password(caller: PageCallerDep, frame: FrameDep) -> HTMLResponse:
    """Show the form for a new password."""
    page = render("password.html", frame, error="", must=caller.must_change_password)
    return HTMLResponse(page)


@router.post("/password")
def keep_password(
    request: Request,
    form: Annotated[PasswordForm, Form()],
    caller: LonePageCallerDep,
    visitor: VisitorDep,
    settings: SettingsDep,
    now: NowDep,
    texts: PageTextsDep,
) -> Response:
    """Replace the password; every other session and token of the account ends."""
    sessions = request.app.state.sessions
    try:
        form.check_repeated()
        check_own_password(sessions, caller, form.old, visitor, now)
        life = settings.session_life
        opened = change_password(sessions, caller, form.new, life=life, visitor=visitor, now=now)
    except (NotSignedIn, TooManyTries, WeakPassword) as refused:
        return _password_again(request, caller, texts, refused)
    return enter_page(opened, settings, "/")


def _password_again(
    request: Request, caller: Caller, texts: Texts, refused: ApiError
) -> HTMLResponse:
    with transaction(request.app.state.sessions) as session:
        enter_scope(session, caller.actor)
        frame = read_frame(request, session, caller.actor, texts)
    error = password_refusal_text(refused, texts)
    page = render("password.html", frame, error=error, must=caller.must_change_password)
    wait = refused.retry_after
    # 401 would lead a reader who is signed in to sign in again.
    status = 403 if isinstance(refused, NotSignedIn) else refused.status
    return HTMLResponse(page, status, {"Retry-After": retry_after(wait)} if wait else {})
