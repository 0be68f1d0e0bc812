"""Issues from a file: rows into reports."""

from contextlib import suppress
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID, uuid5

from shapely import Point

from data.imports.source import RowRefused, SourceRow, need
from dispatch.intake import Report
from dispatch.vocabulary import Category, Channel, Kind

_KEYS: Final = UUID("6d1c1a0e-6f2b-5d0e-9a55-0c9a2f3b7e11")
"""Namespace in which keys that are no UUIDs become UUIDs; never change it."""

TEXT_LIMIT: Final = 20_000
KEY_LIMIT: Final = 200
ACCURACY_LIMIT_M: Final = 100_000
_WRITTEN: Final = tuple(
    day + time
    for day in ("%Y/%m/%d", "%Y-%m-%d", "%Y.%m.%d", "%Y年%m月%d日")
    for time in ("", " %H:%M", " %H:%M:%S")
)
"""How spreadsheets and paper forms write a day or a moment."""
_YEARS: Final = range(1900, 2200)
"""Outside of them a year is a slip of the pen, and its clocks could not be reckoned."""


def report_of(row: SourceRow, *, source: str, zone: tzinfo) -> Report:
    """Report a row stands for.

    Parameters
    ----------
    row
        Columns `key, text, category, channel, received_at, address, household`, a point, and
        if known its `accuracy_m`, `village_code`, `petitioner_name` and `phone`.
    source
        Name of the file's origin: the same key from two origins is two reports.
    zone
        Zone of times without one.

    Raises
    ------
    RowRefused
        If a cell is missing or is not one of the words it may be.
    """
    point = row.shape.representative_point() if row.shape is not None else None
    if point is not None and not isinstance(point, Point):
        point = None
    key = need(row, "key", most=KEY_LIMIT)
    return Report(
        key=_key(key, source),
        source_key=key,
        text=_text(row),
        category=_word(row, "category", Category, Category.OTHER),
        channel=_word(row, "channel", Channel, Channel.IMPORT),
        received_at=_moment(row, zone),
        kind=_word(row, "kind", Kind, Kind.CLAIM) if row.cells.get("kind") else None,
        lon=point.x if point else None,
        lat=point.y if point else None,
        accuracy_m=_metres(row),
        address=row.cells.get("address") or None,
        household=row.cells.get("household") or None,
        region=row.cells.get("village_code") or None,
        petitioner_name=row.cells.get("petitioner_name") or None,
        petitioner_phone=row.cells.get("petitioner_phone") or row.cells.get("phone") or None,
    )


def _key(word: str, source: str) -> UUID:
    try:
        return UUID(word)
    except ValueError:
        return uuid5(_KEYS, f"{source}:{word}")


def _text(row: SourceRow) -> str:
    words = need(row, "text").replace("\0", "")
    if len(words) > TEXT_LIMIT:
        msg = f"text has {len(words)} characters; at most {TEXT_LIMIT} are kept"
        raise RowRefused(msg)
    return words


def _moment(row: SourceRow, zone: tzinfo) -> datetime:
    word = need(row, "received_at")
    moment = _read_moment(word)
    if moment is None:
        msg = f"received_at is {word!r}; write 2026-01-31 or 2026-01-31 08:30"
        raise RowRefused(msg)
    if moment.year not in _YEARS:
        msg = f"received_at is {word!r}; no report is of that year"
        raise RowRefused(msg)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _read_moment(word: str) -> datetime | None:
    """Read a moment as ISO 8601, or as spreadsheets and forms write it."""
    with suppress(ValueError):
        return datetime.fromisoformat(word)
    for pattern in _WRITTEN:
        with suppress(ValueError):
            return datetime.strptime(word, pattern)  # noqa: DTZ007 - the caller adds the zone
    return None


def _metres(row: SourceRow) -> float | None:
    word = row.cells.get("accuracy_m", "")
    try:
        metres = float(word) if word else None
    except ValueError:
        metres = -1.0
    if metres is not None and not 0 <= metres <= ACCURACY_LIMIT_M:
        msg = f"accuracy_m is {word!r}; write metres, or leave it empty"
        raise RowRefused(msg)
    return metres


Word = TypeVar("Word", bound=StrEnum)


def _word(row: SourceRow, name: str, kind: type[Word], default: Word) -> Word:
    word = row.cells.get(name, "")
    if not word:
        return default
    try:
        return kind(word)
    except ValueError as error:
        known = ", ".join(kind)
        msg = f"{name} {word!r} is none of {known}; correct it or map it with --mapping"
        raise RowRefused(msg) from error
