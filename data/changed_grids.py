"""What a change of boundaries makes of grids and households: kept, counted, read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import numpy as np
from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, get_parts
from shapely.geometry.base import BaseGeometry
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from data.boundary_drawing import Drawn
from data.database_settings import read_settings
from data.dated import holds_on
from data.tables import Agent, BoundaryChange, ChangedGrid, ChangedMember, Grid, GridVersion, Post
from data.tables.base import WGS84
from data.village_register import grid_numbers
from dispatch.boundary_changes import Asked, exception_for, new_codes
from dispatch.vocabulary import ChangeKind, Duty, GridFate, GridKind
from geo.plane import compactness

_SQL: Final = Path(__file__).parent / "sql"
_MEMBERS, _SIZES = (
    text((_SQL / f"{name}.sql").read_text("utf-8")) for name in ("changed_members", "changed_sizes")
)


@dataclass(frozen=True, slots=True)
class ChangedGridRecord:
    """One grid before and after a change; shapes as WKB in WGS 84 degrees.

    Attributes
    ----------
    code
        None for a new grid until the change has taken effect.
    would_be
        Its code, or the one it would get today.
    before_id
        Version of its boundary that the change was drawn from.
    agent_name
        Who holds it on the day; nobody holds a new grid.
    before_shape
        None for a new grid, and for one of a village that the reader does not see.
    shape
        None for a grid that ends.
    """

    ordinal: int
    fate: GridFate
    code: str | None
    would_be: str
    before_id: int | None
    kind: GridKind
    name: str | None
    households_before: int
    households: int
    registered_before: int
    registered: int
    compactness: float | None
    exception: str | None
    agent_name: str | None
    before_shape: bytes | None
    shape: bytes | None


_OWN: Final = (
    *("ordinal", "fate", "code", "before_id", "kind", "name", "households_before", "households"),
    *("registered_before", "registered", "compactness", "exception"),
)


def keep_drawing(session: Session, change_id: UUID, asked: Asked, drawn: Drawn) -> None:
    """Write the grids and households of a change, instead of those it had."""
    for table in (ChangedMember, ChangedGrid):
        session.execute(delete(table).where(table.change_id == change_id))
    rows = [
        {"change_id": change_id, "ordinal": n, **row} for n, row in enumerate(_rows(asked, drawn))
    ]
    session.execute(insert(ChangedGrid).execution_options(render_nulls=True), rows)
    count_again(session, change_id, asked.effective_on, drawn.moved)


def count_again(
    session: Session, change_id: UUID, day: date, moved: tuple[int, str] | None
) -> None:
    """Find again who moves, by the register as it is now, and how large the grids are.

    Parameters
    ----------
    moved
        Household that is moved by hand, by id, and the code of its grid to be.
    """
    session.execute(delete(ChangedMember).where(ChangedMember.change_id == change_id))
    household, target = moved or (None, None)
    about = {"change": change_id, "day": day}
    session.execute(_MEMBERS, {**about, "moved": household, "target": target})
    session.execute(_SIZES, about)
    _except(session, change_id)


def changed_grids(session: Session, change_id: UUID, day: date) -> list[ChangedGridRecord]:
    """Grids of a change that the reader has found; `day` says who holds them."""
    holder = (
        select(Agent.name)
        .join(Post, Post.agent_id == Agent.id)
        .where(Post.grid_code == ChangedGrid.code, Post.duty == Duty.HOLDER, holds_on(Post, day))
        .order_by(Post.valid_from.desc(), Post.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            *(getattr(ChangedGrid, name) for name in _OWN),
            holder.label("agent_name"),
            func.ST_AsBinary(GridVersion.shape).label("before_shape"),
            func.ST_AsBinary(ChangedGrid.shape).label("shape"),
        )
        .outerjoin(GridVersion, GridVersion.id == ChangedGrid.before_id)
        .where(ChangedGrid.change_id == change_id)
        .order_by(ChangedGrid.ordinal)
    )
    rows = session.execute(query).all()
    fresh = iter(_fresh_codes(session, change_id, sum(row.code is None for row in rows)))
    return [_record(row, fresh) for row in rows]


def fresh_codes(session: Session, village: str | None, count: int) -> list[tuple[str, int]]:
    """Codes, with their numbers, that new grids of a village would get now, in order."""
    if not count:
        return []
    numbers = grid_numbers(session, village)
    used = set(numbers) if village else set(session.scalars(select(Grid.code)))
    return new_codes(village, numbers, used, count)


def _rows(asked: Asked, drawn: Drawn) -> Iterator[dict[str, Any]]:
    """Rows of the grids of a drawing: those that go on, new ones, those that end, corners."""
    redrawn = drawn.redrawn
    new = sorted((one for one in redrawn.shapes if one not in drawn.live), key=_number)
    for code in sorted(redrawn.shapes.keys() - set(new)):
        yield _old(drawn, code, GridFate.REDRAWN, redrawn.shapes[code])
    for name in new:
        shape = redrawn.shapes[name]
        yield {
            "fate": GridFate.NEW,
            "code": None,
            "before_id": None,
            **_purpose(asked, drawn),
            **_figures(shape),
        }
    for code in redrawn.retired:
        yield _old(drawn, code, GridFate.RETIRED, None)
    for code, shape in sorted(redrawn.corners.items()):
        yield _old(drawn, code, GridFate.CORNER, shape)


def _number(name: str) -> int:
    return int(name.removeprefix("+"))


def _old(drawn: Drawn, code: str, fate: GridFate, shape: BaseGeometry | None) -> dict[str, Any]:
    grid = drawn.live[code]
    known = {"code": code, "before_id": grid.version_id, "kind": grid.kind, "name": grid.name}
    return {"fate": fate, **known, **_figures(shape)}


def _purpose(asked: Asked, drawn: Drawn) -> dict[str, Any]:
    """Kind and name of a new grid: as drawn, or that of the grid it was cut from."""
    if asked.kind is ChangeKind.SPLIT:
        grid = drawn.live[asked.codes[0]]
        return {"kind": grid.kind, "name": grid.name}
    if asked.kind is ChangeKind.DRAW:
        return {"kind": asked.grid_kind, "name": asked.grid_name}
    return {"kind": GridKind.HOUSEHOLD, "name": None}


def _figures(shape: BaseGeometry | None) -> dict[str, Any]:
    if shape is None:
        return {"shape": None, "compactness": None}
    whole = MultiPolygon(list(get_parts(shape)))
    return {
        "shape": from_shape(whole, WGS84),
        "compactness": round(float(compactness(np.array([shape]))[0]), 4),
    }


def _except(session: Session, change_id: UUID) -> None:
    """Say which grids leave their size; one as large as before does so as before."""
    sizes = read_settings(session)
    query = (
        select(
            *(ChangedGrid.ordinal, ChangedGrid.kind, ChangedGrid.households),
            *(ChangedGrid.households_before, GridVersion.exception),
        )
        .outerjoin(GridVersion, GridVersion.id == ChangedGrid.before_id)
        .where(ChangedGrid.change_id == change_id, ChangedGrid.shape.is_not(None))
    )
    for row in session.execute(query).all():
        why = exception_for(row.kind, row.households, (sizes.min_size, sizes.max_size))
        same = row.households == row.households_before
        session.execute(
            update(ChangedGrid)
            .where(ChangedGrid.change_id == change_id, ChangedGrid.ordinal == row.ordinal)
            .values(exception=((why and row.exception) or why) if same else why)
        )


def _fresh_codes(session: Session, change_id: UUID, count: int) -> list[str]:
    village = session.scalar(
        select(BoundaryChange.region_code).where(BoundaryChange.id == change_id)
    )
    return [code for code, _ in fresh_codes(session, village, count)]


def _record(row: Any, fresh: Iterator[str]) -> ChangedGridRecord:
    shapes: dict[str, Any] = {
        name: None if value is None else bytes(value)
        for name, value in (("before_shape", row.before_shape), ("shape", row.shape))
    }
    own: dict[str, Any] = {name: getattr(row, name) for name in _OWN}
    would_be = row.code or next(fresh)
    return ChangedGridRecord(**own, would_be=would_be, agent_name=row.agent_name, **shapes)
