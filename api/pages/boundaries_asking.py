"""The form that asks for a boundary change: what was typed, and what it means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from api.labels import N_
from api.pages.admin_forms import Reading
from api.texts import Texts
from dispatch.boundary_changes import Asked
from dispatch.vocabulary import ChangeKind, GridKind

FORM: Final = "change"
MOST_CORNERS: Final = 500
"""More than anybody taps; what has more comes as a file."""
_NOTE: Final = 500
_NAME: Final = 64
_CODE: Final = 32
_NUMBER: Final = 64
_BETWEEN: Final = re.compile(r"[\s,;，；]+")
_DEGREES: Final = re.compile(r"-?\d{1,3}(\.\d{1,15})?", re.ASCII)
_EAST: Final = 180.0
_NORTH: Final = 90.0
_OF_A_LINE: Final = 2
_OF_AN_AREA: Final = 3

DRAWN: Final = frozenset({ChangeKind.SPLIT, ChangeKind.RESHAPE, ChangeKind.DRAW})
"""Kinds that need a line or an area."""
CHOSEN: Final[dict[ChangeKind, range]] = {
    ChangeKind.SPLIT: range(1, 2),
    ChangeKind.MERGE: range(2, 41),
    ChangeKind.RESHAPE: range(2, 3),
}
"""How many grids a kind is about."""

_COUNTS: Final[dict[ChangeKind, str]] = {
    ChangeKind.SPLIT: N_("Choose the grid to split."),
    ChangeKind.MERGE: N_("Choose two grids or more."),
    ChangeKind.RESHAPE: N_("Choose two neighbouring grids."),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent.

    Attributes
    ----------
    codes
        Grids it names.
    file
        Name and content of the file sent with it.
    shapes
        What that file holds, by code.
    """

    kind: ChangeKind
    fields: Mapping[str, str]
    codes: tuple[str, ...] = ()
    file: tuple[str, bytes] | None = None
    shapes: Mapping[str, BaseGeometry] | None = None


def read_asked(sent: Sent, reading: Reading, texts: Texts, today: date) -> Asked | None:
    """Read what a form asks for; None when `reading` keeps what is wrong with it."""
    asked = Asked(
        kind=sent.kind,
        effective_on=reading.day("effective_on") or today,
        village=reading.text("village", most=_CODE) or None,
        codes=sent.codes,
        note=reading.text("note", most=_NOTE) or None,
        **_part(sent, reading, texts),
    )
    return None if reading.errors else asked


def _part(sent: Sent, reading: Reading, texts: Texts) -> dict[str, Any]:
    """Arguments of the kind alone."""
    _count(sent, reading)
    corners = _corners(reading, texts) if sent.kind in DRAWN else ()
    match sent.kind:
        case ChangeKind.SPLIT:
            return {"line": _line(corners, reading), "keep_at": _mark(reading, texts)}
        case ChangeKind.RESHAPE:
            return {"line": _line(corners, reading)}
        case ChangeKind.MERGE:
            return {"keep": _keep(sent, reading)}
        case ChangeKind.DRAW:
            return {"polygon": _area(corners, reading), **_special(reading)}
        case ChangeKind.MOVE:
            household = reading.text("household", most=_NUMBER, need=True)
            return {
                "household": household,
                "target": reading.text("target", most=_CODE, need=True),
            }
        case ChangeKind.IMPORT:
            return {"shapes": sent.shapes or {}}


def _count(sent: Sent, reading: Reading) -> None:
    wanted = CHOSEN.get(sent.kind)
    if wanted is not None and len(sent.codes) not in wanted:
        reading.refuse("codes", _COUNTS[sent.kind])


def _keep(sent: Sent, reading: Reading) -> str:
    keep = reading.text("keep", most=_CODE)
    if keep and keep not in sent.codes:
        reading.refuse("keep", N_("The number that stays is that of one of the grids chosen."))
    return keep or min(sent.codes, default="")


def _special(reading: Reading) -> dict[str, Any]:
    kind = reading.choice("grid_kind", GridKind)
    special = kind not in {None, GridKind.HOUSEHOLD}
    name = reading.text("grid_name", most=_NAME, need=special)
    return {"grid_kind": kind or GridKind.HOUSEHOLD, "grid_name": name if special else None}


def _line(corners: tuple[tuple[float, float], ...], reading: Reading) -> LineString | None:
    if len(set(corners)) < _OF_A_LINE:
        reading.refuse("corners", N_("Draw a line on the map, or type two corners or more."))
        return None
    return LineString(corners)


def _area(corners: tuple[tuple[float, float], ...], reading: Reading) -> Polygon | None:
    if len(set(corners)) < _OF_AN_AREA:
        reading.refuse("corners", N_("Draw an area on the map, or type three corners or more."))
        return None
    return Polygon(corners)


def _mark(reading: Reading, texts: Texts) -> tuple[float, float] | None:
    return next(iter(_places("keep_at", reading, texts)), None)


def _corners(reading: Reading, texts: Texts) -> tuple[tuple[float, float], ...]:
    return tuple(_places("corners", reading, texts))


def _places(name: str, reading: Reading, texts: Texts) -> list[tuple[float, float]]:
    """Places of a field, one a line: longitude, latitude; none of them if one cannot be read."""
    lines = [line.strip() for line in reading.fields.get(name, "").splitlines() if line.strip()]
    if len(lines) > MOST_CORNERS:
        reading.refuse(name, N_("At most 500 corners; send more as a file."))
        return []
    places = [_place(line) for line in lines]
    wrong = next((n for n, place in enumerate(places, 1) if place is None), None)
    if wrong is None:
        return [place for place in places if place is not None]
    said = texts.translate(
        "Line %(line)s is no place: write longitude, then latitude, as 110.123456, 39.654321."
    )
    reading.errors.setdefault(name, said % {"line": wrong})
    return []


def _place(line: str) -> tuple[float, float] | None:
    parts = _BETWEEN.split(line)
    if len(parts) != 2 or not all(_DEGREES.fullmatch(part) for part in parts):  # noqa: PLR2004 - lon, lat
        return None
    lon, lat = map(float, parts)
    return (lon, lat) if abs(lon) <= _EAST and abs(lat) <= _NORTH else None
