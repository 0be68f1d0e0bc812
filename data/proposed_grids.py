"""What a proposal proposes: its grids and who would belong to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import geopandas as gpd
import numpy as np
from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, get_parts, wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from data.tables import (
    Agent,
    Household,
    HouseholdContact,
    Membership,
    Post,
    ProposedGrid,
    ProposedMember,
)
from data.tables.base import WGS84
from data.ways import ways_m
from dispatch.masking import mask_name
from dispatch.precision import house_precision, knows_households
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Duty, Precision, Purpose


@dataclass(frozen=True, slots=True)
class ProposedGridRecord:
    """One grid of a proposal; `shape` as WKB in WGS 84 degrees, see `data.tables.ProposedGrid`.

    Attributes
    ----------
    agent_name
        Who holds the grid whose code it keeps.
    """

    serial: int
    code: str | None
    households: int
    registered: int
    compactness: float
    distance_m: float
    farthest_m: float
    exception: str | None
    merged: str | None
    agent_name: str | None
    shape: bytes


_COLUMNS: Final = tuple(ProposedGridRecord.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """One household in a proposed grid as a reader may see it.

    Attributes
    ----------
    id
        Of the household, for the record of who was shown it.
    head
        In full for who serves the village, else masked.
    grid
        Code of the grid it belongs to today.
    distance_m, lon, lat
        Straight-line metres to the middle of its proposed grid, WGS 84 degrees; none for a
        reader who is not shown where houses stand.
    """

    id: int
    number: str
    head: str | None
    group: str | None
    resident: bool
    serial: int
    grid: str | None
    distance_m: float | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class NewGrid:
    """One grid to be kept in a proposal; `shape` in WGS 84 degrees, EPSG:4326."""

    serial: int
    code: str | None
    shape: BaseGeometry
    households: int
    registered: int
    compactness: float
    distance_m: float
    farthest_m: float
    exception: str | None
    merged: str | None


def proposal_grids(session: Session, proposal_id: UUID, day: date) -> list[ProposedGridRecord]:
    """Grids of a proposal that the reader has found, by serial; `day` says who holds them."""
    held = and_(Post.valid_from <= day, or_(Post.valid_to.is_(None), Post.valid_to > day))
    holder = (
        select(Agent.name)
        .join(Post, Post.agent_id == Agent.id)
        .where(Post.grid_code == ProposedGrid.code, Post.duty == Duty.HOLDER, held)
        .order_by(Post.valid_from.desc(), Post.id)
        .limit(1)
        .scalar_subquery()
    )
    own = [getattr(ProposedGrid, name) for name in _COLUMNS[:-2]]
    query = (
        select(*own, holder, func.ST_AsBinary(ProposedGrid.shape))
        .where(ProposedGrid.proposal_id == proposal_id)
        .order_by(ProposedGrid.serial)
    )
    rows = session.execute(query)
    return [ProposedGridRecord(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def proposal_frame(records: Sequence[ProposedGridRecord]) -> gpd.GeoDataFrame:
    """Frame of proposed grids for drawing.

    Returns
    -------
    frame
        One row a grid: every field of `ProposedGridRecord` but `shape`, geometry in EPSG:4326.
        With no grids the columns are there all the same.
    """
    names = [name for name in ProposedGridRecord.__dataclass_fields__ if name != "shape"]
    rows: dict[str, list[Any]] = {name: [getattr(one, name) for one in records] for name in names}
    shapes = [wkb.loads(bytes(one.shape)) for one in records]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")


def proposal_members(
    session: Session,
    actor: Actor,
    proposal_id: UUID,
    day: date,
    purpose: Purpose = Purpose.READ,
) -> list[MemberRecord]:
    """Households of a proposal that the actor has found, by serial and number.

    None for a role that reads no households. Whoever is shown where houses stand is to be
    recorded with the ids (`api.services.reading_log.log_households`).
    """
    if not actor.may(Verb.READ_HOUSEHOLDS):
        return []
    now = and_(
        Membership.household_id == Household.id,
        Membership.valid_from <= day,
        or_(Membership.valid_to.is_(None), Membership.valid_to > day),
    )
    query = (
        select(
            Household.id,
            Household.number,
            HouseholdContact.head,
            Household.villagers_group.label("group"),
            Household.resident,
            ProposedMember.serial,
            Membership.grid_code.label("grid"),
            func.ST_X(Household.place).label("lon"),
            func.ST_Y(Household.place).label("lat"),
        )
        .join(ProposedMember, ProposedMember.household_id == Household.id)
        .outerjoin(HouseholdContact, HouseholdContact.household_id == Household.id)
        .outerjoin(Membership, now)
        .where(ProposedMember.proposal_id == proposal_id)
        .order_by(ProposedMember.serial, Household.number)
    )
    rows = [dict(row._mapping) for row in session.execute(query)]  # noqa: SLF001 - public in SQLAlchemy
    return _graded(rows, actor, purpose)


def members_frame(members: Sequence[MemberRecord]) -> gpd.GeoDataFrame:
    """Frame of the households whose place is shown, for drawing.

    Returns
    -------
    frame
        One row a household: `number`, `head`, `serial`, `distance_m`, `resident`, geometry in
        EPSG:4326. With none the columns are there all the same.
    """
    shown = [one for one in members if one.lon is not None]
    names = ("number", "head", "serial", "distance_m", "resident")
    rows: dict[str, list[Any]] = {name: [getattr(one, name) for one in shown] for name in names}
    points = gpd.points_from_xy([one.lon for one in shown], [one.lat for one in shown])
    return gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326")


def serials_of(session: Session, proposal_id: UUID) -> dict[int, int]:
    """Serial of the proposed grid of each household, by the household's id."""
    query = select(ProposedMember.household_id, ProposedMember.serial)
    return dict(session.execute(query.where(ProposedMember.proposal_id == proposal_id)).all())


