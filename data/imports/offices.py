"""Offices: where residents are heard."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from geoalchemy2.shape import from_shape, to_shape
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from data.imports.source import (
    ImportReport,
    Outcome,
    RowRefused,
    SourceRow,
    may,
    need,
    take_rows,
)
from data.rows import RowProblem
from data.tables import Office, Region
from data.tables.base import WGS84
from dispatch.hours_wording import read_hours
from dispatch.opening_hours import opening_to_rows
from dispatch.vocabulary import OfficeKind

KINDS: Final[dict[str, OfficeKind]] = {
    **{kind.value: kind for kind in OfficeKind},
    "代办点": OfficeKind.POINT,
    "点": OfficeKind.POINT,
    "代办站": OfficeKind.STATION,
    "站": OfficeKind.STATION,
    "中心": OfficeKind.CENTRE,
    "说事室": OfficeKind.TALK_ROOM,
}
"""Words for the kinds of offices."""
_BY_LEVEL: Final = {"county": OfficeKind.CENTRE, "township": OfficeKind.STATION}
_CODE, _PHONE = 64, 32
_SAME_PLACE: Final = 1e-9
"""Degrees, a tenth of a millimetre: what is lost on the way through another datum and back."""

_COLUMNS: Final = ("region_code", "name", "kind", "code", "hours", "opening", "phone")


def import_offices(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, day: date
) -> ImportReport:
    """Add offices, or change what a row says otherwise about a known one.

    Columns `code, region, name, kind, hours, phone` and a point; `level` stands in for the kind.
    A known code is the same office, else one name in a region is. An empty cell changes nothing.
    """
    regions = set(session.scalars(select(Region.code)))
    known = _Known(session)
    seen: set[int] = set()

    def take(row: SourceRow) -> Outcome:
        values = _values(row, regions)
        office = known.find(values)
        if office is None:
            values = dict.fromkeys(_COLUMNS) | values
            query = insert(Office).returning(Office.id)
            office = session.scalars(query, {**values, "valid_from": day}).one()
            known.add(office, values)
            seen.add(office)
            return Outcome.ADDED
        _check_once(office, seen, values)
        changed = known.changes(office, values)
        if not changed:
            return Outcome.UNCHANGED
        session.execute(update(Office).where(Office.id == office).values(**changed))
        known.change(office, changed)
        return Outcome.CHANGED

    return take_rows(rows, take)


class _Known:
    """Offices of the register by id, by code, by region with name."""

    def __init__(self, session: Session) -> None:
        self.rows: dict[int, dict[str, Any]] = {}
        self.by_code: dict[str, int] = {}
        self.by_name: dict[tuple[str, str], int] = {}
        columns = [getattr(Office, name) for name in (*_COLUMNS, "place")]
        for row in session.execute(select(Office.id, *columns).where(Office.valid_to.is_(None))):
            self.add(row.id, dict(row._mapping))  # noqa: SLF001 - public in SQLAlchemy

    def add(self, office: int, values: dict[str, Any]) -> None:
        self.rows[office] = values
        self.by_name[values["region_code"], values["name"]] = office
        if values.get("code"):
            self.by_code[values["code"]] = office

    def find(self, values: dict[str, Any]) -> int | None:
        if values.get("code") in self.by_code:
            return self.by_code[values["code"]]
        office = self.by_name.get((values["region_code"], values["name"]))
        theirs = self.rows[office]["code"] if office is not None else None
        if theirs is not None and values.get("code"):
            msg = f"office {values['name']} has the code {theirs}; another one needs another name"
            raise RowRefused(msg)
        return office

    def changes(self, office: int, values: dict[str, Any]) -> dict[str, Any]:
        kept = self.rows[office]
        return {
            name: value
            for name, value in values.items()
            if not (_near(value, kept.get(name)) if name == "place" else value == kept[name])
        }

    def change(self, office: int, values: dict[str, Any]) -> None:
        before = self.rows[office]
        self.by_name.pop((before["region_code"], before["name"]), None)
        self.add(office, self.rows[office] | values)


def _check_once(office: int, seen: set[int], values: dict[str, Any]) -> None:
    if office in seen:
        code, name = values.get("code"), values["name"]
        named = f"code {code}" if code else f"office {name} of region {values['region_code']}"
        msg = f"{named} stands twice; the first row was taken"
        raise RowRefused(msg)
    seen.add(office)


def _values(row: SourceRow, regions: set[str]) -> dict[str, Any]:
    """What a row says; what it leaves empty is left out."""
    region, name = need(row, "region", most=_PHONE), need(row, "name")
    if region not in regions:
        msg = f"region {region} of office {name} is not known; import the regions first"
        raise RowRefused(msg)
    hours = may(row, "hours")
    opening = read_hours(hours) if hours else None
    values: dict[str, Any] = {
        "region_code": region,
        "name": name,
        "kind": _kind(row),
        "code": may(row, "code", most=_CODE),
        "phone": may(row, "phone", most=_PHONE),
        "place": _place(row.shape),
        "hours": hours,
    }
    told = {column: value for column, value in values.items() if value is not None}
    return told | ({"opening": opening_to_rows(opening) if opening else None} if hours else {})


def _kind(row: SourceRow) -> OfficeKind:
    word = row.cells.get("kind", "")
    if not word:
        return _BY_LEVEL.get(row.cells.get("level", ""), OfficeKind.POINT)
    if word not in KINDS:
        msg = f"kind {word!r} is none of {', '.join(KINDS)}"
        raise RowRefused(msg)
    return KINDS[word]


def _place(shape: BaseGeometry | None) -> Any:
    if shape is None:
        return None
    point = shape if isinstance(shape, Point) else shape.representative_point()
    return from_shape(point, WGS84)


def _near(one: Any, other: Any) -> bool:
    return other is not None and bool(to_shape(one).equals_exact(to_shape(other), _SAME_PLACE))
