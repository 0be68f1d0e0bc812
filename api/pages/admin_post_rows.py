"""Posts, absences and handovers as the pages of the registers word them."""

from dataclasses import dataclass
from datetime import date, datetime

from api.dates import day_text, moment_text
from api.labels import label
from api.texts import Texts
from data.absences import AbsenceRecord
from data.handovers import HandoverRecord
from data.post_register import PostRecord


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post; finished texts. `version` goes back with the form that ends it."""

    id: int
    duty: str
    where: str
    agent_id: int
    agent: str
    phone: str
    since: str
    until: str
    recorded: str
    version: int


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence; finished texts."""

    id: int
    kind: str
    since: str
    until: str
    note: str


def post_words(one: PostRecord, texts: Texts) -> str:
    """One post in short: what, and where."""
    return f"{label(one.duty, texts.translate)} · {one.grid_code or one.office_name}"


def post_row(one: PostRecord, texts: Texts) -> PostRow:
    """Show one post as a row."""
    return PostRow(
        id=one.id,
        duty=label(one.duty, texts.translate),
        where=one.grid_code or one.office_name or "",
        agent_id=one.agent_id,
        agent=one.agent_name,
        phone=one.agent_phone or "",
        since=day_text(one.valid_from, language=texts.language),
        until=last_day(one.valid_to, texts),
        recorded=recorded_words(one.recorded_at, texts),
        version=one.version,
    )


def handed_words(one: HandoverRecord, texts: Texts) -> str:
    """Say what a handover did."""
    said = texts.translate("%(giver)s handed over to %(taker)s: %(posts)s posts, %(issues)s issues")
    return said % {
        "giver": one.from_name,
        "taker": one.to_name,
        "posts": one.posts,
        "issues": one.issues,
    }


def held_words(one: PostRecord, texts: Texts) -> str:
    """Say who holds a grid, and from when to when."""
    said = texts.translate("%(name)s holds it: %(days)s. End that post first, or hand over.")
    return said % {"name": one.agent_name, "days": span_words(one.valid_from, one.valid_to, texts)}


def absence_row(one: AbsenceRecord, texts: Texts) -> AbsenceRow:
    """Show one absence as a row."""
    return AbsenceRow(
        id=one.id,
        kind=label(one.kind, texts.translate),
        since=day_text(one.valid_from, language=texts.language),
        until=last_day(one.valid_to, texts),
        note=one.note or "",
    )


def absence_words(one: AbsenceRecord, texts: Texts) -> str:
    """One absence in short: why, and from when to when."""
    kind = label(one.kind, texts.translate)
    return f"{kind} · {span_words(one.valid_from, one.valid_to, texts)}"


def span_words(since: date, until: date | None, texts: Texts) -> str:
    """From the first to the last day; rows keep the day after it."""
    first = day_text(since, language=texts.language)
    if until is None:
        return texts.translate("since %(day)s") % {"day": first}
    last = last_day(until, texts)
    return f"{first} – {last}" if last != first else first


def last_day(until: date | None, texts: Texts) -> str:
    """Last day of what no longer holds from a day on; empty where it has no end."""
    if until is None:
        return ""
    return day_text(date.fromordinal(until.toordinal() - 1), language=texts.language)


def recorded_words(at: datetime, texts: Texts) -> str:
    """Moment at which something was entered."""
    return moment_text(at, today=date.min, language=texts.language)
