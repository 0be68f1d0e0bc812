"""What routes ask for: the session of their transaction, the actor, the language.

A page route takes `PageActorDep` (session cookie), an API route `ActorDep` (bearer token);
both take `SessionDep`. A sign-in page takes `MaybePageActorDep`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.orm import Session

from api.errors import ForeignForm, NotSignedIn
from api.settings import Settings
from api.texts import Texts, negotiate, texts_in
from api.tokens import Use, read_token
from data.accounts import account_with, actor_of
from data.session import transaction
from dispatch.rights import Actor

SESSION_COOKIE = "wangge_session"

_bearer = OAuth2PasswordBearer("/api/v1/auth/token", auto_error=False)


def get_settings(request: Request) -> Settings:
    """Settings the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(get_settings)]


def get_now(request: Request, settings: SettingsDep) -> datetime:
    """This moment in the county's zone, by the application's clock."""
    moment: datetime = request.app.state.clock()
    return moment.astimezone(settings.zone)


NowDep = Annotated[datetime, Depends(get_now)]


def get_session(request: Request) -> Iterator[Session]:
    """One request, one transaction: commit on success, roll back on any error."""
    with transaction(request.app.state.sessions) as session:
        yield session


# scope="function": commit before the answer is sent, so a failed commit is never a 200.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def _actor(
    session: Session, settings: Settings, now: datetime, token: str, use: Use
) -> Actor | None:
    claims = read_token(token, use, settings.signing_key, now=now)
    account = account_with(session, claims.account_id, claims.epoch) if claims else None
    return actor_of(session, account, now.date(), program=use == "api") if account else None


def get_actor(
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
    token: Annotated[str | None, Depends(_bearer)],
) -> Actor:
    """Actor behind a bearer token."""
    actor = _actor(session, settings, now, token, "api") if token else None
    if actor is None:
        msg = "send a valid bearer token; POST /api/v1/auth/token answers one"
        raise NotSignedIn(msg)
    return actor


ActorDep = Annotated[Actor, Depends(get_actor)]


def get_maybe_page_actor(
    request: Request, session: SessionDep, settings: SettingsDep, now: NowDep
) -> Actor | None:
    """Actor behind the session cookie, if anybody is signed in."""
    token = request.cookies.get(SESSION_COOKIE)
    return _actor(session, settings, now, token, "page") if token else None


MaybePageActorDep = Annotated[Actor | None, Depends(get_maybe_page_actor)]


def get_page_actor(actor: MaybePageActorDep) -> Actor:
    """Actor behind the session cookie."""
    if actor is None:
        msg = "sign in to see this page"
        raise NotSignedIn(msg)
    return actor


PageActorDep = Annotated[Actor, Depends(get_page_actor)]


def get_texts(
    accept_language: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Texts:
    """Texts in the language a program asks for."""
    return texts_in(negotiate(None, None, accept_language))


TextsDep = Annotated[Texts, Depends(get_texts)]


def check_same_site(
    request: Request, origin: Annotated[str | None, Header(include_in_schema=False)] = None
) -> None:
    """Refuse a form sent from another site.

    Raises
    ------
    ForeignForm
        If the browser names another origin, or says the request crossed sites.
    """
    crossed = request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    ours = f"{request.url.scheme}://{request.headers.get('host')}"
    if crossed or (origin is not None and origin != ours):
        msg = "this form did not come from here; open the page again and repeat"
        raise ForeignForm(msg)


SameSiteDep = Depends(check_same_site)
