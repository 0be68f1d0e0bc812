"""What routes that change a proposal ask for: who, which version was seen, under which key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.deps import ActorDep, NowDep, SessionDep, TextsDep
from api.preconditions import SeenVersionDep
from api.schemas.proposals import ProposalOut
from api.services.once import Sent, answer_once
from api.services.proposals import Correction
from api.texts import Texts
from data.proposals import ProposalRecord
from dispatch.rights import Actor, Verb

KeyDep = Annotated[UUID | None, Header(alias="Idempotency-Key")]


def _proposer(actor: ActorDep) -> Actor:
    """Refuse a role before anything else is read."""
    actor.require(Verb.PROPOSE_GRIDS)
    return actor


def _signer(actor: ActorDep) -> Actor:
    actor.require(Verb.SIGN_GRIDS)
    return actor


ProposerDep = Annotated[Actor, Depends(_proposer)]
SignerDep = Annotated[Actor, Depends(_signer)]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a proposal by a program; `seen` is the version it was made from."""

    session: Session
    actor: Actor
    now: datetime
    seen: int
    key: UUID | None
    texts: Texts

    def once(
        self,
        proposal_id: UUID,
        what: str,
        wire: BaseModel | None,
        act: Callable[[Session, Correction], ProposalRecord],
    ) -> dict[str, Any]:
        """Make the change, once; `what` and `wire` tell a retry from another change."""
        said = {"what": what, "proposal": str(proposal_id), "seen": self.seen}
        body = {**said, "wire": wire.model_dump(mode="json") if wire else None}

        def answer() -> dict[str, Any]:
            record = act(self.session, Correction(proposal_id, self.actor, self.now, self.seen))
            return ProposalOut.of(record, self.texts).model_dump(mode="json")

        return answer_once(
            self.session, Sent(self.key, self.actor.account_id, self.now, body), answer
        )


def _edit(
    actor: ProposerDep,
    seen: SeenVersionDep,
    session: SessionDep,
    now: NowDep,
    texts: TextsDep,
    key: KeyDep = None,
) -> Edit:
    return Edit(session, actor, now, seen, key, texts)


EditDep = Annotated[Edit, Depends(_edit)]
