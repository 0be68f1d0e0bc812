"""Filing one report through the API: idempotent by its key."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any, Final, Self
from uuid import UUID, uuid4

import orjson
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.schemas.issue import IssueIn, IssueOut, PointSource
from api.services.intake import Filing, take_in
from api.services.reason_names import names_of_records
from api.settings import Settings
from api.texts import Texts
from data.errors import KeyReused
from data.issues import known_keys, records_of, tracking_code_of
from data.report_keys import UsedKey, alike_answer, claim, earlier_answer, remember
from data.scope import as_system
from dispatch.intake import Report
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Datum

TWICE_WITHIN: Final = timedelta(minutes=10)
"""A form sent again later than this is a new report."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who files, when, in which language the answer is wanted, under which settings."""

    actor: Actor
    now: datetime
    texts: Texts
    settings: Settings


@dataclass(frozen=True, slots=True)
class Filer:
    """On whose behalf a report comes in; without an account it is a resident's own.

    Attributes
    ----------
    region_code, desk, program
        See `api.services.intake.Filing`.
    likeness
        What a second click would send again; within `TWICE_WITHIN` it gets the first answer.
        None at doors that vouch for their keys.
    """

    now: datetime
    texts: Texts
    settings: Settings
    account_id: int | None = None
    region_code: str | None = None
    desk: str | None = None
    program: bool = False
    likeness: bytes | None = None

    @classmethod
    def of(cls, occasion: Occasion) -> Self:
        """Filer who files for himself or at his desk."""
        actor = occasion.actor
        return cls(
            occasion.now,
            occasion.texts,
            occasion.settings,
            actor.account_id,
            actor.region_code,
            actor.desk,
            actor.program,
        )


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
    return file_one(
        session, report_of(wire, key, occasion.now), digest_of(wire), Filer.of(occasion)
    )


def file_one(session: Session, report: Report, digest: bytes, filer: Filer) -> dict[str, Any]:
    """Take in one report of any door, exactly once; answers it as `IssueOut` on the wire.

    Parameters
    ----------
    digest
        Of all that was sent but the key; tells a retry from another report.

    Raises
    ------
    KeyReused, TwinRunning
        As `file_report`.
    """
    with as_system(session):
        claim(session, report.key)
        earlier = _earlier(session, report.key, digest, filer)
        if earlier is not None:
            return earlier
        answer = _taken(session, report, filer)
        remember(session, _used(report.key, digest, filer), answer, filer.now)
        return answer


def _earlier(session: Session, key: UUID, digest: bytes, filer: Filer) -> dict[str, Any] | None:
    """Answer the first time; a second click is remembered under its own key too."""
    earlier = earlier_answer(session, key, digest, filer.account_id, filer.now)
    if earlier is not None:
        return earlier[1]
    if known_keys(session, [key]):
        msg = "this key was already used for something else; make a new UUID for each new request"
        raise KeyReused(msg)
    if filer.likeness is None:
        return None
    twice = alike_answer(session, filer.likeness, filer.account_id, filer.now - TWICE_WITHIN)
    if twice is not None:
        remember(session, _used(key, digest, filer), twice, filer.now)
    return twice


def _used(key: UUID, digest: bytes, filer: Filer) -> UsedKey:
    return UsedKey(key, digest, filer.account_id, filer.likeness)


def _one_key(body: UUID | None, header: UUID | None) -> UUID:
    if body is not None and header is not None and body != header:
        msg = "`key` and Idempotency-Key differ; send one of them, or the same twice"
        raise KeyReused(msg)
    return body or header or uuid4()


def digest_of(wire: BaseModel) -> bytes:
    """Digest of all that was sent but the key."""
    body = wire.model_dump(mode="json", exclude={"key"})
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


def _taken(session: Session, report: Report, filer: Filer) -> dict[str, Any]:
    (issue_id,) = take_in(session, [report], filing_of(filer))
    record = records_of(session, [issue_id])[issue_id]
    code = tracking_code_of(session, issue_id)
    if record.issue.held:
        out = IssueOut.received(record.issue.number, code, filer.texts)
    else:
        names = names_of_records(session, [record])
        out = IssueOut.of(record, filer.now.date(), filer.texts, names)
        out.tracking_code = code
    return out.model_dump(mode="json")


def filing_of(filer: Filer) -> Filing:
    """How what somebody files now comes in."""
    return Filing(
        filer.account_id,
        filer.region_code,
        filer.now,
        filer.settings.zone,
        desk=filer.desk,
        program=filer.program,
        today=today_of(filer),
    )


def today_of(occasion: Occasion | Filer) -> Callable[[], date]:
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
        urgent=wire.urgent,
        sitting_id=wire.sitting,
        attachments=tuple(wire.attachments),
    )
