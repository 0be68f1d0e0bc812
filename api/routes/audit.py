"""The record of who read and changed what, for the auditor."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from api.audit_cursor import read_cursor, write_cursor
from api.deps import ActorDep, NowDep, SessionDep
from api.request_log import RequestIdDep
from api.schemas.audit import EntryOut, EntryPage
from data.audit import Entry, EntryFilter, count_entries, read_entries, record
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.rights import Verb

router = APIRouter(prefix="/audit", tags=["audit"])

_A_DAY: Final = timedelta(days=1)
_LARGEST_ID: Final = 2**63 - 1


def read_filter(
    now: NowDep,
    *,
    account: Annotated[int | None, Query(ge=0, le=_LARGEST_ID)] = None,
    kind: ObjectKind | None = None,
    about: Annotated[str | None, Query(alias="object", max_length=128)] = None,
    verb: AuditVerb | None = None,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to", description="last day included")] = None,
) -> EntryFilter:
    """Filter from the query string; days are the county's."""
    return EntryFilter(
        account_id=account,
        object_kind=kind,
        object_id=about.replace("\0", "") if about else None,
        verb=verb,
        since=datetime.combine(since, time(), now.tzinfo) if since else None,
        until=_end_of(until, now) if until and until < date.max else None,
    )


def _end_of(day: date, now: datetime) -> datetime:
    return datetime.combine(day + _A_DAY, time(), now.tzinfo)


@router.get("")
def read_audit(
    wanted: Annotated[EntryFilter, Depends(read_filter)],
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    request_id: RequestIdDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    cursor: str | None = None,
) -> EntryPage:
    """Entries the caller may see, newest first; the reading enters the record too."""
    actor.require(Verb.READ_AUDIT)
    after = read_cursor(cursor) if cursor else None
    entries = read_entries(session, actor, wanted, limit=limit + 1, after=after)
    page = entries[:limit]
    more = write_cursor((page[-1].at, page[-1].hash)) if len(entries) > limit else None
    total = count_entries(session, actor, wanted)
    about = ObjectKind.AUDIT, actor.account_id
    read = Entry.by(
        actor, now, AuditVerb.LIST, about, details={"rows": len(page)}, request_id=request_id
    )
    record(session, read)
    return EntryPage(items=[EntryOut.of(entry) for entry in page], next=more, total=total)