def keep_cut(
    session: Session, proposal_id: UUID, grids: Sequence[NewGrid], serials: Mapping[int, int]
) -> None:
    """Write what a proposal proposes, in place of what it proposed before.

    Parameters
    ----------
    serials
        Serial of the proposed grid of each household, by the household's id.
    """
    for table in (ProposedMember, ProposedGrid):
        session.execute(delete(table).where(table.proposal_id == proposal_id))
    of_proposal = {"proposal_id": proposal_id}
    rows = [
        {**_columns(grid), **of_proposal, "shape": from_shape(_multi(grid.shape), WGS84)}
        for grid in grids
    ]
    if rows:
        session.execute(insert(ProposedGrid).execution_options(render_nulls=True), rows)
        members = [
            {**of_proposal, "household_id": one, "serial": serial}
            for one, serial in serials.items()
        ]
        session.execute(insert(ProposedMember), members)


def _columns(grid: NewGrid) -> dict[str, Any]:
    return {name: getattr(grid, name) for name in NewGrid.__dataclass_fields__}


def _multi(shape: BaseGeometry) -> MultiPolygon:
    """Grid without ground, as some of one place have, is an empty multipolygon."""
    parts = [part for part in get_parts(shape) if part.geom_type == "Polygon"]
    return MultiPolygon(parts)


def _graded(rows: Sequence[dict[str, Any]], actor: Actor, purpose: Purpose) -> list[MemberRecord]:
    """Members as an actor may see them: names masked, places and ways left out by task."""
    lonlat = np.array([(row["lon"], row["lat"]) for row in rows], dtype=float).reshape(-1, 2)
    serial = np.array([row["serial"] for row in rows], dtype=np.int64)
    ways = ways_m(lonlat, serial, np.array([row["resident"] for row in rows], dtype=bool))
    named = knows_households(actor)
    shown = house_precision(actor, purpose) is Precision.EXACT
    hidden = {} if shown else {"lon": None, "lat": None, "distance_m": None}
    return [
        MemberRecord(
            **{
                **row,
                "head": row["head"] if named or not row["head"] else mask_name(row["head"]),
                "distance_m": round(float(way), 1),
                **hidden,
            }
        )
        for row, way in zip(rows, ways, strict=True)
    ]
