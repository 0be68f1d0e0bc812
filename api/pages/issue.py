"""One issue as the desk shows it in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from api.dates import moment_text
from api.labels import N_, label
from api.pages.category import CategoryView
from api.pages.files import FilesView
from api.pages.opinion import OpinionView
from api.pages.placed_before import EarlierPlace
from api.pages.placing import PlacingView
from api.pages.public import PublicView
from api.pages.release import ScreeningView
from api.pages.similar import MatterView
from api.pages.urgent import UrgentView
from api.presentation import (
    ClockView,
    clock_view,
    mark_of,
    missing_words,
    place_name,
    title_of,
    urgency,
)
from api.reasons import decision_text, sentence_of
from api.schemas.reveal import RevealedIssue
from api.texts import Texts
from data.issue_history import Event
from data.issue_people import Contact
from data.issue_records import IssueRecord
from dispatch.precision import may_place
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Light, Precision, Purpose, Stage

_OF_THE_PERSON: Final = (Purpose.CONTACT, Purpose.VERIFY, Purpose.LEGAL_DUTY)
_VERBS: Final = {
    "received": N_("Received and entered"),
    "held": N_("Held for the county screener"),
    "released": N_("Read by the county screener"),
    "registered": N_("Registered and passed on"),
    "noticed": N_("Notice of acceptance sent"),
    "closed": N_("Closed"),
    "passed-up": N_("Passed up"),
    "given-to-unit": N_("Given to a unit"),
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One of the five steps: done, current or still to come."""

    name: str
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where it is and how far that can be trusted; empty texts where nothing is known or shown.

    Attributes
    ----------
    mark
        Said where its grid is in doubt: at a border, or outside every grid.
    """

    name: str
    precision: Precision
    method: str
    accuracy: str
    confidence: str
    reason: str
    grid: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class EventView:
    """One entry of the history."""

    moment: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person in full."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class RevealedView:
    """The people behind an issue and its place, for who has said what for; empty where unknown.

    Attributes
    ----------
    point
        Lon and lat in degrees.
    """

    people: tuple[PersonView, ...]
    address: str
    household: str
    point: str


@dataclass(frozen=True, slots=True)
class IssueView:
    """One issue in full; petitioner and phone are masked already.

    Attributes
    ----------
    purposes
        What the reader may ask the people and the house for; none where they are not his task.
    revealed
        What he has asked for just now.
    holder
        Who has it; empty when nobody does.
    reason
        Why it went there, in sentences.
    held
        Whether it waits for a county screener.
    history
        Newest first.
    screening
        What this reader may do about its quarantine; None for who sees no held ones.
    missing
        What somebody must find out so that it can be placed; empty once it lies in a grid.
    may_find
        Whether this reader may find its place.
    placing
        The section in which he does; None while it is not open.
    before
        Where it was placed before, the newest first.
    placed
        What to say after it was placed just now; empty else.
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
    purposes: tuple[Purpose, ...] = ()
    screening: ScreeningView | None = None
    revealed: RevealedView | None = None
    missing: tuple[str, ...] = ()
    may_find: bool = False
    placing: PlacingView | None = None
    before: tuple[EarlierPlace, ...] = ()
    placed: str = ""
    similar: MatterView | None = None
    files: FilesView | None = None
    public: PublicView | None = None
    urgent: UrgentView | None = None
    category_set: CategoryView | None = None
    opinion: OpinionView | None = None

    @property
    def exact(self) -> bool:
        """Whether the house is shown."""
        return self.place.precision is Precision.EXACT


def purposes_of(actor: Actor, record: IssueRecord) -> tuple[Purpose, ...]:
    """What an actor may ask the people and the house behind an issue for."""
    if not actor.may(Verb.REVEAL):
        return ()
    place = (Purpose.PLACE,) if may_place(actor) else ()
    return (*_OF_THE_PERSON, *place) if record.exact else place


def revealed_view(shown: RevealedIssue) -> RevealedView:
    """Show what was revealed on a page."""
    return RevealedView(
        people=tuple(PersonView(one.name or "", one.phone or "") for one in shown.petitioners),
        address=shown.address or "",
        household=shown.household or "",
        point="" if shown.lon is None else f"{shown.lon:.6f}, {shown.lat:.6f}",
    )


def issue_view(
    record: IssueRecord,
    events: Sequence[Event],
    contacts: Sequence[Contact],
    today: date,
    texts: Texts,
    *,
    names: Mapping[str, str] = MappingProxyType({}),
) -> IssueView:
    """Show one issue in full, with its people as they come: masked.

    Parameters
    ----------
    names
        Names of grids that its reasons speak of, by code.
    """
    names = {**names, **_names(record)}
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
        petitioner=person.name or "",
        phone=person.phone or "",
        address=issue.address or "",
        received=moment_text(issue.received_at, today=today, language=texts.language),
        level=label(issue.level, texts.translate),
        holder=record.agent_name or "",
        reason=sentence_of(record.assigned_reason, texts, names),
        held=issue.held,
        steps=_steps(issue.stage, texts),
        clocks=tuple(clock_view(each, today, texts) for each in record.clocks),
        place=_place(record, names, texts),
        has_position=record.placed,
        history=tuple(_event(event, names, today, texts) for event in reversed(events)),
        missing=() if issue.grid_code else missing_words(record.placed_reason, texts),
    )


def _steps(stage: Stage, texts: Texts) -> tuple[StepView, ...]:
    now = list(Stage).index(stage)
    return tuple(
        StepView(label(step, texts.translate), done=at < now, current=at == now)
        for at, step in enumerate(Stage)
    )


def _place(record: IssueRecord, names: Mapping[str, str], texts: Texts) -> PlaceView:
    issue = record.issue
    metres = issue.accuracy_m
    within = texts.translate("within %(metres)s m")
    return PlaceView(
        name=place_name(record),
        precision=record.precision,
        method=label(issue.method, texts.translate) if issue.method else "",
        accuracy="" if metres is None else within % {"metres": round(metres)},
        confidence=label(issue.confidence, texts.translate) if issue.confidence else "",
        reason=sentence_of(record.placed_reason, texts, names),
        grid=issue.grid_code or "",
        mark=mark_of(record.placed_reason, texts),
    )


def _names(record: IssueRecord) -> dict[str, str]:
    code = record.issue.grid_code
    return {code: place_name(record)} if code else {}


def _event(event: Event, names: Mapping[str, str], today: date, texts: Texts) -> EventView:
    return EventView(
        moment=moment_text(event.at, today=today, language=texts.language),
        what=_what(event, names, texts),
        note=event.note or "",
    )


def _what(event: Event, names: Mapping[str, str], texts: Texts) -> str:
    if event.verb in _VERBS:
        return texts.translate(_VERBS[event.verb])
    if event.reason_code is None:
        return event.verb
    return decision_text(event.reason_code, event.reason_params, texts, names)
