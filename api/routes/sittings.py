"""Sessions of talk rooms and rounds of inspection: open one, list them, read one."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from api.deps import ActorDep, NowDep, SessionDep, SettingsDep, TextsDep
from api.edits import KeyDep
from api.requests import StrictRoute
from api.schemas.sitting import SittingIn, SittingOut, SittingPage
from api.services.occasion import Occasion
from api.services.sittings import open_sitting, require_keeper
from data.sittings import count_sittings, find_sitting, list_sittings
from dispatch.rights import Actor

router = APIRouter(prefix="/sittings", tags=["sittings"], route_class=StrictRoute)


def keeper(actor: ActorDep) -> Actor:
    """Refuse who holds no sessions."""
    require_keeper(actor)
    return actor


KeeperDep = Annotated[Actor, Depends(keeper)]
IdDep = Annotated[int, Path(ge=1, lt=2**63)]


@router.post("", status_code=201, response_model=SittingOut)
def open_one(
    wire: SittingIn,
    session: SessionDep,
    actor: KeeperDep,
    now: NowDep,
    texts: TextsDep,
    settings: SettingsDep,
    key: KeyDep = None,
) -> dict[str, Any]:
    """Open a session or a round; issues name it in `sitting`."""
    return open_sitting(session, wire, key, Occasion(actor, now, texts, settings))


@router.get("")
def read_sittings(
    session: SessionDep,
    actor: KeeperDep,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 50,
    cursor: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
) -> SittingPage:
    """Sessions and rounds of the caller's region, an agent's own, the last opened at the top."""
    records = list_sittings(session, actor, limit=limit + 1, before=cursor)
    more = str(records[limit - 1].id) if len(records) > limit else None
    items = [SittingOut.of(one) for one in records[:limit]]
    return SittingPage(items=items, next=more, total=count_sittings(session, actor))


@router.get("/{sitting_id}")
def read_sitting(sitting_id: IdDep, session: SessionDep, actor: KeeperDep) -> SittingOut:
    """One session or round."""
    return SittingOut.of(find_sitting(session, actor, sitting_id))
