"""What the registers know of one village: households, outline, the grids it has."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import geopandas as gpd
from shapely import wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.errors import NotFound
from data.pins import PinRecord
from data.tables import Grid, GridVersion, Household, Membership, Region
from dispatch.region_codes import code_range, prefix_of
from dispatch.vocabulary import PinKind, RegionLevel

_LABELS: Final[dict[PinKind, str]] = {
    PinKind.TOGETHER: "keep_with",
    PinKind.APART: "keep_apart",
}
"""Columns of `geo.partition.build_grids` in which a pin of a kind stands."""


@dataclass(frozen=True, slots=True)
class Village:
    """One village with its households that were found: those that count, and all."""

    code: str
    name: str
    households: int
    registered: int


def villages_under(session: Session, region: str, day: date) -> list[Village]:
    """Villages with households that were found in a region, or the region itself, by code.

    Raises
    ------
    NotFound
        If there is no such region.
    """
    level = session.scalar(select(Region.level).where(Region.code == region))
    if level is None:
        msg = f"no region {region}"
        raise NotFound(msg)
    first, bound = code_range(prefix_of(region))
    under = and_(Region.code >= first, Region.code < bound)
    resident = func.count().filter(Household.resident)
    query = (
        select(Region.code, Region.name, resident, func.count())
        .join(Household, Household.village_code == Region.code)
        .where(
            Region.code == region if level is RegionLevel.VILLAGE else under,
            Household.place.is_not(None),
            holds_on(Household, day),
        )
        .group_by(Region.code, Region.name)
        .order_by(Region.code)
    )
    return [Village(*row) for row in session.execute(query)]


def village_households(
    session: Session, village: str, day: date, pins: Collection[PinRecord] = ()
) -> gpd.GeoDataFrame:
    """Households of a village on a day, as `geo.partition.build_grids` wants them.

    Those whose house nobody has found are left out: they join a grid when it is found.

    Returns
    -------
    frame
        One row a household, indexed by id: `number`, `village_code`, `group`, `resident`,
        `keep_with`, `keep_apart` (a label for each pin), geometry in EPSG:4326.
    """
    query = (
        select(
            Household.id,
            Household.number,
            Household.village_code,
            Household.villagers_group.label("group"),
            Household.resident,
            func.ST_AsBinary(Household.place).label("place"),
        )
        .where(
            Household.village_code == village,
            Household.place.is_not(None),
            holds_on(Household, day),
        )
        .order_by(Household.id)
    )
    rows = session.execute(query).all()
    names = ("number", "village_code", "group", "resident")
    table: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in names}
    ids = [row.id for row in rows]
    table |= {column: _labels(ids, pins, kind) for kind, column in _LABELS.items()}
    places = gpd.GeoSeries.from_wkb([bytes(row.place) for row in rows], crs="EPSG:4326", index=ids)
    return gpd.GeoDataFrame(table, index=ids, geometry=places, crs="EPSG:4326")


def village_outline(session: Session, village: str, day: date) -> gpd.GeoDataFrame | None:
    """Outline of a village on a day as a frame with its `village_code`; none if unknown."""
    query = select(func.ST_AsBinary(Region.outline)).where(
        Region.code == village, Region.outline.is_not(None), holds_on(Region, day)
    )
    outline = session.scalar(query)
    if outline is None:
        return None
    shapes = [wkb.loads(bytes(outline))]
    return gpd.GeoDataFrame({"village_code": [village]}, geometry=shapes, crs="EPSG:4326")


@dataclass(frozen=True, slots=True)
class PresentGrid:
    """One grid of a village on a day, with its boundary in WGS 84 degrees."""

    code: str
    serial: int | None
    version_id: int
    valid_from: date
    households: int | None
    shape: BaseGeometry


def present_grids(session: Session, village: str, day: date) -> list[PresentGrid]:
    """Grids a village has on a day, by code."""
    query = (
        select(
            Grid.code,
            Grid.serial,
            GridVersion.id,
            GridVersion.valid_from,
            GridVersion.households,
            func.ST_AsBinary(GridVersion.shape),
        )
        .join(GridVersion, and_(GridVersion.grid_code == Grid.code, holds_on(GridVersion, day)))
        .where(Grid.region_code == village)
        .order_by(Grid.code)
    )
    return [
        PresentGrid(code, serial, version, since, households, wkb.loads(bytes(shape)))
        for code, serial, version, since, households, shape in session.execute(query)
    ]


def grid_numbers(session: Session, village: str | None) -> dict[str, int]:
    """Number of every grid a village ever had, by code; codes without a number are left out."""
    query = select(Grid.code, Grid.serial).where(Grid.region_code == village)
    rows = session.execute(query).all()
    numbers = {code: _number(code, serial, village or "") for code, serial in rows}
    return {code: number for code, number in numbers.items() if number is not None}


def present_codes(session: Session, village: str, day: date) -> dict[int, str]:
    """Code of the village's own grid each household belongs to on a day, by the household's id."""
    query = (
        select(Membership.household_id, Membership.grid_code)
        .join(Grid, Grid.code == Membership.grid_code)
        .where(Grid.region_code == village, holds_on(Membership, day))
    )
    return dict(session.execute(query).all())


def _number(code: str, serial: int | None, village: str) -> int | None:
    if serial is not None:
        return serial
    rest = code.removeprefix(village)
    return int(rest) if rest.isdecimal() and rest.isascii() else None


def _labels(ids: Collection[int], pins: Collection[PinRecord], kind: PinKind) -> list[str]:
    labels: Mapping[int, list[str]] = {one: [] for one in ids}
    for pin in pins:
        if pin.kind is kind and pin.one_id in labels and pin.other_id in labels:
            labels[pin.one_id].append(f"p{pin.id}")
            labels[pin.other_id].append(f"p{pin.id}")
    return [";".join(one) for one in labels.values()]
