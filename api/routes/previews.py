"""Where a report would lie, asked before it is filed."""

from fastapi import APIRouter

from api.deps import ActorDep, NowDep, SessionDep, SettingsDep, TextsDep
from api.requests import StrictRoute
from api.schemas.previews import PreviewIn, PreviewOut
from api.services.filing import Occasion
from api.services.previewing import preview

router = APIRouter(prefix="/placements", tags=["placements"], route_class=StrictRoute)


@router.post("/preview")
def preview_placement(
    wire: PreviewIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    texts: TextsDep,
    settings: SettingsDep,
) -> PreviewOut:
    """Say where a report would lie and who would get it; nothing is kept but who asked."""
    return preview(session, wire, Occasion(actor, now, texts, settings))
