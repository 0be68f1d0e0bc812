"""Issues from a file: rows into reports."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID, uuid5

import orjson
from shapely import Point

from data.imports.issue_words import CATEGORIES, CHANNELS, KINDS, URGENT
from data.imports.source import RowRefused, SourceRow
from data.row_faults import Fault
from dispatch.intake import Report
from dispatch.vocabulary import Category, Channel, Kind

_KEYS: Final = UUID("6d1c1a0e-6f2b-5d0e-9a55-0c9a2f3b7e11")
"""Namespace in which keys that are no UUIDs become UUIDs; never change it."""

TEXT_LIMIT: Final = 20_000
KEY_LIMIT: Final = 200
ACCURACY_LIMIT_M: Final = 100_000
_LIMITS: Final = {
    "key": KEY_LIMIT,
    "text": TEXT_LIMIT,
    "address": 500,
    "household": 200,
    "village_code": 32,
    "petitioner_name": 200,
    "petitioner_phone": 50,
    "phone": 50,
}
_LOST: Final = "\ufffd"
"""What stands for bytes that are no letter of the file's encoding."""
_WRITTEN: Final = re.compile(
    r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:时点](?:(\d{1,2})(?::(\d{1,2})(?:\.\d+)?|分)?)?)?",
    re.ASCII,
)
"""How spreadsheets and paper forms write a day or a moment."""
_YEARS: Final = range(1900, 2200)
"""Outside of them a year is a slip of the pen, and its clocks could not be reckoned."""
_SHOWN: Final = 60


class CellRefused(RowRefused):
    """A cell of a row cannot be used; told by a code, for readers of any language.

    Attributes
    ----------
    field
        Our name of the column; none where it is about the whole row.
    """

    def __init__(self, fault: Fault, field: str | None = None, **params: str | int) -> None:
        told = "".join(f", {name} {value!r}" for name, value in params.items())
        super().__init__(f"{field or 'row'}: {fault}{told}")
        self.fault = fault
        self.field = field
        self.params = params


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file of reports does not say in its rows.

    Attributes
    ----------
    source
        Name of the file's origin: the same key from two origins is two reports.
    zone
        Zone of times without one.
    latest
        No report of it was received later than this; none does not ask.
    """

    source: str
    zone: tzinfo
    latest: datetime | None = None


def report_of(row: SourceRow, origin: Origin) -> Report:
    """Report a row stands for.

    Parameters
    ----------
    row
        Columns `key, text, category, channel, received_at, address, household`, a point, and
        if known its `accuracy_m`, `kind`, `urgent`, `village_code`, `petitioner_name` and
        `petitioner_phone` or `phone`. A row without a key gets one from what it says.

    Raises
    ------
    CellRefused
        If a cell is missing, holds what is no text, or is not one of the words it may be.
    """
    _check_letters(row)
    cells = {name: _cell(row, name) for name in _LIMITS}
    text, received_at = _text(cells["text"]), _moment(row, origin)
    lon, lat = _point(row)
    phone = cells["petitioner_phone"] or cells["phone"]
    whose = [cells[name] for name in ("address", "household", "village_code", "petitioner_name")]
    said = [text, *whose, phone, received_at.isoformat(), lon, lat]
    return Report(
        key=_key(cells["key"], said, origin),
        source_key=cells["key"],
        text=text,
        category=_word(row, "category", Category, CATEGORIES),
        channel=_word(row, "channel", Channel, CHANNELS) or Channel.IMPORT,
        received_at=received_at,
        kind=_word(row, "kind", Kind, KINDS),
        lon=lon,
        lat=lat,
        accuracy_m=_metres(row),
        address=cells["address"],
        household=cells["household"],
        region=cells["village_code"],
        petitioner_name=cells["petitioner_name"],
        petitioner_phone=phone,
        urgent=_urgent(row),
    )


def _check_letters(row: SourceRow) -> None:
    for name, cell in row.cells.items():
        if "\0" in cell:
            raise CellRefused(Fault.NUL, name)
        if _LOST in cell:
            raise CellRefused(Fault.LETTERS_LOST, name)


def _cell(row: SourceRow, name: str) -> str | None:
    cell = row.cells.get(name, "").strip()
    if len(cell) > _LIMITS[name]:
        raise CellRefused(Fault.TOO_LONG, name, length=len(cell), most=_LIMITS[name])
    return cell or None


def _text(cell: str | None) -> str:
    if cell is None:
        raise CellRefused(Fault.EMPTY, "text")
    return cell


def _key(word: str | None, said: list[str | float | None], origin: Origin) -> UUID:
    """Key of a row: its own, in whatever form, or one made from all it says."""
    if word is None:
        return uuid5(_KEYS, f"row:{orjson.dumps(said).decode()}")
    try:
        return UUID(word)
    except ValueError:
        return uuid5(_KEYS, f"{origin.source}:{word}")


def _point(row: SourceRow) -> tuple[float | None, float | None]:
    point = row.shape.representative_point() if row.shape is not None else None
    if point is None or not isinstance(point, Point):
        return None, None
    return point.x, point.y


def _moment(row: SourceRow, origin: Origin) -> datetime:
    word = row.cells.get("received_at", "").strip()
    if not word:
        raise CellRefused(Fault.EMPTY, "received_at")
    moment = _read_moment(word)
    if moment is None:
        raise CellRefused(Fault.NO_MOMENT, "received_at", word=word[:_SHOWN])
    if moment.year not in _YEARS:
        raise CellRefused(Fault.OTHER_AGE, "received_at", word=word[:_SHOWN])
    # UTC: the database keeps neither offsets no place has nor the odd seconds of old ones.
    known = (moment if moment.tzinfo else moment.replace(tzinfo=origin.zone)).astimezone(UTC)
    if origin.latest is not None and known > origin.latest:
        raise CellRefused(Fault.IN_FUTURE, "received_at", word=word[:_SHOWN])
    return known


def _read_moment(word: str) -> datetime | None:
    """Read a moment as ISO 8601, or as spreadsheets and forms write it."""
    with suppress(ValueError):
        return datetime.fromisoformat(word)
    found = _WRITTEN.fullmatch(word)
    with suppress(ValueError):
        return datetime(*(int(part or 0) for part in found.groups())) if found else None  # type: ignore[arg-type] # noqa: DTZ001 - the caller adds the zone
    return None


def _metres(row: SourceRow) -> float | None:
    word = row.cells.get("accuracy_m", "")
    try:
        metres = float(word) if word else None
    except ValueError:
        metres = -1.0
    if metres is not None and not 0 <= metres <= ACCURACY_LIMIT_M:
        raise CellRefused(Fault.NO_METRES, "accuracy_m", word=word[:_SHOWN])
    return metres


def _urgent(row: SourceRow) -> bool:
    word = row.cells.get("urgent", "").strip().lower()
    if word not in URGENT:
        raise CellRefused(Fault.NO_WORD, "urgent", word=word[:_SHOWN])
    return URGENT[word]


Word = TypeVar("Word", bound=StrEnum)


def _word(row: SourceRow, name: str, kind: type[Word], chinese: dict[str, Word]) -> Word | None:
    word = row.cells.get(name, "").strip()
    if not word:
        return None
    known = chinese.get(word)
    if known is not None:
        return known
    try:
        return kind(word.lower())
    except ValueError as error:
        raise CellRefused(Fault.NO_WORD, name, word=word[:_SHOWN]) from error
