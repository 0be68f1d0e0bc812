"""Proposals of grids: opened for a village, listed, found, carried from status to status."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
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
)
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.register_versions import change_row
from data.tables import GridProposal, ProposedGrid, Region
from dispatch.proposals import CutOptions
from dispatch.region_codes import code_range
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import ProposalStatus

OPEN: Final = (ProposalStatus.WORKING, ProposalStatus.PROPOSED, ProposalStatus.FAILED)
"""Statuses of what nobody has settled yet."""
_OWN: Final = (
    *("id", "batch", "region_code", "status", "options", "faults", "made_at"),
    *("settled_at", "settled_reason", "failure", "version"),
)


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """One proposal with its figures.

    Attributes
    ----------
    faults
        What the partition could not do: `code`, `serials` of the grids, `number` of times.
    failure
        `dispatch.proposals.Failure` of a failed one.
    grids, households, registered
        How many grids, households that count, households in all; 0 before it is cut.
    exceptions
        Grids whose size could not be kept.
    new_grids
        Grids that would get a code never used before.
    distance_m, farthest_m
        Mean over the households that count, and the most, in straight-line metres to the middle
        of their grid; none before it is cut.
    """

    id: UUID
    batch: UUID
    region_code: str
    region_name: str
    status: ProposalStatus
    options: CutOptions
    faults: list[dict[str, Any]]
    made_at: datetime
    settled_at: datetime | None
    settled_reason: str | None
    failure: str | None
    version: int
    grids: int
    households: int
    registered: int
    exceptions: int
    new_grids: int
    distance_m: float | None
    farthest_m: float | None


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far the proposals of a batch are; `done` of `total` need no work any more."""

    batch: UUID
    total: int
    done: int
    failed: int


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Rows of `grid_proposal` an actor may see: those of the villages under his region."""
    if not actor.may(Verb.PROPOSE_GRIDS):
        return false()
    first, bound = code_range(actor.region_prefix)
    return and_(GridProposal.region_code >= first, GridProposal.region_code < bound)


def list_proposals(
    session: Session,
    actor: Actor,
    *,
    region: str | None = None,
    status: ProposalStatus | None = None,
    batch: UUID | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> list[ProposalRecord]:
    """Proposals an actor may see, newest first, after that with an id; `region` is a prefix."""
    query = _records().where(visible_to(actor), *_asked(region, status, batch))
    if after is not None:
        moment = select(GridProposal.made_at).where(GridProposal.id == after).scalar_subquery()
        place = tuple_(GridProposal.made_at, GridProposal.id)
        query = query.where(place < tuple_(moment, after))
    order = (GridProposal.made_at.desc(), GridProposal.id.desc())
    return [_record(row) for row in session.execute(query.order_by(*order).limit(limit))]


def count_proposals(
    session: Session,
    actor: Actor,
    *,
    region: str | None = None,
    status: ProposalStatus | None = None,
    batch: UUID | None = None,
) -> int:
    """How many proposals an actor may see."""
    rows = select(func.count()).select_from(GridProposal)
    asked = rows.where(visible_to(actor), *_asked(region, status, batch))
    return session.scalar(asked) or 0


def find_proposal(session: Session, actor: Actor, proposal_id: UUID) -> ProposalRecord:
    """One proposal.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to see.
    """
    query = _records().where(GridProposal.id == proposal_id, visible_to(actor))
    row = session.execute(query).first()
    if row is None:
        msg = f"no proposal {proposal_id}"
        raise NotFound(msg)
    return _record(row)


def batch_progress(session: Session, actor: Actor, batch: UUID) -> BatchProgress:
    """How far a batch is, of the proposals in it that an actor may see.

    Raises
    ------
    NotFound
        If the actor sees none of them.
    """
    working = GridProposal.status == ProposalStatus.WORKING
    failed = GridProposal.status == ProposalStatus.FAILED
    query = select(func.count(), func.count().filter(~working), func.count().filter(failed))
    rows = query.where(GridProposal.batch == batch, visible_to(actor))
    total, done, failures = session.execute(rows).one()
    if not total:
        msg = f"no batch {batch}"
        raise NotFound(msg)
    return BatchProgress(batch, total, done, failures)


def keep_proposals(
    session: Session,
    regions: Sequence[str],
    options: CutOptions,
    *,
    batch: UUID,
    by: int,
    at: datetime,
) -> list[UUID]:
    """Write one proposal to be worked on for each region; answers their ids in that order."""
    rows = [
        {
            "region_code": region,
            "batch": batch,
            "status": ProposalStatus.WORKING,
            "options": asdict(options),
            "made_by": by,
            "made_at": at,
            "version": 1,
        }
        for region in regions
    ]
    query = insert(GridProposal).returning(GridProposal.id, sort_by_parameter_order=True)
    return list(session.scalars(query, rows))


def proposal_of_system(session: Session, proposal_id: UUID) -> GridProposal | None:
    """The row of a proposal for the program's own work; none if there is none."""
    query = select(GridProposal).where(GridProposal.id == proposal_id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def change_proposal(
    session: Session, proposal_id: UUID, seen: int, status: ProposalStatus, **values: Any
) -> int:
    """Change a proposal that is still at the version its editor saw; answers the new version.

    Raises
    ------
    StaleWrite
        If somebody else changed it in the meantime.
    """
    columns = {"status": status, "version": seen + 1, **values}
    change_row(session, GridProposal, proposal_id, seen, columns)
    return seen + 1


def open_proposals_of(session: Session, region: str) -> list[tuple[UUID, int, ProposalStatus]]:
    """Id, version and status of a village's proposals that nobody has settled, oldest first."""
    query = (
        select(GridProposal.id, GridProposal.version, GridProposal.status)
        .where(GridProposal.region_code == region, GridProposal.settled_at.is_(None))
        .order_by(GridProposal.made_at, GridProposal.id)
        .with_for_update()
    )
    return [(one, version, status) for one, version, status in session.execute(query)]


def _asked(
    region: str | None, status: ProposalStatus | None, batch: UUID | None
) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if region:
        first, bound = code_range(region)
        asked += [GridProposal.region_code >= first, GridProposal.region_code < bound]
    if status is not None:
        asked.append(GridProposal.status == status)
    if batch is not None:
        asked.append(GridProposal.batch == batch)
    return asked


def _records() -> Select[*tuple[Any, ...]]:
    held = func.sum(ProposedGrid.households)
    whole = func.sum(ProposedGrid.distance_m * ProposedGrid.households)
    figures = (
        select(
            func.count().label("grids"),
            func.coalesce(held, 0).label("households"),
            func.coalesce(func.sum(ProposedGrid.registered), 0).label("registered"),
            func.count(ProposedGrid.exception).label("exceptions"),
            func.count().filter(ProposedGrid.code.is_(None)).label("new_grids"),
            (whole / func.nullif(held, 0)).label("distance_m"),
            func.max(ProposedGrid.farthest_m).label("farthest_m"),
        )
        .where(ProposedGrid.proposal_id == GridProposal.id)
        .lateral()
    )
    own = [getattr(GridProposal, name) for name in _OWN]
    return (
        select(*own, Region.name.label("region_name"), *figures.c)
        .join(Region, Region.code == GridProposal.region_code)
        .join(figures, true())
    )


def _record(row: Row[Any]) -> ProposalRecord:
    values = {name: getattr(row, name) for name in ProposalRecord.__dataclass_fields__}
    return ProposalRecord(**{**values, "options": CutOptions(**row.options)})
