"""What a change of boundaries makes of the live grids of a village."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import shapely
from shapely import wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.errors import NotFound, UnknownHousehold
from data.tables import Grid, GridVersion, Household, Membership, Region
from data.village_register import village_outline
from dispatch.boundary_changes import Asked
from dispatch.vocabulary import ChangeKind, GridKind
from geo.boundary.draw import draw
from geo.boundary.merge import merge
from geo.boundary.move import move
from geo.boundary.redrawn import Redrawn
from geo.boundary.replace import replace
from geo.boundary.reshape import reshape
from geo.boundary.split import split
from geo.errors import GroundTaken, InvalidShape, NotBeside, SamePlace


@dataclass(frozen=True, slots=True)
class LiveGrid:
    """One grid on a day; `shape` in WGS 84 degrees.

    Attributes
    ----------
    own
        Whether it is of the village that changes, not of one beside it.
    """

    code: str
    version_id: int
    own: bool
    kind: GridKind
    name: str | None
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Drawn:
    """Grids as they are and as they would be.

    Attributes
    ----------
    village
        Whose grids change; none in a free scheme without regions.
    moved
        Household that is moved by hand, by id, and the code it goes to.
    """

    village: str | None
    live: Mapping[str, LiveGrid]
    redrawn: Redrawn
    moved: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class _Village:
    """Live grids by code, the village's own codes, and ground of no grid it may take."""

    live: Mapping[str, BaseGeometry]
    own: set[str]
    free: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class _Mover:
    """A household that goes from one grid to another, and the other houses it stands among.

    Attributes
    ----------
    place
        WGS 84 point; none while nobody has found the house.
    """

    household: int
    source: str
    target: str
    place: shapely.Point | None
    others: list[shapely.Point]


# Boxes are enough: whoever is not near an edit is left alone by it.
_LIVE: Final = text("""
    WITH own AS (
        SELECT version.shape
        FROM grid_version AS version JOIN grid ON grid.code = version.grid_code
        WHERE daterange(version.valid_from, version.valid_to) @> CAST(:day AS date)
          AND CASE WHEN CAST(:village AS text) IS NULL THEN grid.code = ANY (:codes)
              ELSE grid.region_code = :village END
        UNION ALL
        SELECT ST_GeomFromWKB(drawn, 4326) FROM unnest(CAST(:drawn AS bytea[])) AS drawn
    )
    SELECT grid.code, version.id, grid.region_code IS NOT DISTINCT FROM :village AS own,
           grid.kind, grid.name, ST_AsBinary(version.shape) AS shape
    FROM grid_version AS version JOIN grid ON grid.code = version.grid_code
    WHERE daterange(version.valid_from, version.valid_to) @> CAST(:day AS date)
      AND EXISTS (SELECT FROM own WHERE version.shape && ST_Expand(own.shape, 1e-7))
    ORDER BY grid.code
""")


def draw_change(session: Session, asked: Asked) -> Drawn:
    """Draw what somebody asked for on the grids of its day.

    Raises
    ------
    NotFound, UnknownHousehold
        If a village, grid or household is not there on that day.
    EditRefused, InvalidShape
        If the edit cannot be made, or reaches into another village.
    """
    village = village_of(session, asked)
    live = _live(session, village, asked)
    shapes = {code: grid.shape for code, grid in live.items()}
    own = {code for code, grid in live.items() if grid.own}
    if asked.kind is ChangeKind.MOVE:
        mover = _mover(session, asked)
        _refuse_foreign(own, {mover.source, mover.target})
        return Drawn(village, live, _moved(mover, shapes), (mover.household, mover.target))
    _refuse_foreign(own, set(asked.codes))
    free = _free_ground(session, village, asked)
    redrawn = _DRAW[asked.kind](asked, _Village(shapes, own, free))
    _refuse_foreign(own, {*redrawn.retired, *(one for one in redrawn.shapes if one[0] != "+")})
    return Drawn(village, live, redrawn)


def village_of(session: Session, asked: Asked) -> str | None:
    """Village whose grids are to change.

    Raises
    ------
    NotFound, UnknownHousehold
        If the grid or household that says so is not there.
    """
    code = asked.codes[0] if asked.codes else asked.target
    if code is None:
        if asked.village is not None and session.get(Region, asked.village) is None:
            msg = f"no village {asked.village}"
            raise NotFound(msg)
        return asked.village
    row = session.execute(select(Grid.region_code).where(Grid.code == code)).first()
    if row is None:
        msg = f"no grid {code}"
        raise NotFound(msg)
    village: str | None = row.region_code
    return village


