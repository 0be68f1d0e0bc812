"""Issues in quarantine: let one go on, hold one again."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends

from api.deps import SessionDep
from api.issue_edits import SaidDep, occasion_who
from api.requests import StrictRoute
from api.schemas.release import ReleaseIn, ScreenedOut
from api.services.occasion import Occasion
from api.services.release import hold_issue, release_issue
from dispatch.rights import Verb

router = APIRouter(prefix="/issues", tags=["issues"], route_class=StrictRoute)


ReleasingDep = Annotated[Occasion, Depends(occasion_who(Verb.RELEASE_HELD))]
HoldingDep = Annotated[Occasion, Depends(occasion_who(Verb.READ_HELD))]


@router.post("/{number}/release", response_model=ScreenedOut)
def release(
    occasion: ReleasingDep,
    said: SaidDep,
    number: str,
    wire: Annotated[ReleaseIn, Body(discriminator="outcome")],
    session: SessionDep,
) -> dict[str, Any]:
    """Let a held issue go on: as an ordinary matter, or above those it accuses."""
    return release_issue(session, said.edit(number), wire, occasion)


@router.post("/{number}/hold", response_model=ScreenedOut)
def hold(occasion: HoldingDep, said: SaidDep, number: str, session: SessionDep) -> dict[str, Any]:
    """Take an issue back into quarantine: nobody below the county sees it any more."""
    return hold_issue(session, said.edit(number), occasion)
