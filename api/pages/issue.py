"""One issue as the desk shows it in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.dates import moment_text
from api.labels import N_, label
from api.presentation import ClockView, clock_view, is_held, place_name, title_of, urgency
from api.reasons import reason_text
from api.texts import Texts
from data.issues import Contact, Event, IssueRecord
from dispatch.reasons import Reason
from dispatch.vocabulary import Light, Stage

_LONG_PHONE: Final = 9
_VERBS: Final = {
    "received": N_("Received and entered"),
    "held": N_("Held for the county screener"),
    "registered": N_("Registered and passed on"),
    "noticed": N_("Notice of acceptance sent"),
    "closed": N_("Closed"),
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One of the five steps: done, current or still to come."""

    name: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where it is and how far that can be trusted; empty texts where nothing is known."""

    name: str
    method: str
    accuracy: str
    confidence: str
    reason: str


@dataclass(frozen=True, slots=True)
class EventView:
    """One entry of the history."""

    moment: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class IssueView:
    """One issue in full; petitioner and phone are masked already.

    Attributes
    ----------
    holder
        Who has it; empty when nobody does.
    reason
        Why it went there, in sentences.
    held
        Whether it waits for a county screener.
    history
        Newest first.
    """

    number: str
    title: str
    text: str
    light: Light
    when: str
    clock: str
    category: str
    kind: str
    channel: str
    petitioner: str
    phone: str
    address: str
    received: str
    level: str
    holder: str
    reason: str
    held: bool
    steps: tuple[StepView, ...]
    clocks: tuple[ClockView, ...]
    place: PlaceView
    has_position: bool
    history: tuple[EventView, ...]


def issue_view(
    record: IssueRecord,
    events: Sequence[Event],
    contacts: Sequence[Contact],
    today: date,
    texts: Texts,
) -> IssueView:
    """Show one issue in full, its people masked."""
    issue = record.issue
    shown, when, clock = urgency(record.clocks, today, texts)
    person = contacts[0] if contacts else Contact(None, None)
    return IssueView(
        number=issue.number,
        title=title_of(issue.text),
        text=issue.text,
        light=shown,
        when=when,
        clock=clock,
        category=label(issue.category, texts.translate),
        kind=label(issue.kind, texts.translate),
        channel=label(issue.channel, texts.translate),
        petitioner=mask_name(person.name or ""),
        phone=mask_phone(person.phone or ""),
        address=issue.address or "",
        received=moment_text(issue.received_at, today=today, language=texts.language),
        level=label(issue.level, texts.translate),
        holder=record.agent_name or "",
        reason=_sentence(record.assigned_reason, record, texts),
        held=is_held(record),
        steps=_steps(issue.stage, texts),
        clocks=tuple(clock_view(each, today, texts) for each in record.clocks),
        place=_place(record, texts),
        has_position=record.lon is not None,
        history=tuple(_event(event, record, today, texts) for event in reversed(events)),
    )


def mask_name(name: str) -> str:
    """Family name and a star for each other character."""
    return name[:1] + "*" * (len(name) - 1)


def mask_phone(phone: str) -> str:
    """Hide the middle of a number; a village line shows only its last two digits."""
    if len(phone) < _LONG_PHONE:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def _steps(stage: Stage, texts: Texts) -> tuple[StepView, ...]:
    now = list(Stage).index(stage)
    return tuple(
        StepView(label(step, texts.translate), done=at < now, current=at == now)
        for at, step in enumerate(Stage)
    )


def _place(record: IssueRecord, texts: Texts) -> PlaceView:
    issue = record.issue
    metres = issue.accuracy_m
    within = texts.translate("within %(metres)s m")
    return PlaceView(
        name=place_name(record),
        method=label(issue.method, texts.translate),
        accuracy="" if metres is None else within % {"metres": round(metres)},
        confidence=label(issue.confidence, texts.translate),
        reason=_sentence(record.placed_reason, record, texts),
    )


def _sentence(reason: Reason | None, record: IssueRecord, texts: Texts) -> str:
    if reason is None:
        return ""
    return reason_text(reason.code, reason.params, texts, _names(record))


def _names(record: IssueRecord) -> dict[str, str]:
    code = record.issue.grid_code
    return {code: place_name(record)} if code else {}


def _event(event: Event, record: IssueRecord, today: date, texts: Texts) -> EventView:
    return EventView(
        moment=moment_text(event.at, today=today, language=texts.language),
        what=_what(event, record, texts),
        note=event.note or "",
    )


def _what(event: Event, record: IssueRecord, texts: Texts) -> str:
    if event.verb in _VERBS:
        return texts.translate(_VERBS[event.verb])
    if event.reason_code is None:
        return event.verb
    # The placing has its own line, so the hand-over does not repeat it.
    params = {key: value for key, value in event.reason_params.items() if key != "why"}
    return reason_text(event.reason_code, params, texts, _names(record))