def _live(session: Session, village: str | None, asked: Asked) -> dict[str, LiveGrid]:
    drawn = [one for one in (asked.line, asked.polygon, *asked.shapes.values()) if one is not None]
    values = {
        "village": village,
        "codes": list(asked.codes),
        "day": asked.effective_on,
        "drawn": [shapely.to_wkb(one) for one in drawn if not one.is_empty],
    }
    rows = session.execute(_LIVE, values)
    return {
        row.code: LiveGrid(
            row.code, row.id, row.own, GridKind(row.kind), row.name, wkb.loads(bytes(row.shape))
        )
        for row in rows
    }


def _free_ground(session: Session, village: str | None, asked: Asked) -> BaseGeometry | None:
    """Outline of the village, within which ground of no grid may be taken; none if unknown."""
    if village is None:
        return None
    outline = village_outline(session, village, asked.effective_on)
    return None if outline is None else outline.geometry.iloc[0]


def _refuse_foreign(own: set[str], codes: set[str]) -> None:
    foreign = sorted(codes - own)
    if foreign:
        msg = f"grid {', '.join(foreign)} is not of this village: a change stays within one village"
        raise GroundTaken(msg)


def _mover(session: Session, asked: Asked) -> _Mover:
    day = asked.effective_on
    query = (
        select(Household.id, func.ST_AsBinary(Household.place), Membership.grid_code)
        .join(Membership, Membership.household_id == Household.id)
        .where(Household.number == asked.household)
        .where(holds_on(Household, day), holds_on(Membership, day))
    )
    row = session.execute(query).first()
    if row is None or asked.target is None:
        msg = f"household {asked.household!r} belongs to no grid on that day"
        raise UnknownHousehold(msg)
    household, place, source = row
    if source == asked.target:
        msg = f"household {asked.household} is in grid {source} already"
        raise NotBeside(msg)
    standing = select(func.ST_AsBinary(Household.place)).where(
        Household.id != household,
        holds_on(Household, day),
        select(GridVersion.id)
        .where(GridVersion.grid_code == source, holds_on(GridVersion, day))
        .where(GridVersion.shape.op("&&")(Household.place))
        .where(func.ST_Covers(GridVersion.shape, Household.place))
        .exists(),
    )
    others = [wkb.loads(bytes(one)) for one in session.scalars(standing)]
    found = None if place is None else wkb.loads(bytes(place))
    return _Mover(household, source, asked.target, found, others)


def _moved(mover: _Mover, live: Mapping[str, BaseGeometry]) -> Redrawn:
    """Ground that follows a house; none for one that cannot be told from others by its place."""
    only_the_list = Redrawn({code: live[code] for code in sorted((mover.source, mover.target))})
    if mover.place is None or not live[mover.source].covers(mover.place):
        return only_the_list
    try:
        return move(live, mover.source, mover.target, mover.place, mover.others)
    except SamePlace:
        return only_the_list


def _split(asked: Asked, village: _Village) -> Redrawn:
    (code,) = _codes(asked, 1)
    keep = None if asked.keep_at is None else shapely.Point(asked.keep_at)
    return split(village.live, code, _line(asked), keep=keep)


def _merge(asked: Asked, village: _Village) -> Redrawn:
    return merge(village.live, asked.codes, asked.keep or min(asked.codes, default=""))


def _draw(asked: Asked, village: _Village) -> Redrawn:
    if not isinstance(asked.polygon, shapely.Polygon):
        msg = "draw one polygon without holes"
        raise InvalidShape(msg)
    return draw(village.live, asked.polygon, outline=village.free)


def _reshape(asked: Asked, village: _Village) -> Redrawn:
    one, other = _codes(asked, 2)
    return reshape(village.live, one, other, _line(asked))


def _replace(asked: Asked, village: _Village) -> Redrawn:
    return replace(village.live, asked.shapes, own=village.own, outline=village.free)


_DRAW: Final[dict[ChangeKind, Callable[[Asked, _Village], Redrawn]]] = {
    ChangeKind.SPLIT: _split,
    ChangeKind.MERGE: _merge,
    ChangeKind.DRAW: _draw,
    ChangeKind.RESHAPE: _reshape,
    ChangeKind.IMPORT: _replace,
}


def _codes(asked: Asked, count: int) -> tuple[str, ...]:
    if len(asked.codes) != count:
        msg = f"to {asked.kind}, name {count} grid{'s' if count > 1 else ''}"
        raise InvalidShape(msg)
    return asked.codes


def _line(asked: Asked) -> shapely.LineString:
    if not isinstance(asked.line, shapely.LineString):
        msg = f"to {asked.kind}, draw a line"
        raise InvalidShape(msg)
    return asked.line
