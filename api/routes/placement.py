"""The place of an issue, set by hand."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.deps import SessionDep
from api.issue_edits import SaidDep, occasion_who
from api.requests import StrictRoute
from api.schemas.placement import PlacedOut, PlacementIn
from api.services.occasion import Occasion
from api.services.placement import place_issue
from dispatch.rights import Verb

router = APIRouter(prefix="/issues", tags=["issues"], route_class=StrictRoute)


PlacingDep = Annotated[Occasion, Depends(occasion_who(Verb.PLACE_ISSUES))]


@router.post("/{number}/placement", response_model=PlacedOut)
def place(
    occasion: PlacingDep, said: SaidDep, number: str, wire: PlacementIn, session: SessionDep
) -> dict[str, Any]:
    """Place an issue by hand; whoever answers for its new place gets it."""
    return place_issue(session, said.edit(number), wire, occasion)
