"""Issues: file one, read one, read a page."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response

from api.cursor import read_cursor, write_cursor
from api.deps import ActorDep, NowDep, SessionDep, SettingsDep, TextsDep
from api.filters import FilterDep
from api.geojson import Format, FormatDep, collection, point
from api.requests import StrictRoute
from api.schemas.issue import IssueIn, IssueOut, IssuePage
from api.services.filing import Occasion, file_report
from data.issues import find_issue, list_issues, total_issues
from dispatch.rights import Verb

router = APIRouter(prefix="/issues", tags=["issues"], route_class=StrictRoute)


@router.post("", status_code=201, response_model=IssueOut)
def file_issue(
    wire: IssueIn,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    texts: TextsDep,
    settings: SettingsDep,
    idempotency_key: Annotated[UUID | None, Header()] = None,
) -> dict[str, Any]:
    """Take a report in: place it, hand it over, say why."""
    return file_report(session, wire, idempotency_key, Occasion(actor, now, texts, settings))


@router.get("", response_model=IssuePage)
def read_issues(
    wanted: FilterDep,
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    texts: TextsDep,
    form: FormatDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    cursor: str | None = None,
) -> IssuePage | Response:
    """Issues the caller may see, newest first."""
    actor.require(Verb.READ_ISSUES)
    after = read_cursor(cursor) if cursor else None
    records = list_issues(session, actor, wanted, now, limit=limit + 1, after=after)
    page = records[:limit]
    last = page[-1].issue if len(records) > limit else None
    more = write_cursor((last.received_at, last.id)) if last else None
    total = total_issues(session, actor, wanted, now)
    items = [IssueOut.of(record, now.date(), texts) for record in page]
    if form is Format.GEOJSON:
        places = [point(record.lon, record.lat) for record in page]
        return collection(zip(places, items, strict=True), next_cursor=more, total=total)
    return IssuePage(items=items, next=more, total=total)


@router.get("/{number}")
def read_issue(
    number: str, session: SessionDep, actor: ActorDep, now: NowDep, texts: TextsDep
) -> IssueOut:
    """One issue by its public number."""
    actor.require(Verb.READ_ISSUES)
    return IssueOut.of(find_issue(session, actor, number.replace("\0", "")), now.date(), texts)
