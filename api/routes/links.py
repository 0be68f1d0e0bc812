"""Linking issues as one matter, and the people behind them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.deps import SessionDep
from api.issue_edits import SaidDep, occasion_who
from api.requests import StrictRoute
from api.schemas.similar import LinkedOut, LinkIn, PetitionerAddIn, PetitionersOut
from api.services.linking import link_issue, unlink_issue
from api.services.occasion import Occasion
from api.services.representatives import add_person
from dispatch.rights import Verb

router = APIRouter(prefix="/issues", tags=["issues"], route_class=StrictRoute)

LinkerDep = Annotated[Occasion, Depends(occasion_who(Verb.LINK_ISSUES))]
FilerDep = Annotated[Occasion, Depends(occasion_who(Verb.FILE_ISSUE))]


@router.post("/{number}/link", response_model=LinkedOut)
def link(
    occasion: LinkerDep, said: SaidDep, number: str, wire: LinkIn, session: SessionDep
) -> dict[str, Any]:
    """Let an issue be carried by another as the same matter; both keep all that is theirs."""
    main = wire.main.replace("\0", "")
    return link_issue(session, said.edit(number), main, occasion)


@router.post("/{number}/unlink", response_model=LinkedOut)
def unlink(occasion: LinkerDep, said: SaidDep, number: str, session: SessionDep) -> dict[str, Any]:
    """Let an issue stand alone again, as it was before it was linked."""
    return unlink_issue(session, said.edit(number), occasion)


@router.post("/{number}/petitioners", response_model=PetitionersOut)
def add_petitioner(
    occasion: FilerDep, said: SaidDep, number: str, wire: PetitionerAddIn, session: SessionDep
) -> dict[str, Any]:
    """Add a person behind an issue; at most five speak for one matter."""
    return add_person(session, said.edit(number), wire, occasion)
