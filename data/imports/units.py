"""Responsible units: who handles what."""

from collections.abc import Iterable
from datetime import date
from typing import Any

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
from data.tables import Region, Unit

_CODE, _PHONE = 64, 32


def import_units(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, day: date
) -> ImportReport:
    """Add units, or change what a row says otherwise about a known one.

    Columns `code, name, region, phone`; an empty cell changes nothing.
    """
    regions = set(session.scalars(select(Region.code)))
    query = select(Unit.code, Unit.name, Unit.region_code, Unit.phone)
    known: dict[str, dict[str, Any]] = {
        row.code: dict(row._mapping)  # noqa: SLF001 - public in SQLAlchemy
        for row in session.execute(query)
    }
    seen: set[str] = set()

    def take(row: SourceRow) -> Outcome:
        values = _values(row, regions)
        if values["code"] in seen:
            msg = f"code {values['code']} stands twice; the first row was taken"
            raise RowRefused(msg)
        seen.add(values["code"])
        kept = known.get(values["code"])
        if kept is None:
            known[values["code"]] = {"region_code": None, "phone": None} | values
            session.execute(insert(Unit), {**known[values["code"]], "valid_from": day})
            return Outcome.ADDED
        if values.items() <= kept.items():
            return Outcome.UNCHANGED
        kept |= values
        session.execute(update(Unit).where(Unit.code == values["code"]).values(**values))
        return Outcome.CHANGED

    return take_rows(rows, take)


def _values(row: SourceRow, regions: set[str]) -> dict[str, Any]:
    """What a row says; what it leaves empty is left out."""
    values = {
        "code": need(row, "code", most=_CODE),
        "name": need(row, "name"),
        "region_code": may(row, "region"),
        "phone": may(row, "phone", most=_PHONE),
    }
    region = values["region_code"]
    if region is not None and region not in regions:
        msg = f"region {region} is not known; import the regions first"
        raise RowRefused(msg)
    return {name: value for name, value in values.items() if value is not None}
