"""What everybody may read of an issue."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.deps import SessionDep
from api.issue_edits import SaidDep, occasion_who
from api.requests import StrictRoute
from api.schemas.publishing import PublicationIn, PublicationOut
from api.services.occasion import Occasion
from api.services.publishing import publish_issue, withdraw_issue
from dispatch.rights import Verb

router = APIRouter(prefix="/issues", tags=["issues"], route_class=StrictRoute)

PublishingDep = Annotated[Occasion, Depends(occasion_who(Verb.PUBLISH_ISSUES))]


@router.put("/{number}/publication", response_model=PublicationOut)
def publish(
    occasion: PublishingDep, said: SaidDep, number: str, wire: PublicationIn, session: SessionDep
) -> dict[str, Any]:
    """Let everybody read of an issue in these words; they name nobody."""
    return publish_issue(session, said.edit(number), wire, occasion)


@router.delete("/{number}/publication", response_model=PublicationOut)
def withdraw(
    occasion: PublishingDep, said: SaidDep, number: str, session: SessionDep
) -> dict[str, Any]:
    """Let nobody read of it any more."""
    return withdraw_issue(session, said.edit(number), occasion)
