"""Opening hours as offices write them, in Chinese or as OpenStreetMap does, read into a week."""

from dataclasses import dataclass, field
from typing import Final

from dispatch.hours_chinese import chinese_clauses
from dispatch.hours_clauses import EVERY_DAY, Clause
from dispatch.hours_osm import osm_clauses
from dispatch.opening_hours import HOLIDAY, WEEKDAYS, WORKED, Opening, Span, join_spans

_LONGEST: Final = 500
"""Characters; more is a text about something else."""


def read_hours(words: str) -> Opening | None:
    """Read the wording of opening hours.

    Parameters
    ----------
    words
        Such as 周一至周五 8:30-12:00、14:30-17:30，周六 9:00-12:00, or
        ``Mo-Fr 08:30-12:00,14:30-17:30; PH off``.

    Returns
    -------
    opening
        None unless every word is understood: a season, every other week or "by appointment"
        must not turn into hours that hold always. Nor do hours without days.

    Notes
    -----
    OpenStreetMap's wording: wiki.openstreetmap.org/wiki/Key:opening_hours/specification, without
    months, weeks, sunrise and comments; a later rule replaces an earlier one on the same day.
    In Chinese two clauses about one day add up.
    """
    if len(words) > _LONGEST:
        return None
    clauses = osm_clauses(words)
    if clauses is None:
        clauses = chinese_clauses(words)
    return _opening(clauses) if clauses else None


@dataclass(slots=True)
class _Week:
    """Spans by day while clauses are laid over each other."""

    spans: dict[str, list[Span]] = field(default_factory=dict)

    def lay(self, clause: Clause) -> None:
        for day in clause.days:
            known = [] if clause.replaces else self.spans.get(day, [])
            self.spans[day] = [*known, *clause.spans]


def _opening(clauses: list[Clause]) -> Opening | None:
    week = _Week()
    for clause in clauses:
        week.lay(clause)
    by_day = {day: join_spans(spans) for day, spans in week.spans.items()}
    if not any(by_day.get(day) for day in EVERY_DAY):
        return None
    ordinary = tuple(by_day.get(day, ()) for day in WEEKDAYS)
    return Opening(ordinary, by_day.get(HOLIDAY), by_day.get(WORKED))
