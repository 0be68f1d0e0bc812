"""Issues in quarantine: let one go on, hold one again."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header

from api.deps import ActorDep, NowDep, SessionDep, SettingsDep, TextsDep
from api.preconditions import SeenVersionDep
from api.requests import StrictRoute
from api.schemas.release import ReleaseIn, ScreenedOut
from api.services.filing import Occasion
from api.services.release import Edit, hold_issue, release_issue
from dispatch.rights import Verb

router = APIRouter(prefix="/issues", tags=["issues"], route_class=StrictRoute)


def _occasion_of(verb: Verb) -> Callable[..., Occasion]:
    """Refuse a role before anything else is read, so that no refusal tells of an issue."""

    def make(actor: ActorDep, now: NowDep, texts: TextsDep, settings: SettingsDep) -> Occasion:
        actor.require(verb)
        return Occasion(actor, now, texts, settings)

    return make


ReleasingDep = Annotated[Occasion, Depends(_occasion_of(Verb.RELEASE_HELD))]
HoldingDep = Annotated[Occasion, Depends(_occasion_of(Verb.READ_HELD))]
KeyDep = Annotated[UUID | None, Header(alias="Idempotency-Key")]


@router.post("/{number}/release", response_model=ScreenedOut)
def release(
    occasion: ReleasingDep,
    seen: SeenVersionDep,
    number: str,
    wire: Annotated[ReleaseIn, Body(discriminator="outcome")],
    session: SessionDep,
    key: KeyDep = None,
) -> dict[str, Any]:
    """Let a held issue go on: as an ordinary matter, or above those it accuses."""
    return release_issue(session, _edit(number, seen, key), wire, occasion)


@router.post("/{number}/hold", response_model=ScreenedOut)
def hold(
    occasion: HoldingDep,
    seen: SeenVersionDep,
    number: str,
    session: SessionDep,
    key: KeyDep = None,
) -> dict[str, Any]:
    """Take an issue back into quarantine: nobody below the county sees it any more."""
    return hold_issue(session, _edit(number, seen, key), occasion)


def _edit(number: str, seen: int, key: UUID | None) -> Edit:
    return Edit(number.replace("\0", ""), seen, key)
