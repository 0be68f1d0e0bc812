"""Households: the register, points or footprints of dwellings."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import numpy as np
from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from data.enrolment import enrol
from data.imports.source import (
    ImportReport,
    Outcome,
    RowRefused,
    SourceRow,
    may,
    need,
    take_rows,
)
from data.intake import WHOLE
from data.rows import RowProblem
from data.tables import Household, HouseholdContact, Region
from data.tables.base import WGS84
from dispatch.vocabulary import Datum, Scheme
from geo.dwellings import DWELLING_AREA_M2
from geo.plane import area_m2

_NUMBER: Final = 64
_CODE: Final = 32
_NO = frozenset({"false", "0", "no", "n", "f", "否", "不在"})
_YES = frozenset({"", "true", "1", "yes", "y", "t", "是", "在"})


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
    dwelling. In a free scheme a village nobody knows is added
    under its own name; in `cn12` it is refused.
    """
    villages = set(session.scalars(select(Region.code)))
    known = _known(session)
    fresh: dict[str, dict[str, Any]] = {}

    def take(row: SourceRow) -> Outcome:
        if row.shape is not None and _is_shed(row.shape, min_area_m2):
            return Outcome.LEFT_OUT
        values = _values(row)
        number = values["number"]
        if number in fresh:
            msg = f"number {number} stands twice; the first row was taken"
            raise RowRefused(msg)
        _check_village(session, values["village_code"], villages, scheme, day)
        if number in known:
            return _change(session, values, known[number])
        fresh[number] = values
        return Outcome.ADDED

    report = take_rows(rows, take)
    _add(session, list(fresh.values()), day, datum)
    enrol(session, day)
    return report


def _is_shed(shape: BaseGeometry, min_area_m2: float) -> bool:
    footprint = isinstance(shape, Polygon | MultiPolygon)
    return footprint and float(area_m2(np.array([shape]))[0]) < min_area_m2


def _known(session: Session) -> dict[str, tuple[Any, ...]]:
    query = select(
        Household.number,
        Household.village_code,
        Household.villagers_group,
        Household.resident,
        func.ST_X(Household.place),
        func.ST_Y(Household.place),
        HouseholdContact.head,
        HouseholdContact.phone,
        Household.id,
    ).outerjoin(HouseholdContact, HouseholdContact.household_id == Household.id)
    return {row[0]: tuple(row) for row in session.execute(query)}


def _values(row: SourceRow) -> dict[str, Any]:
    cells = row.cells
    number = need(row, "number", most=_NUMBER)
    if row.shape is None or row.shape.is_empty:
        msg = f"household {number} has no position; give lon and lat"
        raise RowRefused(msg)
    point = row.shape if isinstance(row.shape, Point) else row.shape.representative_point()
    return {
        "number": number,
        "village_code": may(row, "village_code", most=_CODE),
        "group": cells.get("group") or None,
        "resident": _resident(cells.get("resident", "")),
        "point": point,
        "head": cells.get("head") or None,
        "phone": cells.get("phone") or None,
    }


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


def _change(session: Session, values: dict[str, Any], kept: tuple[Any, ...]) -> Outcome:
    point = values["point"]
    now = (
        values["number"],
        values["village_code"],
        values["group"],
        values["resident"],
        point.x,
        point.y,
        values["head"],
        values["phone"],
    )
    if now == kept[:-1]:
        return Outcome.UNCHANGED
    session.execute(update(Household).where(Household.id == kept[-1]).values(**_row(values)))
    contact = {"head": values["head"], "phone": values["phone"]}
    session.execute(
        update(HouseholdContact).where(HouseholdContact.household_id == kept[-1]).values(**contact)
    )
    return Outcome.CHANGED


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "village_code": values["village_code"],
        "villagers_group": values["group"],
        "resident": values["resident"],
        "place": from_shape(values["point"], WGS84),
    }


def _add(session: Session, fresh: list[dict[str, Any]], day: date, datum: Datum) -> None:
    if not fresh:
        return
    dates = {"valid_from": day, "source_datum": datum.value}
    rows = [{"number": one["number"], **_row(one), **dates} for one in fresh]
    query = insert(Household).returning(Household.id, sort_by_parameter_order=True)
    ids = session.scalars(query.execution_options(**WHOLE), rows).all()
    contacts = [
        {"household_id": household_id, "head": one["head"], "phone": one["phone"]}
        for household_id, one in zip(ids, fresh, strict=True)
    ]
    session.execute(insert(HouseholdContact).execution_options(**WHOLE), contacts)
