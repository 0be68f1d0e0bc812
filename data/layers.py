"""The county's own base map: what is drawn under the issues."""

from datetime import date
from typing import Any, Final

import geopandas as gpd
from geoalchemy2.shape import from_shape
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select, and_, func, insert, or_, select, true
from sqlalchemy.orm import Session

from data.tables import LayerFeature, Mine, Region, WorkingFace
from data.tables.base import WGS84
from dispatch.region_codes import code_range, prefix_of
from dispatch.vocabulary import RegionLevel

ROADS: Final = "road"
RIVERS: Final = "river"
LANDMARKS: Final = "landmark"
BUILDINGS: Final = "building"
LAYERS: Final = (ROADS, RIVERS, LANDMARKS, BUILDINGS)

_OUTLINED: Final = (RegionLevel.COUNTY, RegionLevel.TOWNSHIP, RegionLevel.VILLAGE)


def add_features(session: Session, layer: str, frame: gpd.GeoDataFrame, day: date) -> None:
    """Add the rows of a frame (EPSG:4326) to a layer; `name` is the name, the rest attributes."""
    others = [c for c in frame.columns if c not in {"name", frame.geometry.name}]
    rows = [
        {
            "layer": layer,
            "name": name,
            "shape": from_shape(shape, WGS84),
            "attributes": {column: str(value) for column, value in zip(others, rest, strict=True)},
            "valid_from": day,
        }
        for name, shape, rest in zip(
            frame["name"], frame.geometry, frame[others].itertuples(index=False), strict=True
        )
    ]
    if rows:
        session.execute(insert(LayerFeature), rows)


def add_mine(session: Session, code: str, name: str, lease: BaseGeometry, day: date) -> int:
    """Add a mine; answers its id."""
    values = {"code": code, "name": name, "lease": _multi(lease), "valid_from": day}
    return session.scalars(insert(Mine).returning(Mine.id), values).one()


def add_face(
    session: Session,
    mine_id: int,
    name: str,
    outline: BaseGeometry,
    since: date,
    until: date | None,
) -> None:
    """Add a working face with its mining dates."""
    values = {"mine_id": mine_id, "name": name, "outline": _multi(outline)}
    session.execute(insert(WorkingFace), {**values, "valid_from": since, "valid_to": until})


def regions_frame(session: Session, under: str | None = None) -> gpd.GeoDataFrame:
    """Outlines of counties, townships and villages: `code, name, level`, EPSG:4326."""
    first, bound = code_range(prefix_of(under) if under else "")
    query = select(Region.code, Region.name, Region.level, Region.outline.label("shape")).where(
        Region.outline.is_not(None),
        Region.level.in_(_OUTLINED),
        and_(Region.code >= first, Region.code < bound) if under else true(),
    )
    return _frame(session, query, ["code", "name", "level"])


def layer_frame(session: Session, layer: str, day: date) -> gpd.GeoDataFrame:
    """Features of one layer on a day: `name`, EPSG:4326."""
    query = select(LayerFeature.name, LayerFeature.shape.label("shape")).where(
        LayerFeature.layer == layer, _on(day, LayerFeature)
    )
    return _frame(session, query, ["name"])


def mines_frame(session: Session, day: date) -> gpd.GeoDataFrame:
    """Lease areas on a day: `name`, EPSG:4326."""
    query = select(Mine.name, Mine.lease.label("shape")).where(
        Mine.lease.is_not(None), _on(day, Mine)
    )
    return _frame(session, query, ["name"])


def faces_frame(session: Session, day: date) -> gpd.GeoDataFrame:
    """Working faces that have been started: `name`, EPSG:4326."""
    query = select(WorkingFace.name, WorkingFace.outline.label("shape")).where(
        WorkingFace.valid_from <= day
    )
    return _frame(session, query, ["name"])


def _frame(
    session: Session, query: Select[*tuple[Any, ...]], columns: list[str]
) -> gpd.GeoDataFrame:
    query = query.with_only_columns(
        *[column for column in query.selected_columns if column.key != "shape"],
        func.ST_AsBinary(query.selected_columns["shape"]).label("shape"),
    )
    rows = session.execute(query).all()
    values = {name: [getattr(row, name) for row in rows] for name in columns}
    shapes = gpd.GeoSeries.from_wkb([bytes(row.shape) for row in rows], crs="EPSG:4326")
    return gpd.GeoDataFrame(values, geometry=shapes, crs="EPSG:4326")


def _on(day: date, table: Any) -> Any:
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to > day))


def _multi(shape: BaseGeometry) -> Any:
    return from_shape(shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape]), WGS84)
