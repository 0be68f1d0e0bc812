"""OpenStreetMap's wording of opening hours, read clause by clause."""

import re
from typing import Final

from dispatch.hours_clauses import ALL_DAY, EVERY_DAY, Clause, days_between
from dispatch.opening_hours import DAY_MINUTES, HOLIDAY, Span

_DAY: Final = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_ITEM: Final = rf"(?:PH|{_DAY}(?:\s*-\s*{_DAY})?)"
_TIME: Final = r"\d{1,2}:\d{2}"
_SPAN: Final = rf"{_TIME}\s*-\s*{_TIME}"
_CLAUSE: Final = re.compile(
    rf"\s*(?P<days>{_ITEM}(?:\s*,\s*{_ITEM})*)\s*:?\s*"
    rf"(?P<hours>{_SPAN}(?:\s*,\s*{_SPAN})*|off|closed|24/7)\s*"
    rf"(?P<end>;|,(?=\s*{_ITEM})|$)"
)
_LONGEST_END: Final = 2 * DAY_MINUTES


def osm_clauses(words: str) -> list[Clause] | None:
    """Clauses of a wording; none where any part of it is not in the language read here."""
    if words.strip() == "24/7":
        return [Clause((*EVERY_DAY, HOLIDAY), (ALL_DAY,))]
    clauses: list[Clause] = []
    rest, replaces = words.strip().rstrip(";"), True
    while rest:
        match = _CLAUSE.match(rest)
        spans = _spans(match["hours"]) if match else None
        if match is None or spans is None:
            return None
        clauses.append(Clause(_days(match["days"]), spans, replaces))
        replaces = match["end"] != ","
        rest = rest[match.end() :]
    return clauses or None


def _days(words: str) -> tuple[str, ...]:
    days: list[str] = []
    for item in words.split(","):
        first, _, last = (part.strip() for part in item.partition("-"))
        days += (HOLIDAY,) if first == HOLIDAY else days_between(first, last or first)
    return tuple(dict.fromkeys(days))


def _spans(words: str) -> tuple[Span, ...] | None:
    if words in {"off", "closed"}:
        return ()
    if words == "24/7":
        return (ALL_DAY,)
    spans = [_span(one) for one in words.split(",")]
    known = tuple(span for span in spans if span is not None)
    return known if len(known) == len(spans) else None


def _span(words: str) -> Span | None:
    start, end = (_minute(part) for part in words.split("-"))
    if start is None or end is None or start >= DAY_MINUTES:
        return None
    if end <= start:
        end += DAY_MINUTES  # past midnight
    return (start, end) if end <= _LONGEST_END else None


def _minute(word: str) -> int | None:
    hour, minute = (int(part) for part in word.split(":"))
    return hour * 60 + minute if minute < 60 else None  # noqa: PLR2004 - minutes of an hour
