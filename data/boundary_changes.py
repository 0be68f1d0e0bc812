"""Changes of boundaries: kept, listed, found, carried from status to status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    false,
    func,
    insert,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.register_versions import change_row
from data.scope import as_system
from data.tables import Account, BoundaryChange, ChangedGrid, ChangedMember, Region
from dispatch.boundary_changes import Asked
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import ChangeKind, ChangeStatus, GridFate

OPEN: Final = (ChangeStatus.PROPOSED, ChangeStatus.APPROVED)
"""Statuses of what may still take effect as it was drawn."""
_OWN: Final = (
    *("id", "region_code", "kind", "status", "request", "note", "effective_on", "made_by"),
    *("made_at", "approved_by", "approved_at", "settled_by", "settled_at", "settled_reason"),
    *("enacted_at", "version"),
)
_BY: Final = ("made_by", "approved_by", "settled_by")


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One change of boundaries with its figures.

    Attributes
    ----------
    region_code, region_name
        The village; none in a free scheme without regions.
    request
        What was asked for; see `dispatch.boundary_changes.Asked.of_json`.
    made_by_name, approved_by_name, settled_by_name
        Who asked for it, approved it, refused or withdrew it.
    new, redrawn, retired, corners
        How many grids begin, get other ground, end, get a corner on an edge only.
    households
        How many households get into another grid.
    exceptions
        Grids that leave their size.
    """

    id: UUID
    region_code: str | None
    region_name: str | None
    kind: ChangeKind
    status: ChangeStatus
    request: dict[str, Any]
    note: str | None
    effective_on: date
    made_by: int
    made_by_name: str
    made_at: datetime
    approved_by: int | None
    approved_by_name: str | None
    approved_at: datetime | None
    settled_by: int | None
    settled_by_name: str | None
    settled_at: datetime | None
    settled_reason: str | None
    enacted_at: datetime | None
    version: int
    new: int
    redrawn: int
    retired: int
    corners: int
    households: int
    exceptions: int

    @property
    def asked(self) -> Asked:
        """What was asked for."""
        return Asked.of_json(self.request, self.effective_on, self.note)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `boundary_change` an actor may see: those of the villages under his region."""
    if not (actor.may(Verb.CHANGE_BOUNDARIES) or actor.may(Verb.APPROVE_BOUNDARIES)):
        return false()
    if not actor.region_prefix:
        return true()
    first, bound = code_range(actor.region_prefix)
    return and_(BoundaryChange.region_code >= first, BoundaryChange.region_code < bound)


def list_changes(
    session: Session,
    actor: Actor,
    *,
    region: str | None = None,
    status: ChangeStatus | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[ChangeRecord]:
    """Changes an actor may see, newest first, after that with an id; `region` is a prefix."""
    query = _select().where(visible_to(actor), *_asked(region, status))
    if after is not None:
        moment = select(BoundaryChange.made_at).where(BoundaryChange.id == after).scalar_subquery()
        query = query.where(
            tuple_(BoundaryChange.made_at, BoundaryChange.id) < tuple_(moment, after)
        )
    order = (BoundaryChange.made_at.desc(), BoundaryChange.id.desc())
    return _records(session, query.order_by(*order).limit(limit))


def count_changes(
    session: Session,
    actor: Actor,
    *,
    region: str | None = None,
    status: ChangeStatus | None = None,
) -> int:
    """How many changes an actor may see."""
    rows = select(func.count()).select_from(BoundaryChange)
    return session.scalar(rows.where(visible_to(actor), *_asked(region, status))) or 0


def changes_of_grid(session: Session, actor: Actor, code: str) -> list[ChangeRecord]:
    """Changes an actor may see that took or may take effect on a grid, newest first."""
    touches = (
        select(ChangedGrid.ordinal)
        .where(ChangedGrid.change_id == BoundaryChange.id, ChangedGrid.code == code)
        .exists()
    )
    known = BoundaryChange.status.in_((*OPEN, ChangeStatus.ENACTED))
    query = _select().where(visible_to(actor), touches, known)
    return _records(session, query.order_by(BoundaryChange.made_at.desc(), BoundaryChange.id))


def find_change(session: Session, actor: Actor, change_id: UUID) -> ChangeRecord:
    """One change.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    found = _records(session, _select().where(BoundaryChange.id == change_id, visible_to(actor)))
    if not found:
        msg = f"no change of boundaries {change_id}"
        raise NotFound(msg)
    return found[0]


def change_of_system(session: Session, change_id: UUID) -> ChangeRecord | None:
    """A change for the program's own work; none if there is none."""
    found = _records(session, _select().where(BoundaryChange.id == change_id))
    return found[0] if found else None


