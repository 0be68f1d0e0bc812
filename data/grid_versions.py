"""Grids begin, get another boundary, end; households change their grid."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, get_parts
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, insert, or_, select, text, update
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.errors import RegisterChanged
from data.tables import Grid, GridVersion, Membership, Post
from data.tables.base import WGS84
from dispatch.vocabulary import GridKind

# A constraint that waits for the end of the transaction is asked now, while we can still say
# which change it refuses.
_CHECK_NOW: Final = text("SET CONSTRAINTS grid_version_overlap IMMEDIATE")
_CHECK_LATER: Final = text("SET CONSTRAINTS grid_version_overlap DEFERRED")


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A boundary that begins; `shape` in WGS 84 degrees.

    Attributes
    ----------
    begins
        Whether the grid itself begins with it.
    number
        Serial of a grid that begins; none where the scheme has none.
    """

    code: str
    shape: BaseGeometry
    households: int | None
    compactness: float | None
    exception: str | None
    begins: bool = False
    number: int | None = None
    kind: GridKind = GridKind.HOUSEHOLD
    name: str | None = None


def refuse_later(session: Session, codes: Collection[str], day: date) -> None:
    """Refuse to change grids for which something of a later day is recorded.

    Raises
    ------
    RegisterChanged
        With the first such grid.
    """
    rows = [
        select(table.grid_code).where(table.grid_code.in_(codes), table.valid_from > day)
        for table in (GridVersion, Membership)
    ]
    later = sorted({code for query in rows for code in session.scalars(query)})
    if later:
        msg = f"for grid {later[0]} a boundary or household of a later day is already recorded"
        raise RegisterChanged(msg)


def live_versions(session: Session, codes: Collection[str], day: date) -> dict[str, int]:
    """Id of the boundary of each grid on a day, by code."""
    query = select(GridVersion.grid_code, GridVersion.id).where(
        GridVersion.grid_code.in_(codes), holds_on(GridVersion, day)
    )
    return dict(session.execute(query).all())


def end_versions(session: Session, versions: Collection[int], day: date) -> None:
    """End boundaries; one that began the same day never held."""
    session.execute(update(GridVersion).where(GridVersion.id.in_(versions)).values(valid_to=day))


def end_grids(session: Session, codes: Collection[str], day: date) -> None:
    """End grids with the posts at them; their boundaries are ended by `end_versions`."""
    session.execute(update(Grid).where(Grid.code.in_(codes)).values(valid_to=day))
    open_posts = or_(Post.valid_to.is_(None), Post.valid_to > day)
    session.execute(
        update(Post)
        .where(Post.grid_code.in_(codes), open_posts)
        .values(valid_to=func.greatest(Post.valid_from, day))
    )


def begin_versions(
    session: Session, village: str | None, versions: Iterable[NewVersion], day: date
) -> None:
    """Write boundaries, and the grids that begin with them."""
    given = list(versions)
    grids = [
        {
            "code": one.code,
            "region_code": village,
            "serial": one.number,
            "kind": one.kind,
            "name": one.name,
            "valid_from": day,
        }
        for one in given
        if one.begins
    ]
    rows = [
        {
            "grid_code": one.code,
            "shape": shape_column(one.shape),
            "households": one.households,
            "compactness": one.compactness,
            "exception": one.exception,
            "valid_from": day,
        }
        for one in given
    ]
    for table, values in ((Grid, grids), (GridVersion, rows)):
        if values:
            session.execute(insert(table).execution_options(render_nulls=True), values)


def bend(session: Session, shapes: Mapping[str, BaseGeometry], day: date) -> list[int]:
    """Give grids a corner more from a day on, everything else as it was.

    Returns
    -------
    ended
        Ids of the boundaries they had.
    """
    query = select(GridVersion).where(GridVersion.grid_code.in_(shapes), holds_on(GridVersion, day))
    old = session.scalars(query).all()
    figures = ("households", "compactness", "exception")
    new = [
        NewVersion(one.grid_code, shapes[one.grid_code], *(getattr(one, name) for name in figures))
        for one in old
    ]
    ended = [one.id for one in old]
    end_versions(session, ended, day)
    begin_versions(session, None, new, day)
    return ended


def move_households(session: Session, codes: Mapping[int, str | None], day: date) -> int:
    """Put households into these grids, or none, where they are in another; answers how many."""
    live = (Membership.household_id.in_(codes), holds_on(Membership, day))
    query = select(Membership.household_id, Membership.grid_code).where(*live)
    before: dict[int, str] = dict(session.execute(query).all())
    moved = [one for one, code in codes.items() if before.get(one) != code]
    session.execute(
        update(Membership)
        .where(Membership.household_id.in_(moved), holds_on(Membership, day))
        .values(valid_to=day)
    )
    rows = [
        {"household_id": one, "grid_code": code, "valid_from": day}
        for one in moved
        if (code := codes[one]) is not None
    ]
    if rows:
        session.execute(insert(Membership), rows)
    return len(moved)


def check_overlaps_now(session: Session) -> None:
    """Let the database compare the boundaries now, not at the end of the transaction.

    Raises
    ------
    sqlalchemy.exc.IntegrityError
        If two grids would cover the same ground; see `data.session.refusal_of`.
    """
    for step in (_CHECK_NOW, _CHECK_LATER):
        session.execute(step)


def shape_column(shape: BaseGeometry) -> Any:
    """Value of a column of shapes: a multipolygon in WGS 84."""
    parts: Sequence[BaseGeometry] = list(get_parts(shape))
    return from_shape(MultiPolygon(parts), WGS84)
