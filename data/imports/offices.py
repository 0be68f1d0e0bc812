"""Offices and units: where residents are heard, and who handles what."""

from collections.abc import Iterable
from datetime import date

from geoalchemy2.shape import from_shape
from sqlalchemy import insert, select
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
from data.tables import Office, Region, Unit
from data.tables.base import WGS84


def import_offices(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, day: date
) -> ImportReport:
    """Add offices: `name, region, level, hours` and a point; one name in a region is one office."""
    regions = set(session.scalars(select(Region.code)))
    known = {tuple(row) for row in session.execute(select(Office.region_code, Office.name))}

    def take(row: SourceRow) -> Outcome:
        region, name = need(row, "region"), need(row, "name")
        if region not in regions:
            msg = f"region {region} of office {name} is not known; import the regions first"
            raise RowRefused(msg)
        if (region, name) in known:
            return Outcome.UNCHANGED
        known.add((region, name))
        values = {
            "region_code": region,
            "name": name,
            "kind": may(row, "level", most=32) or "office",
            "hours": row.cells.get("hours") or None,
            "place": from_shape(row.shape, WGS84) if row.shape is not None else None,
            "valid_from": day,
        }
        session.execute(insert(Office), values)
        return Outcome.ADDED

    return take_rows(rows, take)


def import_units(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, day: date
) -> ImportReport:
    """Add responsible units: `code, name`."""
    known = set(session.scalars(select(Unit.code)))

    def take(row: SourceRow) -> Outcome:
        code = need(row, "code", most=64)
        if code in known:
            return Outcome.UNCHANGED
        known.add(code)
        session.execute(insert(Unit), {"code": code, "name": need(row, "name"), "valid_from": day})
        return Outcome.ADDED

    return take_rows(rows, take)