def keep_change(session: Session, village: str | None, asked: Asked, by: int, at: datetime) -> UUID:
    """Write a proposed change without its grids; answers its id."""
    values = {**_asked_columns(asked), "region_code": village, "made_by": by, "made_at": at}
    query = insert(BoundaryChange).values(status=ChangeStatus.PROPOSED, version=1, **values)
    return session.execute(query.returning(BoundaryChange.id)).scalar_one()


def ask_anew(
    session: Session, change_id: UUID, seen: int, village: str | None, asked: Asked, **values: Any
) -> None:
    """Let a change ask for something else, or the same on other boundaries.

    Raises
    ------
    StaleWrite
        If somebody else changed it in the meantime.
    """
    empty = {"approved_by": None, "approved_at": None}
    columns = {**_asked_columns(asked), "region_code": village, **empty, **values}
    set_status(session, change_id, seen, ChangeStatus.PROPOSED, **columns)


def set_status(
    session: Session, change_id: UUID, seen: int, status: ChangeStatus, **values: Any
) -> None:
    """Change a change that is still at the version its editor saw.

    Raises
    ------
    StaleWrite
        If somebody else changed it in the meantime.
    """
    columns = {"status": status, "version": seen + 1, **values}
    change_row(session, BoundaryChange, change_id, seen, columns)


def outdate_others(
    session: Session, versions: Sequence[int], but: UUID | None = None
) -> list[UUID]:
    """Mark open changes as outdated that were drawn from boundaries which end now; their ids."""
    drawn_from = select(ChangedGrid.change_id).where(
        ChangedGrid.before_id.in_(versions), ChangedGrid.fate != GridFate.CORNER
    )
    query = (
        update(BoundaryChange)
        .where(BoundaryChange.id.in_(drawn_from), BoundaryChange.status.in_(OPEN))
        .where(BoundaryChange.id.is_distinct_from(but))
        .values(status=ChangeStatus.OUTDATED, version=BoundaryChange.version + 1)
        .returning(BoundaryChange.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(session.scalars(query))


def _asked_columns(asked: Asked) -> dict[str, Any]:
    return {
        "kind": asked.kind,
        "request": asked.to_json(),
        "note": asked.note,
        "effective_on": asked.effective_on,
    }


def _asked(region: str | None, status: ChangeStatus | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if region:
        first, bound = code_range(region)
        asked += [BoundaryChange.region_code >= first, BoundaryChange.region_code < bound]
    if status is not None:
        asked.append(BoundaryChange.status == status)
    return asked


def _select() -> Select[*tuple[Any, ...]]:
    def having(fate: GridFate) -> ColumnElement[int]:
        return func.count().filter(ChangedGrid.fate == fate)

    figures = (
        select(
            having(GridFate.NEW).label("new"),
            having(GridFate.REDRAWN).label("redrawn"),
            having(GridFate.RETIRED).label("retired"),
            having(GridFate.CORNER).label("corners"),
            func.count(ChangedGrid.exception)
            .filter(ChangedGrid.fate != GridFate.CORNER)
            .label("exceptions"),
        )
        .where(ChangedGrid.change_id == BoundaryChange.id)
        .lateral()
    )
    own = [getattr(BoundaryChange, name) for name in _OWN]
    return (
        select(*own, Region.name.label("region_name"), *figures.c)
        .outerjoin(Region, Region.code == BoundaryChange.region_code)
        .join(figures, true())
    )


def _records(session: Session, query: Select[*tuple[Any, ...]]) -> list[ChangeRecord]:
    rows = session.execute(query).all()
    ids = {getattr(row, one) for row in rows for one in _BY} - {None}
    moving = (
        select(ChangedMember.change_id, func.count())
        .where(ChangedMember.change_id.in_([row.id for row in rows]))
        .group_by(ChangedMember.change_id)
    )
    with as_system(session):  # names and numbers, for those who read neither accounts nor homes
        known = select(Account.id, Account.name).where(Account.id.in_(ids))
        names: dict[int | None, str] = dict(session.execute(known).all())
        homes: dict[UUID, int] = dict(session.execute(moving).all())
    return [_record(row, names, homes.get(row.id, 0)) for row in rows]


def _record(row: Row[Any], names: dict[int | None, str], households: int) -> ChangeRecord:
    values: dict[str, Any] = row._asdict()
    people: dict[str, Any] = {f"{one}_name": names.get(values[one]) for one in _BY}
    return ChangeRecord(**values, **people, households=households)
