"""A change of boundaries takes effect: grids, posts and households from a day on."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from shapely import wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.boundary_changes import ChangeRecord, outdate_others
from data.change_refreshing import on_todays_boundaries
from data.changed_grids import ChangedGridRecord, changed_grids, count_again, fresh_codes
from data.enactment import Enacted
from data.grid_versions import (
    NewVersion,
    begin_versions,
    bend,
    check_overlaps_now,
    end_grids,
    end_versions,
    move_households,
    refuse_later,
)
from data.tables import ChangedGrid, ChangedMember, Household
from data.village_locks import hold_also, lock_villages, villages_of_change
from dispatch.vocabulary import ChangeKind, GridFate


def lock_change(session: Session, change_id: UUID, day: date) -> None:
    """Let nobody else change the grids that a change reaches until this transaction ends."""
    lock_villages(session, villages_of_change(session, change_id, day))


def enact_change(session: Session, change: ChangeRecord, day: date) -> Enacted:
    """Make what a change has drawn the boundaries from a day on; it has to hold the locks.

    The register is read again: who lives where now decides who moves. A grid that ends takes
    its posts with it; a new one has a code never used before, and nobody holds it yet. Open
    changes that were drawn from what ends now are outdated; those that meet a corner more are
    drawn again when their day comes.

    Raises
    ------
    RegisterChanged, EditRefused
        If a grid has other ground by now, or a boundary of a later day is recorded.
    TwinRunning
        If it reaches a village by now that it did not when the locks were taken, and
        somebody else holds one of them.
    sqlalchemy.exc.IntegrityError
        If two grids would cover the same ground; see `data.session.refusal_of`.
    """
    grids = on_todays_boundaries(session, change, day)
    hold_also(session, villages_of_change(session, change.id, day))
    old = [one for one in grids if one.code is not None]
    refuse_later(session, [one.would_be for one in old], day)
    count_again(session, change.id, day, _moved(session, change))
    grids = changed_grids(session, change.id, day)
    retired = _codes(grids, GridFate.RETIRED)
    changed = [one for one in old if one.fate is not GridFate.CORNER]
    ended = [one.before_id for one in changed if one.before_id is not None]
    end_versions(session, ended, day)
    end_grids(session, retired, day)
    bend(session, _corners(grids), day)
    _begin(session, change, grids, day)
    moved = move_households(session, _members(session, change.id), day)
    outdate_others(session, ended, but=change.id)
    check_overlaps_now(session)
    corners = _codes(grids, GridFate.CORNER)
    new, redrawn = (_codes(grids, fate) for fate in (GridFate.NEW, GridFate.REDRAWN))
    return Enacted(new, redrawn, retired, moved, corners)


def _codes(grids: Iterable[ChangedGridRecord], fate: GridFate) -> list[str]:
    return sorted(one.would_be for one in grids if one.fate is fate)


def _corners(grids: Iterable[ChangedGridRecord]) -> dict[str, BaseGeometry]:
    return {
        one.would_be: wkb.loads(one.shape)
        for one in grids
        if one.fate is GridFate.CORNER and one.shape is not None
    }


def _begin(
    session: Session, change: ChangeRecord, grids: Sequence[ChangedGridRecord], day: date
) -> None:
    """Write the new boundaries, and give new grids their codes for good."""
    new = [one for one in grids if one.fate is GridFate.NEW]
    numbers = dict(fresh_codes(session, change.region_code, len(new)))
    drawn = (*(one for one in grids if one.fate is GridFate.REDRAWN), *new)
    versions = [_version(one, numbers.get(one.would_be)) for one in drawn]
    begin_versions(session, change.region_code, versions, day)
    for one in new:
        session.execute(
            update(ChangedGrid)
            .where(ChangedGrid.change_id == change.id, ChangedGrid.ordinal == one.ordinal)
            .values(code=one.would_be)
        )


def _moved(session: Session, change: ChangeRecord) -> tuple[int, str] | None:
    """Household that is moved by hand, and the grid it goes to."""
    asked = change.asked
    if asked.kind is not ChangeKind.MOVE or asked.target is None:
        return None
    home = session.scalar(select(Household.id).where(Household.number == asked.household))
    return None if home is None else (home, asked.target)


def _version(grid: ChangedGridRecord, number: int | None) -> NewVersion:
    return NewVersion(
        grid.would_be,
        wkb.loads(grid.shape or b""),
        grid.households,
        grid.compactness,
        grid.exception,
        begins=grid.fate is GridFate.NEW,
        number=number,
        kind=grid.kind,
        name=grid.name,
    )


def _members(session: Session, change_id: UUID) -> dict[int, str | None]:
    query = (
        select(ChangedMember.household_id, ChangedGrid.code)
        .join(
            ChangedGrid,
            (ChangedGrid.change_id == ChangedMember.change_id)
            & (ChangedGrid.ordinal == ChangedMember.ordinal),
        )
        .where(ChangedMember.change_id == change_id)
    )
    return dict(session.execute(query).all())
