"""A change of boundaries replayed on last year's issues: who would have got what."""

from uuid import UUID

from fastapi import APIRouter

from api.change_edits import ChangerDep
from api.deps import NowDep, SessionDep
from api.schemas.boundary_rehearsals import BoundaryRehearsalOut
from data.boundary_changes import find_change
from data.boundary_rehearsal import rehearse_boundaries

router = APIRouter(prefix="/boundary-changes", tags=["boundary changes"])


@router.get("/{change_id}/rehearsal")
def read_rehearsal(
    actor: ChangerDep, change_id: UUID, session: SessionDep, now: NowDep
) -> BoundaryRehearsalOut:
    """Who would have got last year's issues, counted over those the caller may read."""
    change = find_change(session, actor, change_id)
    return BoundaryRehearsalOut.of(rehearse_boundaries(session, actor, change, now))
