"""Filing one report through the API: idempotent by its key."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import orjson
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.schemas.issue import IssueIn, IssueOut, PointSource
from api.services.intake import Brought, Taken, take_each
from api.services.occasion import Filer, Occasion, filing_of
from api.services.taken_answers import record_of, told_of
from data.errors import KeyReused, TwinRunning
from data.issues import known_keys
from data.report_keys import (
    REUSED,
    RUNNING,
    UsedKey,
    alike_answer,
    answer_again,
    claim_each,
    first_uses,
    remember,
    remember_each,
)
from data.scope import as_system
from data.tables import ReportKey
from data.told_names import Told
from dispatch.intake import Report
from dispatch.rights import Verb
from dispatch.vocabulary import Datum

Answer = dict[str, Any]
"""An `IssueOut` on the wire."""

TWICE_WITHIN: Final = timedelta(minutes=10)
"""A form sent again later than this is a new report."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One report on its way in.

    Attributes
    ----------
    digest
        Of all that was sent but the key; tells a retry from another report.
    """

    report: Report
    digest: bytes
    filer: Filer

    @property
    def used(self) -> UsedKey:
        """Its key, as it is remembered."""
        return UsedKey(self.report.key, self.digest, self.filer.account_id, self.filer.likeness)


def file_report(
    session: Session, wire: IssueIn, header_key: UUID | None, occasion: Occasion
) -> Answer:
    """Take one report in and answer it; a retry under the same key gets the first answer.

    Raises
    ------
    KeyReused
        If the two keys sent differ, or the key belongs to another report.
    TwinRunning
        If the same key is being filed right now.
    """
    one = sent_by(wire, header_key, occasion)
    return file_one(session, one.report, one.digest, one.filer)


def sent_by(wire: IssueIn, header_key: UUID | None, occasion: Occasion) -> Sent:
    """What somebody signed in files.

    Raises
    ------
    KeyReused
        If the two keys sent differ.
    """
    occasion.actor.require(Verb.FILE_ISSUE)
    key = _one_key(wire.key, header_key)
    return Sent(report_of(wire, key, occasion.now), digest_of(wire), Filer.of(occasion))


def file_one(session: Session, report: Report, digest: bytes, filer: Filer) -> Answer:
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
    [answer] = file_many(session, [Sent(report, digest, filer)])
    if isinstance(answer, Exception):
        raise answer
    return answer


def file_many(session: Session, sent: Sequence[Sent]) -> list[Answer | Exception]:
    """Take in reports of any doors together, each exactly once and as if it came alone.

    Returns
    -------
    answers
        In their order: what `file_one` answers, or what it raises.
    """
    with as_system(session):
        done = _known_before(session, sent)
        done |= _taken(session, {n: sent[n] for n in _firsts(sent, done)})
        again = [n for n in range(len(sent)) if n not in done]
        if again:
            done |= zip(again, file_many(session, [sent[n] for n in again]), strict=True)
    return [done[n] for n in range(len(sent))]


def _firsts(sent: Sequence[Sent], done: Collection[int]) -> list[int]:
    """Positions of those to be taken in now; whatever may be the same as one of them waits."""
    seen: set[object] = set()
    firsts = []
    for n, one in enumerate(sent):
        marks = {one.report.key, *([one.filer.likeness] if one.filer.likeness else [])}
        if n not in done and not marks & seen:
            seen |= marks
            firsts.append(n)
    return firsts


def _known_before(session: Session, sent: Sequence[Sent]) -> dict[int, Answer | Exception]:
    """What was answered before, by position, and what is refused for its key."""
    keys = {one.report.key for one in sent}
    free = claim_each(session, keys)
    first = first_uses(session, keys)
    taken = known_keys(session, list(keys - first.keys()))
    known: dict[int, Answer | Exception] = {}
    for n, one in enumerate(sent):
        try:
            _check_key(one.report.key, free, taken)
            answer = _earlier(session, one, first.get(one.report.key))
        except (KeyReused, TwinRunning) as error:
            known[n] = error
        else:
            if answer is not None:
                known[n] = answer
    return known


def _check_key(key: UUID, free: Collection[UUID], taken: Collection[UUID]) -> None:
    if key not in free:
        raise TwinRunning(RUNNING)
    if key in taken:
        raise KeyReused(REUSED)


def _earlier(session: Session, one: Sent, first: ReportKey | None) -> Answer | None:
    if first is not None:
        return answer_again(first, one.used, one.filer.now)
    return _second_click(session, one)


def _second_click(session: Session, one: Sent) -> Answer | None:
    """Answer to the same words just before; it is remembered under the second key too."""
    filer = one.filer
    if filer.likeness is None:
        return None
    twice = alike_answer(session, filer.likeness, filer.account_id, filer.now - TWICE_WITHIN)
    if twice is not None:
        remember(session, one.used, twice, filer.now)
    return twice


def _one_key(body: UUID | None, header: UUID | None) -> UUID:
    if body is not None and header is not None and body != header:
        msg = "`key` and Idempotency-Key differ; send one of them, or the same twice"
        raise KeyReused(msg)
    return body or header or uuid4()


def digest_of(wire: BaseModel) -> bytes:
    """Digest of all that was sent but the key."""
    body = wire.model_dump(mode="json", exclude={"key"})
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


def _taken(session: Session, sent: Mapping[int, Sent]) -> dict[int, Answer | Exception]:
    """What was taken in of some reports, or what it was refused for, by position."""
    brought = [Brought(one.report, filing_of(one.filer)) for one in sent.values()]
    taken, refused = take_each(session, brought)
    senders = list(sent.values())
    told = told_of(session, list(taken.values()))
    answers = {n: _answer(one, senders[n].filer, told) for n, one in taken.items()}
    remember_each(
        session, [(senders[n].used, answer, senders[n].filer.now) for n, answer in answers.items()]
    )
    done = {**answers, **refused}
    return {position: done[n] for n, position in enumerate(sent)}


def _answer(taken: Taken, filer: Filer, told: Told) -> Answer:
    new = taken.new
    if new.decision.screening.held:
        out = IssueOut.received(new.number, new.tracking_code, filer.texts)
    else:
        out = IssueOut.of(record_of(taken, told), filer.now.date(), filer.texts, told.regions)
        out.tracking_code = new.tracking_code
    return out.model_dump(mode="json")


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
