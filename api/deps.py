"""What routes ask for: the session of their transaction, the actor, the language.

A page route takes `PageActorDep` (session cookie), an API route `ActorDep` (bearer token);
both take `SessionDep`. A sign-in page takes `MaybePageActorDep`.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.orm import Session

from api.cookies import SESSION, read_cookie
from api.errors import MustChangePassword, NotSignedIn
from api.opaque import KEY_MARK
from api.request_log import note_account
from api.services.callers import Caller, caller_with_cookie, caller_with_key, caller_with_token
from api.services.sign_in import count_wrong_key
from api.settings import Settings
from api.texts import Texts, negotiate, texts_in
from api.turns import Turns
from api.visitors import Visitor, visitor_of
from data.scope import enter_scope
from data.session import transaction
from dispatch.rights import Actor

_bearer = OAuth2PasswordBearer("/api/v1/auth/token", auto_error=False)
TokenDep = Annotated[str | None, Depends(_bearer)]


async def get_settings(request: Request) -> Settings:
    """Settings the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(get_settings)]


async def get_now(request: Request, settings: SettingsDep) -> datetime:
    """This moment in the county's zone, by the application's clock."""
    moment: datetime = request.app.state.clock()
    return moment.astimezone(settings.zone)


NowDep = Annotated[datetime, Depends(get_now)]


async def get_turn(request: Request) -> AsyncIterator[None]:
    """Wait until a connection is free, without holding a thread."""
    turns: Turns = request.app.state.turns
    async with turns.queue():
        yield


TurnDep = Annotated[None, Depends(get_turn, scope="function")]


def get_session(request: Request, _: TurnDep) -> Iterator[Session]:
    """One request, one transaction: commit on success, roll back on any error."""
    with transaction(request.app.state.sessions) as session:
        enter_scope(session, None)
        yield session


# scope="function": commit before the answer is sent, so a failed commit is never a 200.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]


async def get_visitor(request: Request) -> Visitor:
    """From where and with what somebody asks."""
    return visitor_of(request)


VisitorDep = Annotated[Visitor, Depends(get_visitor)]


def get_caller(
    request: Request,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
    token: TokenDep,
) -> Caller:
    """Caller behind a bearer token or an API key, whose password may still have to change."""
    if token is not None and token.startswith(KEY_MARK):
        caller = caller_with_key(session, token, now)
    else:
        caller = caller_with_token(session, token, settings, now) if token else None
    if caller is not None:
        note_account(request, caller.actor.account_id)
        return caller
    if token is not None and token.startswith(KEY_MARK):
        session.rollback()  # what follows takes a transaction of its own; nobody may hold two
        count_wrong_key(request.app.state.sessions, visitor_of(request), now)
    msg = "send a valid bearer token; POST /api/v1/auth/token answers one"
    raise NotSignedIn(msg)


CallerDep = Annotated[Caller, Depends(get_caller)]


def get_actor(caller: CallerDep) -> Actor:
    """Actor behind a bearer token or an API key."""
    refuse_old_password(caller)
    return caller.actor


ActorDep = Annotated[Actor, Depends(get_actor)]


def get_maybe_page_caller(
    request: Request, session: SessionDep, settings: SettingsDep, now: NowDep
) -> Caller | None:
    """Caller behind the session cookie, if anybody is signed in."""
    secret = read_cookie(request, settings, SESSION)
    caller = caller_with_cookie(session, secret, settings, now) if secret else None
    if caller is not None:
        note_account(request, caller.actor.account_id)
    return caller


MaybePageCallerDep = Annotated[Caller | None, Depends(get_maybe_page_caller)]


def get_lone_page_caller(request: Request, settings: SettingsDep, now: NowDep) -> Caller:
    """Caller behind the session cookie, for work in transactions of its own."""
    secret = read_cookie(request, settings, SESSION)
    with transaction(request.app.state.sessions) as session:
        enter_scope(session, None)
        caller = caller_with_cookie(session, secret, settings, now) if secret else None
    if caller is not None:
        note_account(request, caller.actor.account_id)
    return get_page_caller(caller)


LonePageCallerDep = Annotated[Caller, Depends(get_lone_page_caller)]


def get_page_caller(caller: MaybePageCallerDep) -> Caller:
    """Caller behind the session cookie, whose password may still have to change."""
    if caller is None:
        msg = "sign in to see this page"
        raise NotSignedIn(msg)
    return caller


PageCallerDep = Annotated[Caller, Depends(get_page_caller)]


def get_maybe_page_actor(caller: MaybePageCallerDep) -> Actor | None:
    """Actor behind the session cookie, if anybody is signed in."""
    return caller.actor if caller else None


MaybePageActorDep = Annotated[Actor | None, Depends(get_maybe_page_actor)]


def get_page_actor(caller: PageCallerDep) -> Actor:
    """Actor behind the session cookie."""
    refuse_old_password(caller)
    return caller.actor


PageActorDep = Annotated[Actor, Depends(get_page_actor)]


def refuse_old_password(caller: Caller) -> None:
    """Refuse everything to who has to change the password first.

    Raises
    ------
    MustChangePassword
        If somebody else set it.
    """
    if caller.must_change_password:
        msg = "change your password first, at the page /account/password"
        raise MustChangePassword(msg)


async def get_texts(
    accept_language: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Texts:
    """Texts in the language a program asks for."""
    return texts_in(negotiate(None, None, accept_language))


TextsDep = Annotated[Texts, Depends(get_texts)]
