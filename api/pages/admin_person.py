"""What the page of one person shows: posts as of a day, absences, history."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from api.dates import day_text, local_date
from api.labels import label
from api.pages.admin_forms import NOTHING, Typed
from api.pages.admin_people import PersonRow, person_row
from api.pages.admin_post_rows import (
    AbsenceRow,
    PostRow,
    absence_row,
    handed_words,
    post_row,
    post_words,
    recorded_words,
    span_words,
)
from api.services.people import PersonHistory, people_on, person_history
from api.texts import Texts
from data.absences import AbsenceRecord
from data.offices import list_offices
from data.people import PersonRecord, find_person
from data.post_register import PostRecord
from dispatch.rights import Actor


@dataclass(frozen=True, slots=True)
class Past:
    """Something that happened to a person; finished texts."""

    when: str
    words: str
    recorded: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person as of a day, with the forms about him."""

    on: date
    today: date
    typed: Typed
    record: PersonRecord
    row: PersonRow
    posts: tuple[PostRow, ...]
    absences: tuple[AbsenceRow, ...]
    history: tuple[Past, ...]
    offices: tuple[tuple[int, str], ...]
    handed: str = ""


def read_person(
    session: Session,
    actor: Actor,
    agent_id: int,
    on: date,
    *,
    now: datetime,
    texts: Texts,
    typed: Typed = NOTHING,
    handover: int = 0,
) -> PersonView:
    """Read one person as of a day.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's.
    """
    record = find_person(session, actor, agent_id, people_on(session, now, day=on))
    past = person_history(session, actor, agent_id, now)
    handed = next((one for one in past.handovers if one.id == handover), None)
    offices = list_offices(session, actor, now.date(), region=actor.region_prefix or None)
    return PersonView(
        on=on,
        today=now.date(),
        typed=typed,
        record=record,
        row=person_row(record, texts),
        posts=tuple(post_row(one, texts) for one in record.posts),
        absences=tuple(absence_row(one, texts) for one in _current(past.absences, now)),
        history=_history(past, texts),
        offices=tuple((one.id, f"{one.name} · {one.region_name}") for one in offices),
        handed=handed_words(handed, texts) if handed else "",
    )


def _current(absences: list[AbsenceRecord], now: datetime) -> list[AbsenceRecord]:
    """Absences that are not over."""
    return [one for one in absences if one.valid_to is None or one.valid_to > now.date()]


def _history(past: PersonHistory, texts: Texts) -> tuple[Past, ...]:
    """Everything that happened to a person, the newest first."""
    dated = [
        (one.valid_from, _span(one, texts), post_words(one, texts), one.recorded_at)
        for one in past.posts
    ]
    dated += [
        (
            one.valid_from,
            _span(one, texts),
            label(one.kind, texts.translate),
            one.recorded_at,
        )
        for one in past.absences
    ]
    dated += [
        (
            one.on_day,
            day_text(one.on_day, language=texts.language),
            handed_words(one, texts),
            one.made_at,
        )
        for one in past.handovers
    ]
    dated.sort(key=lambda row: (row[0], local_date(row[3])), reverse=True)
    return tuple(Past(when, words, recorded_words(at, texts)) for _, when, words, at in dated)


def _span(one: PostRecord | AbsenceRecord, texts: Texts) -> str:
    return span_words(one.valid_from, one.valid_to, texts)
