"""Filing one report through the API: idempotent by its key."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy.orm import Session

from api.schemas.issue import IssueIn, IssueOut, PointSource
from api.services.intake import Filing, take_in
from api.services.reason_names import names_of_records
from api.settings import Settings
from api.texts import Texts
from data.errors import KeyReused
from data.issues import known_keys, records_of, tracking_code_of
from data.report_keys import claim, earlier_answer, remember
from data.scope import as_system
from dispatch.intake import Report
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Datum


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who files, when, in which language the answer is wanted, under which settings."""

    actor: Actor
    now: datetime
    texts: Texts
    settings: Settings


def file_report(
    session: Session, wire: IssueIn, header_key: UUID | None, occasion: Occasion
) -> dict[str, Any]:
    """Take one report in and answer it; a retry under the same key gets the first answer.

    Raises
    ------
    KeyReused
        If the two keys sent differ, or the key belongs to another report.
    TwinRunning
        If the same key is being filed right now.
    """
    occasion.actor.require(Verb.FILE_ISSUE)
    key = _one_key(wire.key, header_key)
    with as_system(session):
        return _answer(session, wire, key, occasion)


def _answer(session: Session, wire: IssueIn, key: UUID, occasion: Occasion) -> dict[str, Any]:
    account = occasion.actor.account_id
    digest = _digest(wire)
    claim(session, key)
    earlier = earlier_answer(session, key, digest, account, occasion.now)
    if earlier is not None:
        return earlier[1]
    if known_keys(session, [key]):
        msg = "this key was already used for something else; make a new UUID for each new request"
        raise KeyReused(msg)
    answer = _taken(session, report_of(wire, key, occasion.now), occasion)
    remember(session, key, digest, account, answer, occasion.now)
    return answer


def _one_key(body: UUID | None, header: UUID | None) -> UUID:
    if body is not None and header is not None and body != header:
        msg = "`key` and Idempotency-Key differ; send one of them, or the same twice"
        raise KeyReused(msg)
    return body or header or uuid4()


def _digest(wire: IssueIn) -> bytes:
    body = wire.model_dump(mode="json", exclude={"key"})
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


def _taken(session: Session, report: Report, occasion: Occasion) -> dict[str, Any]:
    (issue_id,) = take_in(session, [report], filing_of(occasion))
    record = records_of(session, [issue_id])[issue_id]
    code = tracking_code_of(session, issue_id)
    if record.issue.held:
        out = IssueOut.received(record.issue.number, code, occasion.texts)
    else:
        names = names_of_records(session, [record])
        out = IssueOut.of(record, occasion.now.date(), occasion.texts, names)
        out.tracking_code = code
    return out.model_dump(mode="json")


def filing_of(occasion: Occasion) -> Filing:
    """How what somebody files now comes in."""
    actor = occasion.actor
    return Filing(
        actor.account_id,
        actor.region_code,
        occasion.now,
        occasion.settings.zone,
        desk=actor.desk,
        program=actor.program,
        today=today_of(occasion),
    )


def today_of(occasion: Occasion) -> Callable[[], date]:
    """Tell the day by then: who waits for new boundaries over midnight gets those of the new."""
    began = monotonic()

    def today() -> date:
        waited = timedelta(seconds=monotonic() - began)
        return (occasion.now + waited).astimezone(occasion.settings.zone).date()

    return today


def report_of(wire: IssueIn, key: UUID, now: datetime) -> Report:
    """Report that somebody brings now."""
    place, person = wire.place, wire.petitioner
    return Report(
        key=key,
        text=wire.text,
        category=wire.category,
        channel=wire.channel,
        received_at=now,
        kind=wire.kind,
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        accuracy_m=place.accuracy_m if place else None,
        datum=place.datum if place else Datum.WGS84,
        pin=place is not None and place.source is PointSource.PIN,
        address=wire.address,
        household=wire.household,
        petitioner_name=person.name if person else None,
        petitioner_phone=person.phone if person else None,
    )
