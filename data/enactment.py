"""A signed proposal takes effect: boundaries, memberships and posts of a village from a day on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from shapely import wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.boundary_changes import outdate_others
from data.grid_versions import (
    NewVersion,
    begin_versions,
    bend,
    end_grids,
    end_versions,
    move_households,
    refuse_later,
)
from data.neighbours import fit_to_neighbours
from data.proposed_grids import ProposedGridRecord, proposal_grids, serials_of
from data.tables import Grid
from data.village_locks import hold_also, lock_villages, villages_beside
from data.village_register import PresentGrid, grid_numbers, present_codes, present_grids
from dispatch.proposals import kept_codes, number_grids


@dataclass(frozen=True, slots=True)
class Enacted:
    """What changed in a village.

    Attributes
    ----------
    new, redrawn, retired, corners
        Codes of grids that begin, get another boundary, end, get a corner more only.
    households
        How many households changed their grid.
    """

    new: list[str]
    redrawn: list[str]
    retired: list[str]
    households: int
    corners: list[str] = field(default_factory=list)

    @property
    def touched(self) -> list[str]:
        """Codes of the grids whose ground changed."""
        return [*self.new, *self.redrawn, *self.retired]


# Households of other villages that belong to a grid of this one, with the grid of this one that
# covers them now; those of the village itself have just been put where they belong.
_STRAYS: Final = text("""
    SELECT DISTINCT ON (member.household_id) member.household_id, covering.grid_code
    FROM membership AS member
    JOIN household ON household.id = member.household_id
    LEFT JOIN grid_version AS covering
      ON covering.grid_code = ANY (:codes) AND covering.valid_to IS NULL
     AND covering.shape && household.place AND ST_Covers(covering.shape, household.place)
    WHERE member.grid_code = ANY (:changed) AND member.valid_to IS NULL
      AND NOT member.household_id = ANY (:own)
      AND (covering.grid_code IS NOT NULL OR member.grid_code = ANY (:retired))
    ORDER BY member.household_id, covering.grid_code = member.grid_code DESC, covering.grid_code
""")


def lock_village(session: Session, village: str, day: date) -> None:
    """Let nobody else change the grids of a village, or of those beside it, until the end.

    Raises
    ------
    TwinRunning
        If others are beside it once the locks are held, and somebody else holds one of them.
    """
    lock_villages(session, villages_beside(session, [village], day))
    hold_also(session, villages_beside(session, [village], day))


def enact(session: Session, village: str, proposal_id: UUID, day: date) -> Enacted:
    """Make the grids of a proposal those of its village from a day on.

    What was the same before is left alone. A grid that ends takes its posts with it; a new
    one has a code never used before, and nobody holds it yet. Along the border of the village
    its grids and those of its neighbours get the same corners.

    Raises
    ------
    RegisterChanged
        If a boundary or membership of a later day is already recorded for the village.
    """
    serials = serials_of(session, proposal_id)
    present = {grid.code: grid for grid in present_grids(session, village, day)}
    targets, corners = _fitted(
        session, village, _targets(session, village, proposal_id, serials, day), day
    )
    new = [one for one in targets if one.code not in present]
    redrawn = [one for one in targets if one.code in present and _differs(present[one.code], one)]
    codes = {one.grid.serial: one.code for one in targets}
    retired = sorted(present.keys() - set(codes.values()))
    changed = [*retired, *(one.code for one in redrawn)]
    every = session.scalars(select(Grid.code).where(Grid.region_code == village))
    refuse_later(session, [*every, *corners], day)
    ended = [present[code].version_id for code in changed]
    end_versions(session, ended, day)
    end_grids(session, retired, day)
    versions = [_version(one, begins=one.code not in present) for one in (*new, *redrawn)]
    begin_versions(session, village, versions, day)
    ended += bend(session, corners, day)
    outdate_others(session, ended)
    members = {one: codes[serial] for one, serial in serials.items()}
    moved = move_households(session, members, day)
    enacted = Enacted(
        [one.code for one in new], [one.code for one in redrawn], retired, moved, sorted(corners)
    )
    _move_strays(session, enacted, list(codes.values()), list(serials), day)
    return enacted


@dataclass(frozen=True, slots=True)
class _Target:
    """A proposed grid with the code and number it gets."""

    grid: ProposedGridRecord
    code: str
    number: int
    shape: BaseGeometry


def _targets(
    session: Session, village: str, proposal_id: UUID, serials: Mapping[int, int], day: date
) -> list[_Target]:
    grids = proposal_grids(session, proposal_id, day)
    kept = kept_codes(present_codes(session, village, day), serials)
    number = number_grids(kept, grid_numbers(session, village), [grid.serial for grid in grids])
    targets = [
        _Target(
            grid,
            kept.get(grid.serial) or f"{village}{number[grid.serial]:03d}",
            number[grid.serial],
            wkb.loads(bytes(grid.shape)),
        )
        for grid in grids
    ]
    return sorted(targets, key=lambda one: one.code)


def _fitted(
    session: Session, village: str, targets: list[_Target], day: date
) -> tuple[list[_Target], dict[str, BaseGeometry]]:
    """Targets that meet the neighbours edge to edge, and the neighbours that get a corner."""
    shapes, corners = fit_to_neighbours(
        session, village, {one.code: one.shape for one in targets}, day
    )
    return [replace(one, shape=shapes[one.code]) for one in targets], corners


def _differs(old: PresentGrid, new: _Target) -> bool:
    return old.households != new.grid.households or not old.shape.equals_exact(new.shape, 0)


def _version(one: _Target, *, begins: bool) -> NewVersion:
    grid = one.grid
    figures = (grid.households, grid.compactness, grid.exception)
    return NewVersion(one.code, one.shape, *figures, begins=begins, number=one.number)


def _move_strays(
    session: Session, enacted: Enacted, codes: list[str], own: list[int], day: date
) -> None:
    """Put households of other villages into the grid that covers them now."""
    values = {
        "codes": codes,
        "changed": [*enacted.redrawn, *enacted.retired],
        "retired": enacted.retired,
        "own": own,
    }
    move_households(session, dict(session.execute(_STRAYS, values).all()), day)
