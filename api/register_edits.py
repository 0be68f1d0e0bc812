"""What routes that write the registers ask for: who keeps them, when, under which key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.deps import ActorDep, NowDep, SessionDep
from api.edits import KeyDep
from api.etags import etag_of
from api.services.once import Sent, answer_once
from dispatch.rights import Actor, Verb

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


def _reader(actor: ActorDep) -> Actor:
    """Refuse a role before anything else is read."""
    actor.require(Verb.READ_AGENTS)
    return actor


def _keeper(actor: ActorDep) -> Actor:
    actor.require(Verb.MANAGE_REGISTERS)
    return actor


ReaderDep = Annotated[Actor, Depends(_reader)]
"""Whoever may read who answers for what."""
KeeperDep = Annotated[Actor, Depends(_keeper)]
"""Whoever keeps registers."""


@dataclass(frozen=True, slots=True)
class Entering:
    """One write to the registers by a program."""

    session: Session
    actor: Actor
    now: datetime
    key: UUID | None

    def once(
        self, what: str, wire: BaseModel | None, act: Callable[[], BaseModel]
    ) -> dict[str, Any]:
        """Write, once; `what` and `wire` tell a retry from another write."""
        body = {what: wire.model_dump(mode="json") if wire else None}
        sent = Sent(self.key, self.actor.account_id, self.now, body)
        return answer_once(self.session, sent, lambda: act().model_dump(mode="json"))


def _entering(actor: KeeperDep, session: SessionDep, now: NowDep, key: KeyDep = None) -> Entering:
    return Entering(session, actor, now, key)


def _anybody(actor: ReaderDep, session: SessionDep, now: NowDep, key: KeyDep = None) -> Entering:
    return Entering(session, actor, now, key)


EnteringDep = Annotated[Entering, Depends(_entering)]
"""A write by whoever keeps registers."""
OwnEnteringDep = Annotated[Entering, Depends(_anybody)]
"""A write about oneself."""


def tagged(version: int, model: BaseModel) -> Response:
    """Answer of one row of a register; its ETag is what an edit sends."""
    body = model.model_dump_json().encode()
    headers = {"ETag": etag_of(version, body)}
    return Response(body, media_type="application/json", headers=headers)
