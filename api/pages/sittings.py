"""Sessions of talk rooms and rounds of inspection, as their pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.dates import day_text
from api.labels import N_
from api.pages.desk_filed import category_of
from api.pages.filing_form import FilingForm, new_form
from api.pages.filing_problems import NO_PROBLEM, Problem
from api.presentation import RowView, issue_row
from api.services.sittings import CHANNELS, keeps
from api.texts import Texts
from data.offices import list_offices
from data.regions import region_names
from data.sittings import SittingRecord, issues_brought, list_sittings
from dispatch.region_codes import is_local
from dispatch.rights import Actor
from dispatch.vocabulary import CategoryBy, OfficeKind, SittingKind

KINDS: Final = {
    SittingKind.TALK_ROOM: N_("Talk room session"),
    SittingKind.INSPECTION: N_("Round of inspection"),
}
_LISTED: Final = 50
_MOST_CHOICES: Final = 600


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class SittingRow:
    """One session or round of the list; finished texts."""

    id: int
    kind: str
    where: str
    day: str
    keeper: str
    issues: int


@dataclass(frozen=True, slots=True)
class OpeningForm:
    """The form that opens a session, as it was typed, and what is wrong with it."""

    key: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: Problem = NO_PROBLEM

    def value(self, name: str, default: str = "") -> str:
        """What a field holds."""
        return self.typed.get(name, default)


@dataclass(frozen=True, slots=True)
class SittingsView:
    """The list of sessions with the form for a new one."""

    rows: tuple[SittingRow, ...]
    regions: tuple[Choice, ...]
    rooms: tuple[Choice, ...]
    today: date
    form: OpeningForm
    kinds: Mapping[SittingKind, str] = field(default_factory=lambda: KINDS)


@dataclass(frozen=True, slots=True)
class BroughtRow:
    """One issue that was brought in.

    Attributes
    ----------
    category_note
        Said where no person chose the category.
    """

    row: RowView
    urgent: bool
    category_note: str


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of the issue filed just now."""

    number: str
    code: str
    holder: str
    category: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class SittingView:
    """One session with what was brought in and the form for the next.

    Attributes
    ----------
    note_problem
        Why the note was not kept; empty else.
    exact_numbers
        Issues whose house is shown, for the record.
    """

    id: int
    kind: str
    where: str
    day: str
    keeper: str
    note: str
    note_mark: str
    may_note: bool
    brought: tuple[BroughtRow, ...]
    form: FilingForm
    problem: Problem = NO_PROBLEM
    household: str = ""
    filed: Filed | None = None
    note_problem: str = ""

    @property
    def exact_numbers(self) -> list[str]:
        """Issues whose house is shown."""
        return [one.row.number for one in self.brought if one.row.exact]


def read_sittings(
    session: Session, actor: Actor, now: datetime, texts: Texts, form: OpeningForm | None = None
) -> SittingsView:
    """Read the sessions an actor may see, and what he may choose for a new one."""
    rows = [_row(one, texts) for one in list_sittings(session, actor, limit=_LISTED)]
    rooms = list_offices(
        session,
        actor,
        now.date(),
        region=actor.region_prefix or None,
        kind=OfficeKind.TALK_ROOM,
        limit=_MOST_CHOICES,
    )
    return SittingsView(
        rows=tuple(rows),
        regions=_regions(session, actor),
        rooms=tuple(Choice(str(one.id), one.name) for one in rooms),
        today=now.date(),
        form=form or OpeningForm(uuid4()),
    )


def read_sitting(
    session: Session, actor: Actor, record: SittingRecord, now: datetime, texts: Texts
) -> SittingView:
    """Read one session with the issues its reader may see, and an empty form."""
    row = _row(record, texts)
    brought = issues_brought(session, actor, record.id)
    return SittingView(
        id=record.id,
        kind=row.kind,
        where=row.where,
        day=row.day,
        keeper=row.keeper,
        note=record.note or "",
        note_mark=record.note_mark,
        may_note=keeps(record, actor),
        brought=tuple(
            BroughtRow(
                issue_row(one, now.date(), texts),
                one.issue.urgent,
                _category_note(one.issue.category_by, texts),
            )
            for one in brought
        ),
        form=new_form(CHANNELS[record.kind]),
    )


def filed_of(answer: Mapping[str, Any], texts: Texts) -> Filed:
    """What became of an issue, from the answer to its filing."""
    agent = answer["agent"] or {}
    return Filed(
        number=answer["number"],
        code=answer["tracking_code"],
        holder=agent.get("name") or "",
        category=category_of(answer, texts),
        urgent=bool(answer["urgent"]),
    )


def _row(record: SittingRecord, texts: Texts) -> SittingRow:
    parts = [record.region_name, record.office_name or "", record.place or ""]
    return SittingRow(
        id=record.id,
        kind=texts.translate(KINDS[record.kind]),
        where=" · ".join(one for one in parts if one),
        day=day_text(record.held_on, language=texts.language),
        keeper=record.held_by_name or "",
        issues=record.issues,
    )


def _category_note(by: CategoryBy, texts: Texts) -> str:
    if by is CategoryBy.RULE:
        return texts.translate("suggested by the rules")
    if by is CategoryBy.OPEN:
        return texts.translate("to be chosen")
    return ""


def _regions(session: Session, actor: Actor) -> tuple[Choice, ...]:
    names = region_names(session, actor.region_prefix)
    local = [Choice(code, name) for code, name in names.items() if is_local(code)]
    return tuple(local[:_MOST_CHOICES])
