"""What the registers know about where reports lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
from sqlalchemy import Row, func, or_, select, text
from sqlalchemy.orm import Session

from data.tables import Grid, GridVersion, Region
from dispatch.placing import (
    Address,
    Found,
    GridHit,
    Group,
    HouseholdHit,
    Near,
    Slice,
    Spot,
    phone_key,
)
from dispatch.placing.address import village_or_township
from dispatch.region_codes import township_over
from dispatch.vocabulary import Datum
from geo.datum import convert_points
from geo.suspicion import is_zero

SQL: Final = Path(__file__).parent / "sql"
PLACE_FACTS: Final = "".join(
    (SQL / f"place_{part}.sql").read_text("utf-8") for part in ("claims", "facts")
)
_FIND_PLACES: Final = text(f"{PLACE_FACTS} SELECT * FROM facts ORDER BY ordinal")  # noqa: S608 - files
_SHIFTED: Final = {"gcj": Datum.GCJ02, "bd": Datum.BD09}
_NO_ADDRESS: Final = Address()

Questions = Sequence[Mapping[str, Any]]
"""Asks as the queries take them; see `place_claims.sql`."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: all that a report tells of its place.

    Attributes
    ----------
    household
        Number of a household.
    lon, lat, accuracy_m
        Point in WGS 84 degrees, and the radius in metres it is known to.
    day
        Day whose boundaries hold.
    pin
        Whether a hand on a map gave the point.
    phone, name
        Of the petitioner, in any spelling.
    words
        Address and text, in which the name of a head may stand.
    address
        What was read in the address.
    region
        Village or township that report or desk names; any above is as good as none.
    default_point
        Whether a batch found the point to be a geocoder's default.
    received_on, handed_on
        Days of receipt and of handing over, where they are not `day`; for `settle_all` only.
    """

    household: str | None
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    day: date
    pin: bool = False
    phone: str | None = None
    name: str | None = None
    words: str | None = None
    address: Address | None = None
    region: str | None = None
    default_point: bool = False
    received_on: date | None = None
    handed_on: date | None = None


def find_places(session: Session, asks: Sequence[Ask]) -> list[Found]:
    """What is known about each ask, in the order of the asks.

    A day before the first boundary ever drawn is answered by that first boundary.
    """
    if not asks:
        return []
    rows = session.execute(_FIND_PLACES, {"asks": questions_json(questions_of(asks))})
    return [_found(ask, row) for ask, row in zip(asks, rows, strict=True)]


def coverage_contains(session: Session, lon: float, lat: float) -> bool:
    """Whether a WGS 84 point lies in any region or grid of this database."""
    point = func.ST_SetSRID(func.ST_MakePoint(lon, lat), 4326)
    inside = [
        select(table.code if table is Region else GridVersion.id)
        .where(shape.op("&&")(point), func.ST_Covers(shape, point))
        .exists()
        for table, shape in ((Region, Region.outline), (Grid, GridVersion.shape))
    ]
    return bool(session.scalar(select(or_(*inside))))


def has_coverage(session: Session) -> bool:
    """Whether the database has any outline or grid a point could be compared with."""
    known = select(Region.code).where(Region.outline.is_not(None)).exists()
    return bool(session.scalar(select(or_(known, select(GridVersion.id).exists()))))


def questions_of(asks: Sequence[Ask]) -> Questions:
    """Asks as a query takes them: each point also as if it were in another datum."""
    copies = _copies([(ask.lon, ask.lat) for ask in asks])
    return [
        {"ordinal": n, **_of_report(ask), **_of_address(ask), **copy}
        for n, (ask, copy) in enumerate(zip(asks, copies, strict=True))
    ]


def asked_on(questions: Questions, day: date) -> Questions:
    """The same questions about the boundaries, and the people, of this day at the earliest."""
    return [
        {**one, "day": max(one["day"], day), "handed_on": max(one["handed_on"], day)}
        for one in questions
    ]


def questions_json(questions: Questions) -> str:
    """Questions as one parameter."""
    return orjson.dumps(questions).decode()


def _of_report(ask: Ask) -> dict[str, Any]:
    region = village_or_township(ask.region)
    township = township_over(region)
    return {
        "day": ask.day,
        "received_on": ask.received_on or ask.day,
        "handed_on": ask.handed_on or ask.day,
        "household": ask.household,
        "phone": phone_key(ask.phone),
        "name": "".join((ask.name or "").split()),
        "words": ask.words,
        "lon": ask.lon,
        "lat": ask.lat,
        "accuracy_m": ask.accuracy_m,
        "pin": ask.pin,
        "zero": _is_zero(ask),
        "is_default": ask.default_point,
        "region_named": region,
        "village_named": None if region == township else region,
        "township_named": township,
    }


def _of_address(ask: Ask) -> dict[str, Any]:
    address = ask.address or _NO_ADDRESS
    first, second = (*address.candidates, None, None)[:2]
    named = (ask.words or ask.name or address.household) and (
        not address.from_text or ask.lon is None
    )
    located = bool(address.landmark or address.household) and not address.ambiguous
    return {
        "addressed": ask.address is not None,
        "levelled": address.level is not None,
        "from_text": address.from_text,
        "ambiguous": address.ambiguous,
        "unread": ask.address is not None and not address.from_text,
        "village": address.village,
        "head_village": address.village if named else None,
        "address_household": address.household,
        "villagers_group": address.group,
        "township": address.township,
        "common_township": address.common_township,
        "first_code": first,
        "second_code": second,
        "landmark": address.landmark or address.household,
        "spot_lon": address.lon if located else None,
        "spot_lat": address.lat if located else None,
        "spot_accuracy_m": address.accuracy_m if located else None,
    }


def _copies(points: Sequence[tuple[float | None, float | None]]) -> list[dict[str, float]]:
    """What each point would be in WGS 84 if it were in GCJ-02, or in BD-09."""
    copies: list[dict[str, float]] = [{} for _ in points]
    rows = [n for n, (lon, _) in enumerate(points) if lon is not None]
    lons, lats = ([points[n][axis] or 0.0 for n in rows] for axis in (0, 1))
    for name, datum in _SHIFTED.items() if rows else ():
        moved = convert_points(lons, lats, datum.value, Datum.WGS84.value)
        for n, lon, lat in zip(rows, *moved, strict=True):
            copies[n] |= {f"{name}_lon": float(lon), f"{name}_lat": float(lat)}
    return copies


def _is_zero(ask: Ask) -> bool:
    known = ask.lon is not None and ask.lat is not None
    return known and bool(is_zero(np.array(ask.lon), np.array(ask.lat)))


def _found(ask: Ask, row: Row[Any]) -> Found:
    grids = _grids_of(row.grids)
    return Found(
        household=_house(row.number),
        lon=ask.lon,
        lat=ask.lat,
        accuracy_m=ask.accuracy_m,
        grids=grids,
        region_code=row.region,
        in_county=bool(grids) or row.region is not None,
        shifted=(Datum(row.datum), row.datum_grid) if row.datum else None,
        pin=ask.pin,
        circle=_circle(row.slices),
        near=_near(row.near),
        zero=row.zero,
        default=row.is_default,
        swapped=row.swapped,
        caller=_house(row.caller),
        callers=row.callers or 0,
        named=_house(row.named),
        namesakes=row.namesakes or 0,
        address=ask.address,
        spot=_spot(row),
        group=_group(row),
        only_grid=_grid_of(row.only_grid),
        away_m=row.away_m,
        region_named=row.region_named,
        only_grid_named=_grid_of(row.only_grid_named),
    )


def _grid_of(values: Sequence[Any] | None) -> GridHit | None:
    """A grid as the queries write one: code, boundary version, region."""
    return GridHit(*values[:3]) if values else None


def _grids_of(many: Sequence[Sequence[Any]] | None) -> tuple[GridHit, ...]:
    """Grids as the queries write them."""
    return tuple(GridHit(*values[:3]) for values in many or ())


def _circle(slices: Sequence[Sequence[Any]] | None) -> tuple[Slice, ...]:
    return tuple(
        Slice(GridHit(*grid), float(share), float(metres)) for *grid, share, metres in slices or ()
    )


def _near(values: Sequence[Any] | None) -> Near | None:
    return Near(GridHit(*values[:3]), float(values[3])) if values else None


def _house(told: Mapping[str, Any] | None) -> HouseholdHit | None:
    if told is None:
        return None
    return HouseholdHit(
        id=told["id"],
        number=told["number"],
        lon=told["lon"],
        lat=told["lat"],
        region_code=told["region"],
        grid=_grid_of(told["grid"]),
        distance_m=told["distance_m"],
        accuracy_m=told["accuracy_m"],
        near=_near(told["near"]),
    )


def _spot(row: Row[Any]) -> Spot | None:
    if row.spot_lon is None:
        return None
    return Spot(
        lon=row.spot_lon,
        lat=row.spot_lat,
        accuracy_m=row.spot_accuracy_m,
        grids=_grids_of(row.spot_grids),
        circle=_circle(row.spot_slices),
        near=_near(row.spot_near),
    )


def _group(row: Row[Any]) -> Group | None:
    if row.group_lon is None:
        return None
    return Group(_grid_of(row.group_grid), row.group_lon, row.group_lat, row.group_radius_m)
