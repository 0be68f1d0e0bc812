"""What happened to one issue, as a reader may see it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from data.issue_people import behind
from data.issue_records import IssueRecord
from data.tables import EventNote, IssueEvent
from dispatch.reasons import without_the_house


class Event(NamedTuple):
    """One line of an issue's history."""

    at: datetime
    verb: str
    reason_code: str | None
    reason_params: dict[str, Any]
    note: str | None


def history_of(session: Session, record: IssueRecord) -> list[Event]:
    """What happened to an issue, oldest first, no more exact than the record itself."""
    query = (
        select(
            IssueEvent.at,
            IssueEvent.verb,
            IssueEvent.reason_code,
            IssueEvent.reason_params.delete_path(["digests"]).label("reason_params"),
            EventNote.note,
        )
        .outerjoin(EventNote, EventNote.event_id == IssueEvent.id)
        .where(IssueEvent.issue_id == record.id)
        .order_by(IssueEvent.at, IssueEvent.id)
    )
    rows = session.execute(query).all()
    if record.exact:
        return [Event(*row) for row in rows]
    mask = behind(session, [record.id])[record.id].mask
    return [_without_the_house(row, mask) for row in rows]


def _without_the_house(row: Row[Any], mask: Callable[[str], str]) -> Event:
    note = mask(row.note) if row.note else None
    if row.reason_code is None:
        return Event(row.at, row.verb, None, {}, note)
    return Event(row.at, row.verb, *without_the_house(row.reason_code, row.reason_params), note)
