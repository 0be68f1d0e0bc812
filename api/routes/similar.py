"""What may be the same matter: while a report is entered, and beside an issue."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.deps import SessionDep
from api.issue_edits import occasion_who
from api.rates import LOOKUP_LIMIT
from api.requests import StrictRoute
from api.schemas.previews import PreviewIn
from api.schemas.similar import SimilarOut
from api.services.occasion import Occasion
from api.services.similar import similar_to_issue, similar_while_typing
from data.issues import find_issue
from dispatch.rights import Verb

router = APIRouter(prefix="/issues", tags=["issues"], route_class=StrictRoute)


@router.post("/similar", dependencies=[LOOKUP_LIMIT])
def find_similar(
    occasion: Annotated[Occasion, Depends(occasion_who(Verb.FILE_ISSUE))],
    wire: PreviewIn,
    session: SessionDep,
) -> SimilarOut:
    """Open issues that may be the matter of a report; kept is only which houses were shown."""
    return similar_while_typing(session, wire, occasion)


@router.get("/{number}/similar", dependencies=[LOOKUP_LIMIT])
def read_similar(
    number: str,
    occasion: Annotated[Occasion, Depends(occasion_who(Verb.LINK_ISSUES))],
    session: SessionDep,
) -> SimilarOut:
    """Open issues that may be the matter of one, and are not linked with it yet."""
    record = find_issue(session, occasion.actor, number.replace("\0", ""))
    return similar_to_issue(session, record, occasion)
