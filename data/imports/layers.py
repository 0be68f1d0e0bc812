"""The county's own map: buildings, roads, waters, landmarks, and the leases of mines."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any, Final

from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely import MultiPolygon, Polygon, is_valid_reason, wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.imports.source import (
    ImportReport,
    Outcome,
    RowRefused,
    SourceRow,
    may,
    need,
    take_rows,
)
from data.layers import BUILDINGS, LANDMARKS
from data.row_sets import WHOLE
from data.rows import RowProblem
from data.tables import LayerFeature, Mine
from data.tables.base import WGS84

_CODE: Final = 64
_POLYGONS: Final = (Polygon, MultiPolygon)


def import_layers(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, layer: str, day: date
) -> ImportReport:
    """Add features to a layer; one that is there already is left alone or changed.

    A feature is known by its `code`, or where it has none by its shape, a landmark by name and
    shape. One with a code that gets another shape ends on the day, and a new one begins.
    """
    known = _known(session, layer, day)
    seen: set[str] = set()
    fresh: list[dict[str, Any]] = []

    def take(row: SourceRow) -> Outcome:
        shape = _shape(row.shape, polygon=layer == BUILDINGS)
        key = _key(row.cells.get("code", ""), shape, _own_name(layer, may(row, "name")))
        if key in seen:
            msg = "this feature stands twice; the first row was taken"
            raise RowRefused(msg)
        seen.add(key)
        said = _said(row, shape)
        if key in known:
            return _change(session, known[key], said, shape, day)
        fresh.append({"layer": layer, "valid_from": day, "shape": _stored(shape), **said})
        return Outcome.ADDED

    report = take_rows(rows, take)
    if fresh:
        session.execute(insert(LayerFeature).execution_options(**WHOLE), fresh)
    return report


def import_mines(
    session: Session, rows: Iterable[SourceRow | RowProblem], *, day: date
) -> ImportReport:
    """Add mines by code with the polygon of their lease, or change known ones."""
    known = {mine.code: mine for mine in session.scalars(select(Mine))}
    seen: set[str] = set()

    def take(row: SourceRow) -> Outcome:
        code, name = need(row, "code", most=_CODE), need(row, "name")
        lease = _shape(row.shape, polygon=True) if row.shape is not None else None
        if code in seen:
            msg = f"code {code} stands twice; the first row was taken"
            raise RowRefused(msg)
        seen.add(code)
        if code not in known:
            known[code] = Mine(code=code, name=name, lease=_multi(lease), valid_from=day)
            session.add(known[code])
            return Outcome.ADDED
        return _change_mine(known[code], name, lease)

    report = take_rows(rows, take)
    session.flush()
    return report


def _change_mine(mine: Mine, name: str, lease: BaseGeometry | None) -> Outcome:
    """Give a mine what a row says; a row without a shape takes no lease away."""
    fresh = _multi(lease)
    old = to_shape(mine.lease) if mine.lease is not None else None
    moved = fresh is not None and to_shape(fresh) != old
    if mine.name == name and not moved:
        return Outcome.UNCHANGED
    mine.name = name
    if moved:
        mine.lease = fresh
    return Outcome.CHANGED


def _multi(shape: BaseGeometry | None) -> WKBElement | None:
    if shape is None:
        return None
    parts = [shape] if isinstance(shape, Polygon) else list(getattr(shape, "geoms", []))
    return from_shape(MultiPolygon(parts), WGS84)


def _shape(shape: BaseGeometry | None, *, polygon: bool) -> BaseGeometry:
    if shape is None or shape.is_empty:
        msg = "has no shape; a map is made of shapes"
        raise RowRefused(msg)
    if polygon and not isinstance(shape, _POLYGONS):
        msg = f"a {shape.geom_type} is no polygon; give the outline"
        raise RowRefused(msg)
    if not shape.is_valid:
        msg = f"is not a valid shape ({is_valid_reason(shape)}); repair the outline"
        raise RowRefused(msg)
    return shape


def _key(code: str, shape: BaseGeometry, name: str) -> str:
    return code or f"#{sha256(wkb.dumps(shape)).hexdigest()}{name}"


def _own_name(layer: str, name: str | None) -> str:
    """What tells features of one shape apart: a bridge and the mine beside it share a point."""
    return name or "" if layer == LANDMARKS else ""


def _said(row: SourceRow, shape: BaseGeometry) -> dict[str, Any]:
    own = {name: cell for name, cell in row.cells.items() if name != "name" and cell}
    if shape.geom_type == "Point":
        own = {name: cell for name, cell in own.items() if name not in {"lon", "lat"}}
    return {"name": may(row, "name"), "attributes": own}


def _known(session: Session, layer: str, day: date) -> dict[str, tuple[int, dict[str, Any], bytes]]:
    query = select(
        LayerFeature.id,
        LayerFeature.name,
        LayerFeature.attributes,
        func.ST_AsBinary(LayerFeature.shape),
    ).where(LayerFeature.layer == layer, holds_on(LayerFeature, day))
    known: dict[str, tuple[int, dict[str, Any], bytes]] = {}
    for one, name, attributes, shape in session.execute(query):
        told = _own_name(layer, name)
        key = _key(str(attributes.get("code", "")), wkb.loads(bytes(shape)), told)
        known[key] = (one, {"name": name, "attributes": attributes}, bytes(shape))
    return known


def _change(
    session: Session,
    kept: tuple[int, dict[str, Any], bytes],
    said: dict[str, Any],
    shape: BaseGeometry,
    day: date,
) -> Outcome:
    one, before, old = kept
    moved = wkb.loads(old) != shape
    if not moved and before == said:
        return Outcome.UNCHANGED
    this = update(LayerFeature).where(LayerFeature.id == one)
    if not moved:
        session.execute(this.values(**said))
        return Outcome.CHANGED
    layer = select(LayerFeature.layer).where(LayerFeature.id == one).scalar_subquery()
    fresh = {"layer": layer, "valid_from": day, "shape": _stored(shape), **said}
    session.execute(this.values(valid_to=day))
    session.execute(insert(LayerFeature).values(**fresh))
    return Outcome.CHANGED


def _stored(shape: BaseGeometry) -> Any:
    return from_shape(shape, WGS84)
