"""Who reads a page: everything a page route needs of him, in one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Form
from sqlalchemy.orm import Session

from api.deps import NowDep, PageActorDep, SessionDep
from api.pages.asked import FrameDep, PageTextsDep, require_page
from api.pages.frame import Frame
from api.schemas.reveal import NOTE, RevealIn, RevealPurpose
from api.services.occasion import Occasion
from api.settings import Settings
from api.texts import Texts
from dispatch.rights import Actor, Verb


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader in the transaction of his request."""

    session: Session
    actor: Actor
    now: datetime
    texts: Texts
    frame: Frame


def get_reader(
    session: SessionDep, actor: PageActorDep, now: NowDep, texts: PageTextsDep, frame: FrameDep
) -> Reader:
    """Reader behind the session cookie."""
    return Reader(session, actor, now, texts, frame)


ReaderDep = Annotated[Reader, Depends(get_reader)]


def desk_reader_who(verb: Verb) -> Callable[[Reader], Reader]:
    """Refuse a role before its form is read, so that no refusal tells of an issue."""

    def check(reader: ReaderDep) -> Reader:
        require_page(reader.actor, "/desk")
        reader.actor.require(verb)
        return reader

    return check


def occasion_of(reader: Reader, settings: Settings) -> Occasion:
    """Who acts, when, in which language."""
    return Occasion(reader.actor, reader.now, reader.texts, settings)


def _asked(
    purpose: Annotated[RevealPurpose, Form()],
    note: Annotated[str, Form(pattern=rf"^({NOTE})?$")] = "",
) -> RevealIn:
    return RevealIn(purpose=purpose, note=note or None)


RevealFormDep = Annotated[RevealIn, Depends(_asked)]
"""What the form beside a masked name asks for."""
