"""The place of an issue, set by hand."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header

from api.deps import ActorDep, NowDep, SessionDep, SettingsDep, TextsDep
from api.preconditions import SeenVersionDep
from api.requests import StrictRoute
from api.schemas.placement import PlacedOut, PlacementIn
from api.services.filing import Occasion
from api.services.placement import place_issue
from api.services.release import Edit
from dispatch.rights import Verb

router = APIRouter(prefix="/issues", tags=["issues"], route_class=StrictRoute)


def _occasion(actor: ActorDep, now: NowDep, texts: TextsDep, settings: SettingsDep) -> Occasion:
    """Refuse a role before anything else is read, so that no refusal tells of an issue."""
    actor.require(Verb.PLACE_ISSUES)
    return Occasion(actor, now, texts, settings)


PlacingDep = Annotated[Occasion, Depends(_occasion)]


@router.post("/{number}/placement", response_model=PlacedOut)
def place(
    occasion: PlacingDep,
    seen: SeenVersionDep,
    number: str,
    wire: PlacementIn,
    session: SessionDep,
    key: Annotated[UUID | None, Header(alias="Idempotency-Key")] = None,
) -> dict[str, Any]:
    """Place an issue by hand; whoever answers for its new place gets it."""
    return place_issue(session, Edit(number.replace("\0", ""), seen, key), wire, occasion)
