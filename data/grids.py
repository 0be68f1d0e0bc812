"""Reading grids: their boundaries of a day, who holds them, how much they carry."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import geopandas as gpd
from shapely import wkb
from sqlalchemy import ColumnElement, Select, and_, false, func, select, true
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.errors import NotFound
from data.tables import Agent, Grid, GridVersion, Post, Region
from data.tables.base import WGS84
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Duty, GridKind, Role

BESIDE_M: Final = 500.0
"""Some five grids: what lies farther is no neighbour of the place."""


@dataclass(frozen=True, slots=True)
class GridRecord:
    """One grid on a day; `shape` as WKB in WGS 84 degrees.

    Attributes
    ----------
    valid_from, valid_to, recorded_at
        Of this boundary: first day it holds, first it no longer does, when it was written.
    """

    code: str
    region_code: str | None
    region_name: str | None
    serial: int | None
    households: int | None
    compactness: float | None
    exception: str | None
    agent_id: int | None
    agent_name: str | None
    agent_phone: str | None
    shape: bytes
    kind: GridKind
    name: str | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `grid` an actor may see: his own, or all under his region."""
    if not actor.may(Verb.READ_GRIDS):
        return false()
    if actor.role is Role.AGENT:
        return Grid.code.in_(sorted(actor.grids))
    if not actor.region_prefix:
        return true()
    first, bound = code_range(actor.region_prefix)
    return and_(Grid.region_code >= first, Grid.region_code < bound)


def list_grids(
    session: Session,
    actor: Actor,
    day: date,
    *,
    region: str | None = None,
    after: str = "",
    limit: int | None = None,
) -> list[GridRecord]:
    """Grids of a day an actor may see, by code; `region` is a code prefix."""
    query = _records(day).where(visible_to(actor), Grid.code > after)
    if region:
        first, bound = code_range(region)
        query = query.where(Grid.region_code >= first, Grid.region_code < bound)
    rows = session.execute(query.order_by(Grid.code).limit(limit))
    return [_record(row) for row in rows]


def find_grid(session: Session, actor: Actor, code: str, day: date) -> GridRecord:
    """One grid of a day by its code.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    row = session.execute(_records(day).where(Grid.code == code, visible_to(actor))).first()
    if row is None:
        msg = f"no grid {code}"
        raise NotFound(msg)
    return _record(row)


def count_grids(session: Session, actor: Actor, day: date, *, region: str | None = None) -> int:
    """How many grids of a day an actor may see."""
    query = select(func.count()).select_from(_records(day).where(visible_to(actor)).subquery())
    if region:
        first, bound = code_range(region)
        rows = _records(day).where(
            visible_to(actor), Grid.region_code >= first, Grid.region_code < bound
        )
        query = select(func.count()).select_from(rows.subquery())
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Beside:
    """The grid next to a place, with the metres to it."""

    code: str
    region_name: str | None
    metres: float


def grid_beside(
    session: Session, actor: Actor, code: str, place: tuple[float, float], day: date
) -> Beside | None:
    """Nearest other grid an actor may see within `BESIDE_M` of a place; none without one.

    Parameters
    ----------
    code
        Of the grid the place lies in.
    place
        Lon and lat in WGS 84 degrees.
    """
    # As the index writes it; a cast of SQLAlchemy's names a type modifier that no index has.
    shape = func.geography(GridVersion.shape)
    spot = func.geography(func.ST_SetSRID(func.ST_MakePoint(*place), WGS84))
    metres = func.ST_Distance(shape, spot).label("metres")
    query = (
        select(Grid.code, Region.name, metres)
        .join(GridVersion, and_(GridVersion.grid_code == Grid.code, holds_on(GridVersion, day)))
        .outerjoin(Region, Region.code == Grid.region_code)
        .where(Grid.code != code, visible_to(actor), func.ST_DWithin(shape, spot, BESIDE_M))
        .order_by(metres, Grid.code)
        .limit(1)
    )
    row = session.execute(query).first()
    return None if row is None else Beside(*row)


def villages_of_grids(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Name of the village of each of these grids, by code of the grid."""
    query = select(Grid.code, Region.name).join(Region, Region.code == Grid.region_code)
    return dict(session.execute(query.where(Grid.code.in_(codes))).all())


def grids_frame(records: list[GridRecord]) -> gpd.GeoDataFrame:
    """Frame of grids for drawing.

    Returns
    -------
    frame
        One row a grid: `code`, `region_code`, `region_name`, `households`, `agent_name`,
        geometry in EPSG:4326. With no grids the columns are there all the same.
    """
    columns = ["code", "region_code", "region_name", "households", "agent_name"]
    rows: dict[str, list[Any]] = {name: [getattr(one, name) for one in records] for name in columns}
    shapes = [wkb.loads(one.shape) for one in records]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")


def _records(day: date) -> Select[*tuple[Any, ...]]:
    holder = (
        select(Post.agent_id)
        .where(Post.grid_code == Grid.code, Post.duty == Duty.HOLDER, holds_on(Post, day))
        .order_by(Post.valid_from.desc(), Post.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Grid.code,
            Grid.region_code,
            Region.name.label("region_name"),
            Grid.serial,
            GridVersion.households,
            GridVersion.compactness,
            GridVersion.exception,
            Agent.id.label("agent_id"),
            Agent.name.label("agent_name"),
            Agent.phone.label("agent_phone"),
            func.ST_AsBinary(GridVersion.shape).label("shape"),
            Grid.kind,
            Grid.name,
            GridVersion.valid_from,
            GridVersion.valid_to,
            GridVersion.recorded_at,
        )
        .join(GridVersion, and_(GridVersion.grid_code == Grid.code, holds_on(GridVersion, day)))
        .outerjoin(Region, Region.code == Grid.region_code)
        .outerjoin(Agent, Agent.id == holder)
    )


def _record(row: Any) -> GridRecord:
    return GridRecord(**{**row._mapping, "shape": bytes(row.shape)})  # noqa: SLF001 - public in SQLAlchemy
