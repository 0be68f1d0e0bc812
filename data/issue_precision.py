"""`dispatch.precision` in SQL: how exactly an actor is shown where each row of `issue` lies."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    any_,
    case,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from data.tables import Issue, Region
from data.tables.base import WGS84
from dispatch.precision import HOLDS, coarsest, may_place
from dispatch.rights import Actor
from dispatch.vocabulary import Precision, Purpose, Role

Bbox = tuple[float, float, float, float]
"""West, south, east, north in WGS 84 degrees."""
Ring = tuple[tuple[float, float], ...]
"""Corners of a simple polygon in WGS 84 degrees, lon, lat; the last is not the first again."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How one reader sees where issues lie, as SQL over `issue`.

    Attributes
    ----------
    exact
        Rows whose house is shown; may be null, which is no.
    moves
        Whether the reader is shown the moved point of the others, rather than their village.
    """

    exact: ColumnElement[bool]
    moves: bool

    @classmethod
    def of(cls, actor: Actor, purpose: Purpose = Purpose.READ) -> Self:
        """Sight of an actor who reads for a purpose."""
        return cls(exact_for(actor, purpose), coarsest(actor) is Precision.MOVED)

    @classmethod
    def full(cls) -> Self:
        """Sight of the system's own work."""
        return cls(true(), moves=False)

    @property
    def place(self) -> ColumnElement[Any]:
        """Point shown; null where there is none to show."""
        return case((self.exact, Issue.place), else_=Issue.moved if self.moves else null())

    @property
    def precision(self) -> ColumnElement[str]:
        """`Precision` of each row."""
        steps: list[tuple[ColumnElement[bool], ColumnElement[str]]] = [
            (self.exact, literal(Precision.EXACT.value))
        ]
        if self.moves:
            steps.append((Issue.moved.is_not(None), literal(Precision.MOVED.value)))
        return case(*steps, else_=literal(Precision.AREA.value))

    @property
    def by_area(self) -> ColumnElement[bool]:
        """Rows that have a place of which only the village is shown."""
        return and_(Issue.place.is_not(None), self.place.is_(None))

    def only(self, column: Any) -> ColumnElement[Any]:
        """Column where the house is shown, null elsewhere."""
        return case((self.exact, column), else_=null())


def exact_for(actor: Actor, purpose: Purpose = Purpose.READ) -> ColumnElement[bool]:
    """Rows of `issue` whose house an actor sees; see `dispatch.precision.precision`."""
    if purpose is Purpose.PLACE and may_place(actor):
        return true()
    if actor.role is Role.AGENT:
        return Issue.grid_code.in_(sorted(actor.grids))
    if actor.role is Role.HANDLER:
        return Issue.unit_id == actor.unit_id if actor.unit_id is not None else false()
    if actor.role is Role.INTEGRATION:
        return Issue.entered_by == actor.account_id
    if actor.desk is None:
        return false()
    return or_(Issue.level == HOLDS[actor.role], Issue.entered_desk == actor.desk)


def in_box(sight: Sight, bbox: Bbox) -> ColumnElement[bool]:
    """Rows shown in a box, its sides and corners included."""
    west, south, east, north = bbox

    def inside(point: Any) -> ColumnElement[bool]:
        # `&&` compares in single precision.
        return and_(func.ST_X(point).between(west, east), func.ST_Y(point).between(south, north))

    return _shown_in(sight, func.ST_MakeEnvelope(*bbox, WGS84), inside)


def in_ring(sight: Sight, ring: Ring) -> ColumnElement[bool]:
    """Rows shown in a drawn area, its edge included."""
    corners = ", ".join(f"{lon!r} {lat!r}" for lon, lat in (*ring, ring[0]))
    area = func.ST_GeomFromText(f"POLYGON(({corners}))", WGS84)
    return _shown_in(sight, area, lambda point: func.ST_Covers(area, point))


def centre_of_region() -> ColumnElement[Any]:
    """Representative point of each row of `region`; null where it has neither centre nor outline.

    An issue of which only the village is shown lies here for filters, sorts and maps.
    """
    return func.coalesce(Region.centre, func.ST_PointOnSurface(Region.outline))


def _shown_in(
    sight: Sight, shape: ColumnElement[Any], inside: Callable[[Any], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Rows whose shown position lies in a shape.

    The first half finds by index everything the second could hold; the second alone decides,
    and knows nothing but what is shown.
    """
    village = Issue.region_code == any_(func.array(_regions_in(shape, inside).scalar_subquery()))
    near = [Issue.place.op("&&")(shape), village]
    if sight.moves:
        near.append(Issue.moved.op("&&")(shape))
    return and_(or_(*near), or_(inside(sight.place), and_(sight.by_area, village)))


def _regions_in(
    shape: ColumnElement[Any], inside: Callable[[Any], ColumnElement[bool]]
) -> Select[str]:
    near = or_(Region.centre.op("&&")(shape), Region.outline.op("&&")(shape))
    return select(Region.code).where(near, inside(centre_of_region()))
