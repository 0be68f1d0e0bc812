"""The history of one grid: its boundaries, who held it, what changed it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.dates import day_text, local_date, moment_text
from api.labels import label
from api.pages.boundaries import kind_title
from api.pages.boundaries_words import CHIP, STATUS, kind_text, short_code
from api.texts import Texts
from data.boundary_changes import ChangeRecord, changes_of_grid
from data.grid_history import GridHistory, Tenant, Version, history_of
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import GridKind
from maps.proposals import exception_words


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One boundary; finished texts."""

    days: str
    recorded: str
    households: str
    why: str
    live: bool


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One who held it; finished texts."""

    name: str
    duty: str
    days: str
    live: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change that touches it; finished texts."""

    id: UUID
    title: str
    status: str
    chip: str
    day: str


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Everything the page shows.

    Attributes
    ----------
    ended
        Since when it is no more; empty while it is.
    """

    code: str
    number: str
    village: str
    village_code: str
    kind: str
    special: bool
    name: str
    ended: str
    versions: tuple[VersionRow, ...]
    holders: tuple[HolderRow, ...]
    changes: tuple[ChangeLine, ...]
    may_change: bool


def read_history(
    session: Session, actor: Actor, code: str, now: datetime, texts: Texts
) -> HistoryView:
    """Put the history of a grid into words.

    Raises
    ------
    NotFound
        If there is no such grid, or it is not the reader's to see.
    """
    history, today = history_of(session, actor, code), local_date(now)
    return HistoryView(
        code=history.code,
        number=short_code(history.code),
        village=history.region_name or "",
        village_code=history.region_code or "",
        kind=kind_text(history.kind, texts),
        special=history.kind is not GridKind.HOUSEHOLD,
        name=history.name or "",
        ended=_ended(history, today, texts),
        versions=tuple(_version(one, today, texts) for one in history.versions),
        holders=tuple(_holder(one, today, texts) for one in history.holders),
        changes=tuple(
            _change(one, today, texts) for one in changes_of_grid(session, actor, history.code)
        ),
        may_change=actor.may(Verb.CHANGE_BOUNDARIES) and history.valid_to is None,
    )


def _ended(history: GridHistory, today: date, texts: Texts) -> str:
    if history.valid_to is None or history.valid_to > today:
        return ""
    return day_text(history.valid_to, language=texts.language)


def _days(since: date, until: date | None, texts: Texts) -> str:
    first = day_text(since, language=texts.language)
    if until is None:
        return texts.translate("since %(day)s") % {"day": first}
    last = day_text(until, language=texts.language)
    return texts.translate("%(first)s until %(last)s") % {"first": first, "last": last}


def _version(one: Version, today: date, texts: Texts) -> VersionRow:
    return VersionRow(
        days=_days(one.valid_from, one.valid_to, texts),
        recorded=moment_text(one.recorded_at, today=today, language=texts.language),
        households="" if one.households is None else str(one.households),
        why=exception_words(one.exception, texts.translate),
        live=one.valid_from <= today and (one.valid_to is None or one.valid_to > today),
    )


def _holder(one: Tenant, today: date, texts: Texts) -> HolderRow:
    return HolderRow(
        name=one.name,
        duty=label(one.duty, texts.translate),
        days=_days(one.valid_from, one.valid_to, texts),
        live=one.valid_from <= today and (one.valid_to is None or one.valid_to > today),
    )


def _change(record: ChangeRecord, today: date, texts: Texts) -> ChangeLine:
    return ChangeLine(
        id=record.id,
        title=kind_title(record.kind, texts),
        status=texts.translate(STATUS[record.status]),
        chip=CHIP[record.status],
        day=day_text(record.effective_on, today=today, language=texts.language),
    )
