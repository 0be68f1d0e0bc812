"""Who reads a page: everything a page route needs of him, in one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Form
from sqlalchemy.orm import Session

from api.deps import NowDep, PageActorDep, SessionDep
from api.pages.asked import FrameDep, PageTextsDep
from api.pages.frame import Frame
from api.schemas.reveal import NOTE, RevealIn, RevealPurpose
from api.texts import Texts
from dispatch.rights import Actor


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


def _asked(
    purpose: Annotated[RevealPurpose, Form()],
    note: Annotated[str, Form(pattern=rf"^({NOTE})?$")] = "",
) -> RevealIn:
    return RevealIn(purpose=purpose, note=note or None)


RevealFormDep = Annotated[RevealIn, Depends(_asked)]
"""What the form beside a masked name asks for."""
