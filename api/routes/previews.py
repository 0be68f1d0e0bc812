"""Where a report would lie, asked before it is filed."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.deps import SessionDep
from api.issue_edits import occasion_who
from api.rates import LOOKUP_LIMIT
from api.requests import StrictRoute
from api.schemas.previews import PreviewIn, PreviewOut
from api.services.occasion import Occasion
from api.services.previewing import preview
from dispatch.rights import Verb

router = APIRouter(prefix="/placements", tags=["placements"], route_class=StrictRoute)


@router.post("/preview", dependencies=[LOOKUP_LIMIT])
def preview_placement(
    occasion: Annotated[Occasion, Depends(occasion_who(Verb.PLACE_ISSUES))],
    wire: PreviewIn,
    session: SessionDep,
) -> PreviewOut:
    """Say where a report would lie and who would get it; kept is only which houses were shown."""
    return preview(session, wire, occasion)
