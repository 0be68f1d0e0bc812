"""What routes that change boundaries ask for: who, which version was seen, under which key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.deps import ActorDep, NowDep, SessionDep
from api.edits import KeyDep
from api.preconditions import SeenVersionDep
from api.schemas.boundary_changes import ChangeOut
from api.services.boundary_changes import ChangeEdit
from api.services.once import Sent, answer_once
from data.boundary_changes import ChangeRecord
from dispatch.rights import Actor, Verb


def _changer(actor: ActorDep) -> Actor:
    """Refuse a role before anything else is read."""
    actor.require(Verb.CHANGE_BOUNDARIES)
    return actor


ChangerDep = Annotated[Actor, Depends(_changer)]


@dataclass(frozen=True, slots=True)
class Editing:
    """One edit of a change by a program; `seen` is the version it was made from."""

    session: Session
    actor: Actor
    now: datetime
    seen: int
    key: UUID | None

    def once(
        self,
        change_id: UUID,
        what: str,
        wire: BaseModel | None,
        act: Callable[[Session, ChangeEdit], ChangeRecord],
    ) -> dict[str, Any]:
        """Make the edit, once; `what` and `wire` tell a retry from another edit."""
        said = {"what": what, "change": str(change_id), "seen": self.seen}
        body = {**said, "wire": wire.model_dump(mode="json") if wire else None}

        def answer() -> dict[str, Any]:
            edit = ChangeEdit(change_id, self.actor, self.now, self.seen)
            return ChangeOut.model_validate(act(self.session, edit)).model_dump(mode="json")

        sent = Sent(self.key, self.actor.account_id, self.now, body)
        return answer_once(self.session, sent, answer)


def _editing(
    actor: ChangerDep,
    seen: SeenVersionDep,
    session: SessionDep,
    now: NowDep,
    key: KeyDep = None,
) -> Editing:
    return Editing(session, actor, now, seen, key)


EditingDep = Annotated[Editing, Depends(_editing)]
