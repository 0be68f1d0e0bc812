"""Changes of boundaries: ask for one, read, draw anew, approve, refuse, withdraw."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Query
from fastapi.responses import Response
from shapely import to_geojson, wkb

from api.change_edits import ChangerDep, EditingDep
from api.deps import NowDep, SessionDep, TextsDep
from api.edits import KeyDep
from api.etags import etag_of, is_known
from api.filters import PurposeDep
from api.geojson import Format, FormatDep, Placed, collection
from api.requests import StrictRoute
from api.schemas.boundary_changes import (
    ChangeDetail,
    ChangedGridOut,
    ChangeIn,
    ChangeOut,
    ChangePage,
    GridWhenOut,
    RedrawIn,
    RefuseIn,
)
from api.services.boundary_changes import (
    approve,
    propose,
    redraw,
    refuse,
    why_not_approve,
    withdraw,
)
from api.services.once import Sent, answer_once
from api.services.reading_log import log_households
from data.boundary_changes import count_changes, find_change, list_changes
from data.changed_grids import ChangedGridRecord, changed_grids
from data.moving_households import moving_households
from data.moving_issues import issues_shown
from dispatch.auditing import AuditVerb
from dispatch.region_codes import prefix_of
from dispatch.vocabulary import ChangeStatus

router = APIRouter(prefix="/boundary-changes", tags=["boundary changes"], route_class=StrictRoute)

Code = Annotated[str | None, Query(max_length=32, pattern=r"^[^\x00]*$")]


@router.post("", status_code=201, response_model=ChangeOut)
def ask_for_a_change(
    actor: ChangerDep, wire: ChangeIn, session: SessionDep, now: NowDep, key: KeyDep = None
) -> dict[str, Any]:
    """Draw a change of boundaries; it waits for approval."""

    def ask() -> dict[str, Any]:
        record = propose(session, actor, wire.asked(now.date()), now)
        return ChangeOut.model_validate(record).model_dump(mode="json")

    body = {"change-boundaries": wire.model_dump(mode="json")}
    return answer_once(session, Sent(key, actor.account_id, now, body), ask)


@router.get("")
def read_changes(
    actor: ChangerDep,
    session: SessionDep,
    *,
    region: Code = None,
    status: ChangeStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: UUID | None = None,
) -> ChangePage:
    """Changes under the caller's region, newest first."""
    asked: dict[str, Any] = {"region": prefix_of(region) if region else None, "status": status}
    records = list_changes(session, actor, **asked, after=cursor, limit=limit + 1)
    page = records[:limit]
    more = str(page[-1].id) if len(records) > limit else None
    total = count_changes(session, actor, **asked)
    items = [ChangeOut.model_validate(record) for record in page]
    return ChangePage(items=items, next=more, total=total)


@router.get("/{change_id}", response_model=ChangeDetail)
def read_change(
    actor: ChangerDep,
    change_id: UUID,
    session: SessionDep,
    now: NowDep,
    texts: TextsDep,
    form: FormatDep,
    purpose: PurposeDep,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """One change with its grids, households and issues; the ETag is what an edit sends."""
    record, day = find_change(session, actor, change_id), now.date()
    grids = changed_grids(session, change_id, day)
    if form is Format.GEOJSON:
        placed = [one for grid in grids for one in _placed(grid)]
        answer = collection(placed, next_cursor=None, total=len(placed))
        answer.headers["ETag"] = etag_of(record.version, bytes(answer.body))
        return answer
    homes = moving_households(session, actor, change_id, day, purpose)
    whole = ChangeDetail.whole(
        record,
        texts,
        grids=grids,
        homes=homes,
        issues=issues_shown(session, actor, record, day),
        barrier=why_not_approve(session, actor, record),
    )
    body = whole.model_dump_json().encode()
    headers = {"ETag": etag_of(record.version, body)}
    if is_known(headers["ETag"], if_none_match):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    shown = [home.id for home in homes if home.lon is not None]
    log_households(session, actor, now, AuditVerb.READ, shown, purpose=purpose)
    return Response(body, media_type="application/json", headers=headers)


@router.post("/{change_id}/redraw", response_model=ChangeOut)
def draw_anew(edit: EditingDep, change_id: UUID, wire: RedrawIn) -> dict[str, Any]:
    """Draw the change on the boundaries there are now, or something else instead."""
    asked = wire.instead.asked(edit.now.date()) if wire.instead else None
    return edit.once(change_id, "redraw", wire, lambda s, change: redraw(s, change, asked))


@router.post("/{change_id}/approve", response_model=ChangeOut)
def approve_change(edit: EditingDep, change_id: UUID) -> dict[str, Any]:
    """Approve the change: it takes effect at once, or on its day."""
    return edit.once(change_id, "approve", None, approve)


@router.post("/{change_id}/refuse", response_model=ChangeOut)
def refuse_change(edit: EditingDep, change_id: UUID, wire: RefuseIn) -> dict[str, Any]:
    """Refuse the change, with a reason."""
    return edit.once(change_id, "refuse", wire, lambda s, change: refuse(s, change, wire.reason))


@router.post("/{change_id}/withdraw", response_model=ChangeOut)
def withdraw_change(edit: EditingDep, change_id: UUID) -> dict[str, Any]:
    """Give the change up."""
    return edit.once(change_id, "withdraw", None, withdraw)


def _placed(grid: ChangedGridRecord) -> Iterator[Placed]:
    said = ChangedGridOut.model_validate(grid).model_dump()
    for when, shape in (("before", grid.before_shape), ("after", grid.shape)):
        if shape is not None:
            yield orjson.loads(to_geojson(wkb.loads(shape))), GridWhenOut(**said, when=when)
