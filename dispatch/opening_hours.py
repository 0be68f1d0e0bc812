"""When an office is open: its week, its public holidays, whether it is open at a moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

DAY_MINUTES: Final = 24 * 60
WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
HOLIDAY, WORKED = "PH", "Work"
"""Names of days that are no weekday: public holidays, and weekend days worked instead of one."""

Span = tuple[int, int]
"""From and to, in minutes after midnight; an end above 1440 lies on the next day."""
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours of an office.

    Attributes
    ----------
    week
        Spans of each weekday, Monday first.
    holiday
        Spans of public holidays; none: as on the weekday they fall on.
    worked
        Spans of weekend days that are worked instead of a holiday (调休); none: as on the weekday.
    """

    week: tuple[Spans, ...]
    holiday: Spans | None = None
    worked: Spans | None = None

    def days(self) -> list[tuple[str, Spans]]:
        """Each day by name with its spans, weekdays first; other days only where they differ."""
        more = ((HOLIDAY, self.holiday), (WORKED, self.worked))
        given = [(name, spans) for name, spans in more if spans is not None]
        return [*zip(WEEKDAYS, self.week, strict=True), *given]


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days the yearly notice of the State Council moves: off, and worked in their place."""

    off: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)


NO_HOLIDAYS: Final = Holidays()


def is_open(opening: Opening | None, moment: datetime, holidays: Holidays = NO_HOLIDAYS) -> bool:
    """Whether an office is open at a moment in the county's time zone.

    Hours that nobody could read (none) never count as open.
    """
    return closing_time(opening, moment, holidays) is not None


def closing_time(
    opening: Opening | None, moment: datetime, holidays: Holidays = NO_HOLIDAYS
) -> datetime | None:
    """When an office that is open at a moment closes; none where it is closed.

    Parameters
    ----------
    moment
        In the time zone the hours are meant in; the answer is in the same.
    """
    if opening is None:
        return None
    for back in (0, 1):
        day = moment.date() - timedelta(days=back)
        minute = moment.hour * 60 + moment.minute + back * DAY_MINUTES
        for start, end in spans_on(opening, day, holidays):
            if start <= minute < end:
                midnight = datetime.combine(day, time(), moment.tzinfo)
                return midnight + timedelta(minutes=end)
    return None


def spans_on(opening: Opening, day: date, holidays: Holidays = NO_HOLIDAYS) -> Spans:
    """Spans that begin on a day."""
    if day in holidays.off and opening.holiday is not None:
        return opening.holiday
    if day in holidays.worked and opening.worked is not None:
        return opening.worked
    return opening.week[day.weekday()]


def osm_wording(opening: Opening) -> str:
    """Say the hours as OpenStreetMap's ``opening_hours`` does.

    That wording has no day worked instead of a holiday; it is left out.
    """
    parts = [
        f"{','.join(map(_run, runs))} {_times(spans)}" for runs, spans in day_runs(opening) if spans
    ]
    if opening.holiday is not None:
        parts.append(f"{HOLIDAY} {_times(opening.holiday) or 'off'}")
    return "; ".join(parts)


def day_runs(opening: Opening) -> list[tuple[list[tuple[int, int]], Spans]]:
    """Weekdays with the same hours together.

    Returns
    -------
    runs
        First and last weekday (0 is Monday) of each run of neighbouring days, and their spans;
        by the first day. Days without hours have empty spans.
    """
    alike: dict[Spans, list[int]] = {}
    for day, spans in enumerate(opening.week):
        alike.setdefault(spans, []).append(day)
    return [(_neighbours(days), spans) for spans, days in alike.items()]


def clock_text(minute: int, *, pad: bool = True) -> str:
    """Minutes after midnight as hours and minutes, the hour in two digits or as short as it is."""
    hour, rest = divmod(minute, 60)
    return f"{hour:02d}:{rest:02d}" if pad else f"{hour}:{rest:02d}"


def opening_to_rows(opening: Opening) -> list[dict[str, Any]]:
    """Plain values to keep: days that are alike with their spans."""
    alike: dict[Spans, list[str]] = {}
    for day, spans in opening.days():
        alike.setdefault(spans, []).append(day)
    return [
        {"days": days, "spans": [[clock_text(start), clock_text(end)] for start, end in spans]}
        for spans, days in alike.items()
    ]


def opening_from_rows(rows: Sequence[Mapping[str, Any]] | None) -> Opening | None:
    """Hours from the plain values they were kept as; none from none."""
    if rows is None:
        return None
    by_day = {
        day: tuple((_minute(start), _minute(end)) for start, end in row["spans"])
        for row in rows
        for day in row["days"]
    }
    week = tuple(by_day.get(day, ()) for day in WEEKDAYS)
    return Opening(week, by_day.get(HOLIDAY), by_day.get(WORKED))


def join_spans(spans: Iterable[Span]) -> Spans:
    """Spans in order, those that touch or overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _neighbours(days: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _run(run: tuple[int, int]) -> str:
    first, last = run
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"


def _times(spans: Spans) -> str:
    return ",".join(f"{clock_text(start)}-{clock_text(end)}" for start, end in spans)


def _minute(word: str) -> int:
    hour, minute = word.split(":")
    return int(hour) * 60 + int(minute)
