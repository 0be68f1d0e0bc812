"""From an issue with its clocks to the words and lights a list shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.dates import day_text, local_date
from api.labels import N_, label
from api.texts import Texts
from data.issue_records import IssueRecord
from dispatch.clocks import ClockState, days_left, light, pressing
from dispatch.missing import missing
from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import Light

_TITLE_LENGTH: Final = 80
_SERIAL_DIGITS: Final = 3
_GRID_CODE_DIGITS: Final = 15
_MARKS: Final[Mapping[str, str]] = {
    ReasonCode.BORDER: N_("Near a border"),
    ReasonCode.BORDER_HOUSEHOLD: N_("Near a border"),
    ReasonCode.SHARED_EDGE: N_("On a border"),
    ReasonCode.NEAREST_GRID: N_("Outside the grids"),
}


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock as a reader sees it: name, article, light, words and the share used."""

    name: str
    article: int
    light: Light
    words: str
    due: str
    used_days: int
    limit_days: int


@dataclass(frozen=True, slots=True)
class RowView:
    """One issue in a list.

    Attributes
    ----------
    when, clock
        How urgent in words, and the name of the clock that says so (empty when none runs).
    place
        Grid or village; empty when neither is known.
    holder
        Who has it; empty when nobody does.
    held
        Whether it waits for a county screener.
    exact
        Whether the reader is shown the house.
    urgent
        Whether it cannot wait.
    missing
        What somebody must find out so that it can be placed; empty once it lies in a grid.
    main, others
        Number of the issue that carries it as the same matter; how many it carries.
    """

    number: str
    title: str
    light: Light
    when: str
    clock: str
    category: str
    channel: str
    place: str
    holder: str
    level: str
    has_position: bool
    held: bool
    exact: bool = False
    urgent: bool = False
    missing: tuple[str, ...] = ()
    main: str = ""
    others: int = 0


@dataclass(frozen=True, slots=True)
class GroupView:
    """One part of the list: its light, how many issues it has, and the rows shown.

    Attributes
    ----------
    urgent
        Whether it is the part of what cannot wait, whatever its lights.
    """

    light: Light
    total: int
    rows: tuple[RowView, ...]
    urgent: bool = False

    @property
    def more(self) -> int:
        """How many issues of this group are not shown."""
        return self.total - len(self.rows)


def title_of(text: str) -> str:
    """First line that says something, cut to the width of a list."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= _TITLE_LENGTH else f"{line[: _TITLE_LENGTH - 1]}…"


def due_words(days: int, texts: Texts) -> str:
    """Say how far a deadline is; `days` are negative once it is past."""
    if days < 0:
        return texts.ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return texts.translate("due today")
    if days == 1:
        return texts.translate("due tomorrow")
    return texts.translate("%(days)d days left") % {"days": days}


def clock_view(clock: ClockState, today: date, texts: Texts) -> ClockView:
    """Show one clock as words and a share of its days."""
    done = clock.stopped_at is not None
    start = local_date(clock.starts_at)
    until = local_date(clock.stopped_at) if clock.stopped_at else today
    limit = max((clock.due_on - start).days, 1)
    words = texts.translate("done") if done else due_words(days_left(clock, today), texts)
    return ClockView(
        name=label(clock.code, texts.translate),
        article=clock.article,
        light=light(clock, today),
        words=words,
        due=day_text(clock.due_on, today=today, language=texts.language),
        used_days=max((until - start).days, 0),
        limit_days=limit,
    )


def urgency(clocks: Sequence[ClockState], today: date, texts: Texts) -> tuple[Light, str, str]:
    """Light, words and clock name of the running clock that ends first.

    Without a running clock the light is ``stopped`` and the name empty.
    """
    clock = pressing(clocks)
    if clock is None:
        return Light.STOPPED, texts.translate("no deadline"), ""
    name = label(clock.code, texts.translate)
    return light(clock, today), due_words(days_left(clock, today), texts), name


def issue_row(record: IssueRecord, today: date, texts: Texts) -> RowView:
    """Show one issue as a row."""
    issue = record.issue
    shown, when, clock = urgency(record.clocks, today, texts)
    return RowView(
        number=issue.number,
        title=title_of(issue.text),
        light=shown,
        when=when,
        clock=clock,
        category=label(issue.category, texts.translate),
        channel=label(issue.channel, texts.translate),
        place=place_name(record),
        holder=record.agent_name or "",
        level=label(issue.level, texts.translate),
        has_position=record.placed,
        held=issue.held,
        exact=record.exact,
        urgent=issue.urgent and issue.closed_at is None,
        missing=() if issue.grid_code else missing_words(record.placed_reason, texts),
    )


def missing_words(reason: Reason | None, texts: Texts) -> tuple[str, ...]:
    """What somebody must find out about an issue so that it can be placed, in words."""
    if reason is None:
        return ()
    return tuple(label(one, texts.translate) for one in missing(reason.code, reason.params))


def mark_of(reason: Reason | None, texts: Texts) -> str:
    """Mark of a place whose grid is in doubt; empty for all others."""
    code = reason.code if reason else ""
    return texts.translate(_MARKS[code]) if code in _MARKS else ""


def workload_words(count: int, texts: Texts) -> str:
    """Say how many open issues an agent has in hand."""
    words = texts.ngettext("has %(num)d open issue", "has %(num)d open issues", count)
    return words % {"num": count}


def place_name(record: IssueRecord) -> str:
    """Village and serial of the grid, or as much of it as is known."""
    return grid_name(record.issue.grid_code, record.region_name)


def grid_name(code: str | None, region_name: str | None) -> str:
    """Short name of a grid: its village and the last digits of its code.

    A code of another scheme is shown as it is.
    """
    if code is None:
        return region_name or ""
    if region_name is None or len(code) != _GRID_CODE_DIGITS:
        return code
    return f"{region_name} {code[-_SERIAL_DIGITS:]}"
