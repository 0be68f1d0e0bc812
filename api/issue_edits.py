"""What routes that change an issue ask for: who, which version was seen, under which key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from api.deps import ActorDep, NowDep, SettingsDep, TextsDep
from api.edits import KeyDep
from api.preconditions import SeenVersionDep
from api.services.editing import Edit
from api.services.occasion import Occasion
from dispatch.rights import Verb


def occasion_who(verb: Verb) -> Callable[..., Occasion]:
    """Refuse a role before anything else is read, so that no refusal tells of an issue."""

    def make(actor: ActorDep, now: NowDep, texts: TextsDep, settings: SettingsDep) -> Occasion:
        actor.require(verb)
        return Occasion(actor, now, texts, settings)

    return make


@dataclass(frozen=True, slots=True)
class Said:
    """The version an edit was made from, and the key under which it may be sent again."""

    seen: int
    key: UUID | None

    def edit(self, number: str) -> Edit:
        """The edit of the issue with a number."""
        return Edit(number.replace("\0", ""), self.seen, self.key)


def _said(seen: SeenVersionDep, key: KeyDep = None) -> Said:
    return Said(seen, key)


SaidDep = Annotated[Said, Depends(_said)]
"""To stand after the occasion: what is wrong with an edit is nothing for who may not make it."""
