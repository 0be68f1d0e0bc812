"""What a grid was through time: its boundaries, the changes that made them, its holders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.grids import visible_to
from data.scope import as_system
from data.tables import Agent, BoundaryChange, ChangedGrid, Grid, GridVersion, Post, Region
from dispatch.rights import Actor
from dispatch.vocabulary import ChangeKind, ChangeStatus, Duty, GridFate, GridKind


@dataclass(frozen=True, slots=True)
class Version:
    """One boundary; `change` drew it, none for an import or a signed proposal."""

    id: int
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    households: int | None
    compactness: float | None
    exception: str | None
    change: UUID | None
    change_kind: ChangeKind | None


@dataclass(frozen=True, slots=True)
class Tenant:
    """One post at the grid."""

    agent_id: int
    name: str
    duty: Duty
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class GridHistory:
    """A grid through time, the latest first.

    Attributes
    ----------
    ended_by
        The change of boundaries that ended it.
    """

    code: str
    region_code: str | None
    region_name: str | None
    kind: GridKind
    name: str | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    ended_by: UUID | None
    versions: list[Version]
    holders: list[Tenant]


def history_of(session: Session, actor: Actor, code: str) -> GridHistory:
    """History of a grid, ended ones too.

    Raises
    ------
    NotFound
        If there never was one, or it is not the actor's to see.
    """
    grid = session.scalars(select(Grid).where(Grid.code == code, visible_to(actor))).first()
    if grid is None:
        msg = f"no grid {code}"
        raise NotFound(msg)
    village = session.get(Region, grid.region_code) if grid.region_code else None
    with as_system(session):
        done = _enacted(session, code)
    return GridHistory(
        grid.code,
        grid.region_code,
        village.name if village else None,
        grid.kind,
        grid.name,
        grid.valid_from,
        grid.valid_to,
        grid.recorded_at,
        next((one.id for one in done if one.fate is GridFate.RETIRED), None),
        _versions(session, code, done),
        _holders(session, code),
    )


def _enacted(session: Session, code: str) -> list[Row[Any]]:
    """What changes did to a grid that took effect."""
    query = (
        select(BoundaryChange.id, BoundaryChange.kind, ChangedGrid.fate, ChangedGrid.before_id)
        .join(ChangedGrid, ChangedGrid.change_id == BoundaryChange.id)
        .where(ChangedGrid.code == code, BoundaryChange.status == ChangeStatus.ENACTED)
    )
    return list(session.execute(query))


def _versions(session: Session, code: str, done: Sequence[Row[Any]]) -> list[Version]:
    """Boundaries with the change that followed on the one before."""
    drew = {one.before_id: one for one in done if one.fate is not GridFate.RETIRED}
    query = select(GridVersion).where(GridVersion.grid_code == code).order_by(GridVersion.id)
    versions = session.scalars(query).all()
    before = [None, *(one.id for one in versions)]
    own = list(Version.__dataclass_fields__)[:-2]
    records = [
        Version(
            **{name: getattr(one, name) for name in own},
            change=made.id if (made := drew.get(last)) else None,
            change_kind=made.kind if made else None,
        )
        for one, last in zip(versions, before, strict=False)
    ]
    return records[::-1]


def _holders(session: Session, code: str) -> list[Tenant]:
    query = (
        select(*(Agent.id, Agent.name, Post.duty, Post.valid_from, Post.valid_to, Post.recorded_at))
        .join(Agent, Agent.id == Post.agent_id)
        .where(Post.grid_code == code)
        .order_by(Post.valid_from.desc(), Post.id.desc())
    )
    return [Tenant(*row) for row in session.execute(query)]
