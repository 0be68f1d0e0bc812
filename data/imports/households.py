"""Households: the register, with points, with footprints of dwellings, or without either."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from data.enrolment import enrol, rejoin
from data.household_issues import rehouse_issues
from data.household_positions import Finding, imported_places, keep_findings
from data.imports.source import (
    ImportReport,
    Outcome,
    RowRefused,
    SourceRow,
    may,
    need,
    take_rows,
)
from data.placing import Ask
from data.row_sets import WHOLE
from data.rows import RowProblem
from data.tables import Household, HouseholdContact, Region
from data.tables.base import WGS84
from data.village_locks import lock_villages, villages_of_places
from dispatch.vocabulary import Datum, PositionMethod, Scheme
from geo.dwellings import DWELLING_AREA_M2
from geo.plane import area_m2

_NUMBER: Final = 64
_CODE: Final = 32
_MOST_M: Final = 100_000.0
_SAID: Final = ("village_code", "group", "resident", "head", "phone")
"""What a file may say of a household besides its place."""
_NO = frozenset({"false", "0", "no", "n", "f", "否", "不在"})
_YES = frozenset({"", "true", "1", "yes", "y", "t", "是", "在"})


@dataclass(frozen=True, slots=True)
class _Known:
    """A household of the register, and where an import last put it."""

    id: int
    said: tuple[Any, ...]
    place: tuple[float, float] | None


def import_households(
    session: Session,
    rows: Iterable[SourceRow | RowProblem],
    *,
    scheme: Scheme,
    day: date,
    datum: Datum,
    min_area_m2: float = DWELLING_AREA_M2,
) -> ImportReport:
    """Add households by number, or change known ones; each joins the grid it stands in.

    A footprint counts by a point inside it, and is left out when it is too small for a
    dwelling. A row without coordinates adds a household whose house is still to be found, and
    takes nothing from one that was found; another place than the last import gave is a new
    position, and open issues move with their household. An empty cell, or a column that the
    file does not have, changes nothing. In a free scheme a village nobody knows
    is added under its own name; in `cn12` it is refused.
    """
    villages = set(session.scalars(select(Region.code)))
    known = _known(session)
    fresh: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    findings: list[Finding] = []

    def take(row: SourceRow) -> Outcome:
        if row.shape is not None and _is_shed(row.shape, min_area_m2):
            return Outcome.LEFT_OUT
        values = _values(row, known.get(row.cells.get("number", "")))
        number = values["number"]
        if number in seen:
            msg = f"number {number} stands twice; the first row was taken"
            raise RowRefused(msg)
        _check_village(session, values["village_code"], villages, scheme, day)
        seen.add(number)
        if number in known:
            finding = _finding(values, known[number], day, datum)
            findings.extend([finding] if finding else [])
            changed = _change(session, values, known[number])
            return Outcome.CHANGED if changed or finding else Outcome.UNCHANGED
        fresh[number] = values
        return Outcome.ADDED

    report = take_rows(rows, take)
    _add(session, list(fresh.values()), day, datum)
    _keep_findings(session, known, findings, day)
    return report


def _keep_findings(
    session: Session, known: dict[str, _Known], findings: Sequence[Finding], day: date
) -> None:
    """Write where known households live now; grids and open issues follow them."""
    _hold_villages(session, known, findings, day)
    found = keep_findings(session, findings)
    rejoin(session, found, day)
    enrol(session, day)
    rehouse_issues(session, found, day)


def _hold_villages(
    session: Session, known: dict[str, _Known], findings: Sequence[Finding], day: date
) -> None:
    """Let nobody redraw the grids that known households leave or join."""
    numbers = {one.id: number for number, one in known.items()} if findings else {}
    asks = [Ask(numbers[one.household_id], one.lon, one.lat, None, day) for one in findings]
    if asks:
        lock_villages(session, villages_of_places(session, asks))


def _is_shed(shape: BaseGeometry, min_area_m2: float) -> bool:
    footprint = isinstance(shape, Polygon | MultiPolygon)
    return footprint and float(area_m2(np.array([shape]))[0]) < min_area_m2


def _known(session: Session) -> dict[str, _Known]:
    query = select(
        Household.id,
        Household.number,
        Household.method,
        func.ST_X(Household.place),
        func.ST_Y(Household.place),
        Household.village_code,
        Household.villagers_group,
        Household.resident,
        HouseholdContact.head,
        HouseholdContact.phone,
    ).outerjoin(HouseholdContact, HouseholdContact.household_id == Household.id)
    imported = imported_places(session)
    known: dict[str, _Known] = {}
    for one, number, method, lon, lat, *said in session.execute(query):
        own = (lon, lat) if lon is not None and method in {None, PositionMethod.IMPORT} else None
        known[number] = _Known(one, tuple(said), imported.get(one, own))
    return known


def _finding(values: dict[str, Any], kept: _Known, day: date, datum: Datum) -> Finding | None:
    """What a row newly says of where a known household lives; none if it says nothing new."""
    point, accuracy_m = values["point"], values["accuracy_m"]
    if point is None or (point.x, point.y) == kept.place:
        return None
    method = PositionMethod.IMPORT
    return Finding(kept.id, point.x, point.y, accuracy_m, method, found_on=day, datum=datum)


def _values(row: SourceRow, kept: _Known | None) -> dict[str, Any]:
    """What a row says of a household; where it says nothing, what is known stays."""
    cells = row.cells
    resident = cells.get("resident", "")
    said = {
        "village_code": may(row, "village_code", most=_CODE),
        "group": cells.get("group") or None,
        "resident": _resident(resident) if resident or kept is None else None,
        "head": cells.get("head") or None,
        "phone": cells.get("phone") or None,
    }
    if kept is not None:
        before = dict(zip(_SAID, kept.said, strict=True))
        said = {name: before[name] if one is None else one for name, one in said.items()}
    return {
        "number": need(row, "number", most=_NUMBER),
        "point": _point(row.shape),
        "accuracy_m": _accuracy_m(cells.get("accuracy_m", "")),
        **said,
    }


def _point(shape: BaseGeometry | None) -> Point | None:
    if shape is None or shape.is_empty:
        return None
    return shape if isinstance(shape, Point) else shape.representative_point()


def _accuracy_m(word: str) -> float | None:
    try:
        metres = float(word) if word else None
    except ValueError:
        metres = -1.0
    if metres is None or 0 <= metres <= _MOST_M:
        return metres
    msg = f"accuracy_m is {word!r}; write metres, such as 8"
    raise RowRefused(msg)


def _resident(word: str) -> bool:
    if word.lower() in _NO or word.lower() in _YES:
        return word.lower() in _YES
    msg = f"resident is {word!r}; write true or false"
    raise RowRefused(msg)


def _check_village(
    session: Session, code: str | None, villages: set[str], scheme: Scheme, day: date
) -> None:
    if code is None or code in villages:
        return
    if scheme is Scheme.CN12:
        msg = f"village_code {code} is not a region; import the regions first"
        raise RowRefused(msg)
    session.execute(
        insert(Region), {"code": code, "name": code, "level": "village", "valid_from": day}
    )
    villages.add(code)


def _change(session: Session, values: dict[str, Any], kept: _Known) -> bool:
    if tuple(values[name] for name in _SAID) == kept.said:
        return False
    session.execute(update(Household).where(Household.id == kept.id).values(**_row(values)))
    contact = {"head": values["head"], "phone": values["phone"]}
    session.execute(
        update(HouseholdContact).where(HouseholdContact.household_id == kept.id).values(**contact)
    )
    return True


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "village_code": values["village_code"],
        "villagers_group": values["group"],
        "resident": values["resident"],
    }


def _place(values: dict[str, Any]) -> dict[str, Any]:
    point = values["point"]
    if point is None:
        return {"place": None, "accuracy_m": None, "method": None}
    return {
        "place": from_shape(point, WGS84),
        "accuracy_m": values["accuracy_m"],
        "method": PositionMethod.IMPORT,
    }


def _add(session: Session, fresh: list[dict[str, Any]], day: date, datum: Datum) -> None:
    if not fresh:
        return
    dates = {"valid_from": day, "source_datum": datum.value}
    rows = [{"number": one["number"], **_row(one), **_place(one), **dates} for one in fresh]
    query = insert(Household).returning(Household.id, sort_by_parameter_order=True)
    ids = session.scalars(query.execution_options(**WHOLE), rows).all()
    contacts = [
        {"household_id": household_id, "head": one["head"], "phone": one["phone"]}
        for household_id, one in zip(ids, fresh, strict=True)
    ]
    session.execute(insert(HouseholdContact).execution_options(**WHOLE), contacts)
