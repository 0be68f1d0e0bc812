"""Tokens for programs: made, renewed, given up; and the sessions behind them."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from api.deps import (
    CallerDep,
    NowDep,
    SessionDep,
    SettingsDep,
    VisitorDep,
    refuse_old_password,
)
from api.opaque import write_refresh_token
from api.rates import SIGN_IN_LIMIT
from api.schemas.auth import (
    GrantType,
    SessionOut,
    SessionsOut,
    TokenForm,
    TokenOut,
    read_token_form,
)
from api.services.accounts import By, end_own_session
from api.services.callers import Caller
from api.services.renewal import give_up, renew
from api.services.sign_in import Credentials, Opened, sign_in
from api.settings import Settings
from api.tokens import Claims, make_token
from data.errors import NotFound
from data.scope import as_system
from data.sessions import sessions_of
from dispatch.errors import NotPermitted
from dispatch.sessions import SessionUse

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/token", dependencies=[SIGN_IN_LIMIT])
def make_api_token(
    request: Request,
    form: Annotated[TokenForm, Depends(read_token_form)],
    visitor: VisitorDep,
    settings: SettingsDep,
    now: NowDep,
) -> TokenOut:
    """Exchange a name and a password, or a refresh token, for a bearer token.

    The scope ``role:<name>`` chooses among the roles of an account. A refresh token works once;
    using it again ends its session.
    """
    sessions = request.app.state.sessions
    if form.grant_type is GrantType.REFRESH:
        return _token_out(renew(sessions, form.refresh_token, now), settings, now)
    said = Credentials(form.username, form.password, form.role)
    life = timedelta(days=settings.refresh_days)
    opened = sign_in(sessions, visitor, said, SessionUse.API, life=life, now=now)
    return _token_out(opened, settings, now)


@router.post("/revoke")
def revoke_token(
    request: Request,
    token: Annotated[str, Form(max_length=4096)],
    settings: SettingsDep,
    now: NowDep,
) -> dict[str, str]:
    """End the session of a bearer or refresh token (RFC 7009); any other token changes nothing."""
    give_up(request.app.state.sessions, token, settings, now)
    return {"status": "revoked"}


def get_person(caller: CallerDep) -> Caller:
    """Caller in a session; a key has scopes, and none of them is to manage sessions.

    Raises
    ------
    NotPermitted
        If a key asks.
    """
    refuse_old_password(caller)
    if caller.session_id is None:
        msg = "a key manages no sessions; sign in with name and password"
        raise NotPermitted(msg)
    return caller


PersonDep = Annotated[Caller, Depends(get_person)]


@router.get("/sessions")
def list_sessions(session: SessionDep, caller: PersonDep, now: NowDep) -> SessionsOut:
    """List where your account is signed in."""
    own = sessions_of(session, caller.actor.account_id, now)
    return SessionsOut(items=[SessionOut.of(one, caller.session_id) for one in own])


@router.delete("/sessions/{session_id}", status_code=204)
def delete_session(
    session_id: UUID, session: SessionDep, caller: PersonDep, now: NowDep
) -> Response:
    """End one session of your account; it stops at its next request."""
    with as_system(session):
        by = By(now, caller.actor)
        ended = end_own_session(session, by, caller.actor.account_id, session_id)
    if not ended:
        msg = "your account has no such session"
        raise NotFound(msg)
    return Response(status_code=204)


def _token_out(opened: Opened, settings: Settings, now: datetime) -> TokenOut:
    standing = opened.standing
    claims = Claims(standing.account.id, standing.session.id, standing.account.token_epoch)
    life = timedelta(minutes=settings.token_minutes)
    token = make_token(claims, settings.signing_key, now=now, life=life)
    return TokenOut(
        access_token=token,
        expires_in=int(life.total_seconds()),
        refresh_token=write_refresh_token(opened.secret, opened.turn or ""),
        scope=f"role:{standing.grant.role}",
    )
