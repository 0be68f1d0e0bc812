"""Proposals of grids: ask for some, read, correct, sign."""

from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID, uuid4

import orjson
from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import Response
from shapely import to_geojson, wkb

from api.deps import NowDep, SessionDep, TextsDep
from api.edits import EditDep, KeyDep, ProposerDep, SignerDep
from api.etags import etag_of, is_known
from api.filters import PurposeDep
from api.geojson import Format, FormatDep, Placed, collection
from api.requests import StrictRoute
from api.schemas.proposals import (
    MoveIn,
    PinIn,
    ProgressOut,
    ProposalDetail,
    ProposalIn,
    ProposalOut,
    ProposalPage,
    ProposedGridOut,
    ProposedOut,
    SignIn,
    SwapIn,
)
from api.services.once import Sent, answer_once
from api.services.proposals import (
    move,
    open_proposals,
    pin,
    recut,
    swap,
    unpin,
    withdraw,
)
from api.services.reading_log import log_households
from api.services.signing import sign
from data.pins import list_pins
from data.proposals import (
    batch_progress,
    count_proposals,
    find_proposal,
    list_proposals,
)
from data.proposed_grids import ProposedGridRecord, proposal_grids, proposal_members
from dispatch.auditing import AuditVerb
from dispatch.region_codes import prefix_of
from dispatch.vocabulary import ProposalStatus

router = APIRouter(prefix="/proposals", tags=["proposals"], route_class=StrictRoute)

Code = Annotated[str | None, Query(max_length=32, pattern=r"^[^\x00]*$")]
PinId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post("", status_code=202, response_model=ProposedOut)
def ask_for_proposals(
    actor: ProposerDep, wire: ProposalIn, session: SessionDep, now: NowDep, key: KeyDep = None
) -> dict[str, Any]:
    """Ask for grids for a village, or for every village of a region; the worker cuts them."""

    def ask() -> dict[str, Any]:
        batch = uuid4()
        ids = open_proposals(session, actor, wire.region, wire.options, batch=batch, now=now)
        return ProposedOut(batch=batch, ids=ids).model_dump(mode="json")

    body = {"propose": wire.model_dump(mode="json")}
    return answer_once(session, Sent(key, actor.account_id, now, body), ask)


@router.get("")
def read_proposals(
    actor: ProposerDep,
    session: SessionDep,
    texts: TextsDep,
    *,
    region: Code = None,
    status: ProposalStatus | None = None,
    batch: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: UUID | None = None,
) -> ProposalPage:
    """Proposals under the caller's region, newest first."""
    asked: dict[str, Any] = {"status": status, "batch": batch}
    asked["region"] = prefix_of(region) if region else None
    records = list_proposals(session, actor, **asked, after=cursor, limit=limit + 1)
    page = records[:limit]
    more = str(page[-1].id) if len(records) > limit else None
    total = count_proposals(session, actor, **asked)
    items = [ProposalOut.of(record, texts) for record in page]
    return ProposalPage(items=items, next=more, total=total)


@router.get("/batches/{batch}")
def read_progress(actor: ProposerDep, batch: UUID, session: SessionDep) -> ProgressOut:
    """How far the proposals are that were asked for together."""
    return ProgressOut.model_validate(batch_progress(session, actor, batch))


@router.get("/{proposal_id}", response_model=ProposalDetail)
def read_proposal(
    actor: ProposerDep,
    proposal_id: UUID,
    session: SessionDep,
    now: NowDep,
    texts: TextsDep,
    form: FormatDep,
    purpose: PurposeDep,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """One proposal with its grids, households and pins; the ETag is what an edit sends."""
    record = find_proposal(session, actor, proposal_id)
    grids = proposal_grids(session, proposal_id, now.date())
    if form is Format.GEOJSON:
        answer = collection(map(_placed, grids), next_cursor=None, total=len(grids))
        answer.headers["ETag"] = etag_of(record.version, bytes(answer.body))
        return answer
    members = proposal_members(session, actor, proposal_id, now.date(), purpose)
    pins = list_pins(session, actor, record.region_code)
    whole = ProposalDetail.whole(record, texts, grids=grids, members=members, pins=pins)
    body = whole.model_dump_json().encode()
    headers = {"ETag": etag_of(record.version, body)}
    if is_known(headers["ETag"], if_none_match):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    shown = [member.id for member in members if member.lon is not None]
    log_households(session, actor, now, AuditVerb.READ, shown, purpose=purpose)
    return Response(body, media_type="application/json", headers=headers)


@router.post("/{proposal_id}/swap", response_model=ProposalOut)
def swap_households(edit: EditDep, proposal_id: UUID, wire: SwapIn) -> dict[str, Any]:
    """Exchange the grids of two households."""
    return edit.once(
        proposal_id, "swap", wire, lambda s, change: swap(s, change, wire.one, wire.other)
    )


@router.post("/{proposal_id}/move", response_model=ProposalOut)
def move_household(edit: EditDep, proposal_id: UUID, wire: MoveIn) -> dict[str, Any]:
    """Put one household into another grid, if sizes allow."""
    return edit.once(
        proposal_id, "move", wire, lambda s, change: move(s, change, wire.household, wire.serial)
    )


@router.post("/{proposal_id}/pins", status_code=202, response_model=ProposalOut)
def set_pin(edit: EditDep, proposal_id: UUID, wire: PinIn) -> dict[str, Any]:
    """Keep two households together or apart, in this and every later proposal of the village."""
    return edit.once(
        proposal_id, "pin", wire, lambda s, change: pin(s, change, wire.kind, wire.one, wire.other)
    )


@router.delete("/{proposal_id}/pins/{pin_id}", status_code=202, response_model=ProposalOut)
def take_pin_away(edit: EditDep, proposal_id: UUID, pin_id: PinId) -> dict[str, Any]:
    """Take a pin of the village away."""
    return edit.once(
        proposal_id, f"unpin {pin_id}", None, lambda s, change: unpin(s, change, pin_id)
    )


@router.post("/{proposal_id}/recut", status_code=202, response_model=ProposalOut)
def cut_again(edit: EditDep, proposal_id: UUID) -> dict[str, Any]:
    """Cut the village again, after a failure or when its register has changed."""
    return edit.once(proposal_id, "recut", None, recut)


@router.post("/{proposal_id}/sign", response_model=ProposalOut)
def sign_proposal(_: SignerDep, edit: EditDep, proposal_id: UUID, wire: SignIn) -> dict[str, Any]:
    """Sign: from today on these are the grids of the village."""
    return edit.once(proposal_id, "sign", wire, lambda s, change: sign(s, change, wire.reason))


@router.post("/{proposal_id}/withdraw", response_model=ProposalOut)
def withdraw_proposal(edit: EditDep, proposal_id: UUID) -> dict[str, Any]:
    """Give the proposal up."""
    return edit.once(proposal_id, "withdraw", None, withdraw)


def _placed(grid: ProposedGridRecord) -> Placed:
    shape = orjson.loads(to_geojson(wkb.loads(bytes(grid.shape))))
    return shape, ProposedGridOut.model_validate(grid)
