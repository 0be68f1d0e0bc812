"""What an issue is about: suggestions while typing, and the category a person sets."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.deps import SessionDep
from api.issue_edits import SaidDep, occasion_who
from api.requests import StrictRoute
from api.schemas.alerts import CategoryIn, SuggestIn, SuggestionOut
from api.schemas.issue import IssueOut
from api.services.categorising import categorise_issue, suggest
from api.services.occasion import Occasion
from dispatch.rights import Verb

router = APIRouter(tags=["categories"], route_class=StrictRoute)

FilerDep = Annotated[Occasion, Depends(occasion_who(Verb.FILE_ISSUE))]
CategoriserDep = Annotated[Occasion, Depends(occasion_who(Verb.CATEGORISE_ISSUES))]


@router.post("/categories/suggest")
def suggest_category(occasion: FilerDep, wire: SuggestIn) -> SuggestionOut:
    """Say what words speak for; nothing is kept."""
    return suggest(wire.text, occasion.texts)


@router.put("/issues/{number}/category", response_model=IssueOut)
def set_category(
    occasion: CategoriserDep, said: SaidDep, number: str, wire: CategoryIn, session: SessionDep
) -> dict[str, Any]:
    """Set what an issue is about; conduct of cadres waits for the county's screener."""
    return categorise_issue(session, said.edit(number), wire, occasion)
