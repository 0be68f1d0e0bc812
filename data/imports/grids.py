"""Grids: codes with their boundaries."""

from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Any, Final

from shapely import MultiPolygon, Polygon, is_valid_reason
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.enrolment import enrol
from data.imports.given_grids import GivenGrid, keep_given
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
from data.tables import Region
from dispatch.region_codes import CODE_DIGITS
from dispatch.vocabulary import Scheme

_GRID_DIGITS: Final = 15
_CODE: Final = 32
_WORD: Final = 64


def import_grids(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, scheme: Scheme, day: date
) -> ImportReport:
    """Add grids by code, or give known ones a new boundary from a day on.

    Polygons that cover ground of another, given or live, by more than a square metre are
    refused; edges that differ by some steps of the lattice are made one. Households without a
    grid join the one they stand in.
    """
    regions = set(session.scalars(select(Region.code)))
    given: dict[str, GivenGrid] = {}

    def take(row: SourceRow) -> Outcome:
        code = need(row, "code", most=_CODE)
        if code in given:
            msg = f"code {code} stands twice; the first row was taken"
            raise RowRefused(msg)
        shape = _polygon(row.shape, code)
        region = _region(row, code, regions, scheme)
        serial = int(code[CODE_DIGITS:]) if scheme is Scheme.CN12 else None
        given[code] = GivenGrid(row.line, code, region, serial, shape, **_figures(row, code))
        return Outcome.ADDED

    report = take_rows(rows, take)
    report.added = 0
    keep_given(session, given, report, day)
    enrol(session, day)
    return report


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


def _figures(row: SourceRow, code: str) -> dict[str, Any]:
    households, compactness = row.cells.get("households", ""), row.cells.get("compactness", "")
    try:
        return {
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
