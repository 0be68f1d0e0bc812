"""Grids: codes with their boundaries."""

from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Any, Final

from geoalchemy2.shape import from_shape, to_shape
from shapely import MultiPolygon, Polygon, is_valid_reason
from shapely.geometry.base import BaseGeometry
from sqlalchemy import insert, select, update
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
from data.rows import RowProblem
from data.tables import Grid, GridVersion, Region
from data.tables.base import WGS84
from dispatch.region_codes import CODE_DIGITS
from dispatch.vocabulary import Scheme

_GRID_DIGITS: Final = 15
_CODE: Final = 32
_WORD: Final = 64


def import_grids(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, scheme: Scheme, day: date
) -> ImportReport:
    """Add grids by code, or give known ones a new boundary from a day on.

    Households without a grid join the one they stand in.
    """
    regions = set(session.scalars(select(Region.code)))
    known = {row.grid_code: row for row in session.execute(_current())}
    seen: set[str] = set()

    def take(row: SourceRow) -> Outcome:
        code = need(row, "code", most=_CODE)
        if code in seen:
            msg = f"code {code} stands twice; the first row was taken"
            raise RowRefused(msg)
        shape = _polygon(row.shape, code)
        region = _region(row, code, regions, scheme)
        version = _version(row, code, shape)
        seen.add(code)
        if code in known:
            return _redraw(session, known[code], version, day)
        serial = int(code[CODE_DIGITS:]) if scheme is Scheme.CN12 else None
        session.execute(
            insert(Grid),
            {"code": code, "region_code": region, "serial": serial, "valid_from": day},
        )
        session.execute(insert(GridVersion), {**version, "valid_from": day})
        return Outcome.ADDED

    report = take_rows(rows, take)
    enrol(session, day)
    return report


def _current() -> Any:
    return select(
        GridVersion.grid_code, GridVersion.id, GridVersion.shape, GridVersion.valid_from
    ).where(GridVersion.valid_to.is_(None))


def _polygon(shape: BaseGeometry | None, code: str) -> MultiPolygon:
    if isinstance(shape, Polygon):
        shape = MultiPolygon([shape])
    if not isinstance(shape, MultiPolygon) or shape.is_empty:
        msg = f"grid {code} has no polygon; a grid is a closed area"
        raise RowRefused(msg)
    if not shape.is_valid:
        msg = f"grid {code} is not a valid polygon ({is_valid_reason(shape)}); repair the outline"
        raise RowRefused(msg)
    return shape


def _region(row: SourceRow, code: str, regions: set[str], scheme: Scheme) -> str | None:
    region = row.cells.get("village_code") or None
    if scheme is Scheme.CN12:
        region = region or code[:CODE_DIGITS]
        if not _is_grid_code(code) or not code.startswith(region):
            msg = f"code {code} is not the 12-digit village code followed by a 3-digit serial"
            raise RowRefused(msg)
    if region is not None and region not in regions:
        msg = f"village {region} of grid {code} is not a region; import the regions first"
        raise RowRefused(msg)
    return region


def _is_grid_code(code: str) -> bool:
    return len(code) == _GRID_DIGITS and code.isascii() and code.isdigit()


def _version(row: SourceRow, code: str, shape: MultiPolygon) -> dict[str, Any]:
    households, compactness = row.cells.get("households", ""), row.cells.get("compactness", "")
    try:
        return {
            "grid_code": code,
            "shape": from_shape(shape, WGS84),
            "households": int(float(households)) if households else None,
            "compactness": _finite(compactness) if compactness else None,
            "exception": may(row, "exception", most=_WORD),
        }
    except (ValueError, OverflowError) as error:
        msg = f"grid {code}: households and compactness are numbers"
        raise RowRefused(msg) from error


def _finite(word: str) -> float:
    number = float(word)
    if not isfinite(number):
        raise ValueError(word)
    return number


def _redraw(session: Session, kept: Any, version: dict[str, Any], day: date) -> Outcome:
    if to_shape(kept.shape).equals_exact(to_shape(version["shape"]), 0):
        return Outcome.UNCHANGED
    if kept.valid_from >= day:
        session.execute(update(GridVersion).where(GridVersion.id == kept.id).values(**version))
        return Outcome.CHANGED
    session.execute(update(GridVersion).where(GridVersion.id == kept.id).values(valid_to=day))
    session.execute(insert(GridVersion), {**version, "valid_from": day})
    return Outcome.CHANGED
