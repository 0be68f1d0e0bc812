"""Regions: the official tree by code, parent and name, and outlines by code."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from data.imports.levels import read_level
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
from data.tables import FormerName, Region
from data.tables.base import WGS84
from dispatch.region_codes import is_statistical, level_of, whole_code
from dispatch.vocabulary import Datum, RegionLevel, Scheme
from geo.coordinates import check_lonlat
from geo.datum import convert_points
from geo.errors import InvalidCoordinate

_CODE: Final = 32
_BY_IMPORT: Final = "import of regions"


def import_regions(
    session: Session,
    rows: Iterable[SourceRow | RowProblem],
    *,
    scheme: Scheme,
    day: date,
    datum: Datum,
) -> ImportReport:
    """Add regions, or fill in what is new about known ones.

    A row with a known code may carry an outline only: the county polygons of a map join the
    tree by their code. `datum` is recorded as the source's; shapes come in WGS 84. A name that
    changes on the day stays as a former name: people go on using it.
    """
    known = {row.code: row._asdict() for row in session.execute(_known())}
    fresh: dict[str, tuple[int, dict[str, Any]]] = {}
    seen: set[str] = set()

    def take(row: SourceRow) -> Outcome:
        values = _values(row, scheme)
        code = values["code"]
        if code in seen:
            msg = f"code {code} stands twice; the first row was taken"
            raise RowRefused(msg)
        if code in known:
            seen.add(code)
            return _fill_in(session, values, known[code], day)
        fresh[code] = row.line, _complete(values, scheme)
        seen.add(code)
        return Outcome.ADDED

    report = take_rows(rows, take)
    for values in _with_parents(fresh, set(known), report):
        dates = {"valid_from": day, "source_datum": datum.value}
        session.execute(insert(Region), {**values, **dates})
    return report


def _known() -> Any:
    return select(
        Region.code, Region.parent_code, Region.name, Region.level, Region.outline, Region.centre
    )


def _values(row: SourceRow, scheme: Scheme) -> dict[str, Any]:
    code = may(row, "code", most=_CODE) or need(row, "adcode", most=_CODE)
    outline, centre = _shapes(row.shape)
    values = {
        "code": _full(code, scheme),
        "parent_code": _parent(row.cells.get("parent", ""), scheme),
        "name": row.cells.get("name") or None,
        "level": read_level(row.cells.get("level", "")),
        "outline": outline,
        "centre": centre or _shifted_centre(row.cells),
    }
    if scheme is Scheme.CN12:
        values["level"] = level_of(values["code"])
    return {name: value for name, value in values.items() if value is not None}


def _full(code: str, scheme: Scheme) -> str:
    if scheme is Scheme.FREE:
        return code
    whole = whole_code(code)
    if not is_statistical(whole):
        msg = f"code {code!r} is not a division code of 2, 4, 6, 9 or 12 digits"
        raise RowRefused(msg)
    return whole


def _parent(code: str, scheme: Scheme) -> str | None:
    """Parent as it is kept: a short code is filled up, "0" above a province stays as it is."""
    return (whole_code(code) if scheme is Scheme.CN12 else code) or None


def _shapes(shape: BaseGeometry | None) -> tuple[Any, Any]:
    if isinstance(shape, Polygon):
        shape = MultiPolygon([shape])
    if isinstance(shape, MultiPolygon):
        return from_shape(shape, WGS84), from_shape(shape.representative_point(), WGS84)
    return None, from_shape(shape, WGS84) if isinstance(shape, Point) else None


def _shifted_centre(cells: Mapping[str, str]) -> Any:
    """Centre given in columns named by their datum, such as `lon_gcj02`."""
    for datum in Datum:
        lon, lat = cells.get(f"lon_{datum}", ""), cells.get(f"lat_{datum}", "")
        if lon and lat:
            x, y = _degrees(lon, lat)
            moved = convert_points([x], [y], datum.value, Datum.WGS84.value)
            return from_shape(Point(float(moved[0][0]), float(moved[1][0])), WGS84)
    return None


def _degrees(lon: str, lat: str) -> tuple[float, float]:
    try:
        x, y = float(lon), float(lat)
        check_lonlat(x, y)
    except (ValueError, InvalidCoordinate) as error:
        msg = f"centre lon={lon!r}, lat={lat!r} is no place; correct it or leave both empty"
        raise RowRefused(msg) from error
    return x, y


def _complete(values: dict[str, Any], scheme: Scheme) -> dict[str, Any]:
    if "name" not in values:
        msg = f"region {values['code']} is new and has no name; fill it in"
        raise RowRefused(msg)
    if "level" not in values:
        values["level"] = RegionLevel.VILLAGE if "parent_code" in values else RegionLevel.COUNTY
    if scheme is Scheme.CN12 and values["level"] is RegionLevel.PROVINCE:
        values["parent_code"] = None  # the country itself is not kept
    return {"parent_code": None, "outline": None, "centre": None, **values}


def _fill_in(
    session: Session, values: dict[str, Any], kept: Mapping[str, Any], day: date
) -> Outcome:
    changed = {
        name: value
        for name, value in values.items()
        if not _same(value, kept[name])
        and not (name == "parent_code" and kept["level"] is RegionLevel.PROVINCE)
        and not (name == "centre" and "outline" not in values and kept["centre"] is not None)
    }
    if "outline" not in changed and "outline" in values:
        changed.pop("centre", None)
    if not changed:
        return Outcome.UNCHANGED
    if "name" in changed:
        _keep_name(session, kept, day)
    session.execute(update(Region).where(Region.code == values["code"]).values(**changed))
    return Outcome.CHANGED


def _keep_name(session: Session, kept: Mapping[str, Any], day: date) -> None:
    """Keep the name a region has borne, unless it was borne before as well."""
    own = {"region_code": kept["code"], "name": kept["name"], "level": kept["level"]}
    borne = select(FormerName.id).filter_by(**own)
    if session.scalar(borne.limit(1)) is None:
        session.execute(insert(FormerName).values(**own, until=day, source=_BY_IMPORT))


def _same(value: Any, kept: Any) -> bool:
    if isinstance(value, WKBElement):
        return kept is not None and bool(to_shape(value).equals_exact(to_shape(kept), 0))
    return bool(value == kept)


def _with_parents(
    fresh: dict[str, tuple[int, dict[str, Any]]], known: set[str], report: ImportReport
) -> list[dict[str, Any]]:
    """New regions, parents first; those whose parent nobody knows are refused."""
    ordered: list[dict[str, Any]] = []
    waiting = dict(fresh)
    while True:
        ready = [c for c, (_, v) in waiting.items() if v["parent_code"] in {*known, None}]
        if not ready:
            break
        known |= set(ready)
        ordered += [waiting.pop(code)[1] for code in ready]
    for line, values in waiting.values():
        report.added -= 1
        report.refuse(line, f"parent {values['parent_code']} is not a region; add it first")
    return ordered
