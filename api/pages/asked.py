"""What page routes ask for: the reader's language, and the frame of the page."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from api.deps import MaybePageActorDep, SessionDep
from api.form_tokens import form_token
from api.pages.alert_bar import read_alerts
from api.pages.county import read_county, region_name
from api.pages.frame import Account, Frame, entry_at
from api.pages.preferences import address_of, read_texts, read_theme
from api.texts import Texts
from dispatch.errors import NotPermitted
from dispatch.rights import Actor

PageTextsDep = Annotated[Texts, Depends(read_texts)]


def get_frame(
    request: Request, session: SessionDep, actor: MaybePageActorDep, texts: PageTextsDep
) -> Frame:
    """Everything around the content of a page."""
    return read_frame(request, session, actor, texts)


def read_frame(request: Request, session: Session, actor: Actor | None, texts: Texts) -> Frame:
    """Read what stands around the content of a page, for a reader or a stranger."""
    county = read_county(session)
    account = None
    if actor is not None:
        account = Account(actor.name, actor.role, region_name(session, actor.region_code))
    return Frame(
        language=texts.language,
        theme=read_theme(request),
        county=county.name,
        made_up=county.made_up,
        account=account,
        path=address_of(request),
        csrf=form_token(request, request.app.state.settings),
        alerts=read_alerts(session, actor, _now(request), texts),
    )


def _now(request: Request) -> datetime:
    moment: datetime = request.app.state.clock()
    return moment.astimezone(request.app.state.settings.zone)


FrameDep = Annotated[Frame, Depends(get_frame)]


def require_page(actor: Actor, path: str) -> None:
    """Refuse a reader whose navigation lacks a page.

    Raises
    ------
    NotPermitted
        If the page is not for the reader's role.
    """
    if actor.role not in entry_at(path).roles:
        msg = f"the page {path} is not for the role {actor.role}"
        raise NotPermitted(msg)
