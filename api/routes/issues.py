"""Issues: file one, read one, read a page."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

from api.cursor import write_cursor
from api.deps import ActorDep, NowDep, SessionDep, TextsDep, TokenDep
from api.etags import etag_of, is_known
from api.filters import FilterDep, PurposeDep
from api.geojson import Format, FormatDep, collection, point
from api.lane_route import KeyDep, LaneRoute, file_with_others
from api.paging import PagingDep
from api.requests import StrictRoute
from api.schemas.issue import IssueIn, IssueOut, IssuePage
from api.schemas.reveal import RevealedIssue, RevealIn
from api.services.reading_log import log_issues
from api.services.reason_names import names_of_records
from api.services.revealing import reveal_issue
from data.issue_order import cursor_of
from data.issues import find_issue, list_issues, total_issues
from dispatch.auditing import AuditVerb
from dispatch.rights import Verb

router = APIRouter(prefix="/issues", tags=["issues"], route_class=StrictRoute)
intake = APIRouter(prefix="/issues", tags=["issues"], route_class=LaneRoute)
"""Counts writes by itself; see `api.services.filing_together`."""


@intake.post("", status_code=201, response_model=IssueOut)
async def file_issue(
    wire: IssueIn, request: Request, token: TokenDep, idempotency_key: KeyDep = None
) -> Response:
    """Take a report in: place it, hand it over, say why."""
    return await file_with_others(request, wire, token, idempotency_key)


@router.get("", response_model=IssuePage)
def read_issues(
    wanted: FilterDep,
    paging: PagingDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    texts: TextsDep,
    form: FormatDep,
) -> IssuePage | Response:
    """Issues the caller may see, newest first unless another order is asked for."""
    actor.require(Verb.READ_ISSUES)
    order, limit = paging.order, paging.limit
    records = list_issues(
        session, actor, wanted, now, limit=limit + 1, order=order, after=paging.after
    )
    page = records[:limit]
    more = write_cursor(cursor_of(page[-1], order), order.sort) if len(records) > limit else None
    total = total_issues(session, actor, wanted, now)
    names = names_of_records(session, page)
    items = [IssueOut.of(record, now.date(), texts, names) for record in page]
    log_issues(session, actor, now, AuditVerb.LIST, page, purpose=wanted.purpose)
    if form is Format.GEOJSON:
        places = [point(record.lon, record.lat) for record in page]
        return collection(zip(places, items, strict=True), next_cursor=more, total=total)
    return IssuePage(items=items, next=more, total=total)


@router.get("/{number}", response_model=IssueOut)
def read_issue(
    number: str,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    texts: TextsDep,
    purpose: PurposeDep,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """One issue by its public number; the ETag is what an edit sends as If-Match."""
    actor.require(Verb.READ_ISSUES)
    record = find_issue(session, actor, number.replace("\0", ""), purpose)
    names = names_of_records(session, [record])
    body = IssueOut.of(record, now.date(), texts, names).model_dump_json().encode()
    headers = {"ETag": etag_of(record.issue.version, body)}
    if is_known(headers["ETag"], if_none_match):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    log_issues(session, actor, now, AuditVerb.READ, [record], purpose=purpose)
    return Response(body, media_type="application/json", headers=headers)


@router.post("/{number}/reveal")
def reveal(
    number: str, wire: RevealIn, session: SessionDep, actor: ActorDep, now: NowDep
) -> RevealedIssue:
    """Who is behind an issue, for who has it now; every answer is kept with its purpose."""
    return reveal_issue(session, actor, number.replace("\0", ""), wire, now)
