"""A signed proposal takes effect: boundaries, memberships and posts of a village from a day on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely import wkb
from sqlalchemy import func, insert, or_, select, text, update
from sqlalchemy.orm import Session

from data.errors import RegisterChanged
from data.proposed_grids import ProposedGridRecord, proposal_grids, serials_of
from data.tables import Grid, GridVersion, Membership, Post
from data.tables.base import WGS84
from data.village_register import PresentGrid, grid_numbers, present_codes, present_grids
from dispatch.proposals import kept_codes, number_grids


@dataclass(frozen=True, slots=True)
class Enacted:
    """What changed in a village.

    Attributes
    ----------
    new, redrawn, retired
        Codes of grids that begin, get another boundary, end.
    households
        How many households changed their grid.
    """

    new: list[str]
    redrawn: list[str]
    retired: list[str]
    households: int


_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('village:' || :village, 0))")

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


def lock_village(session: Session, village: str) -> None:
    """Let nobody else change the grids of a village until this transaction ends."""
    session.execute(_LOCK, {"village": village})


def enact(session: Session, village: str, proposal_id: UUID, day: date) -> Enacted:
    """Make the grids of a proposal those of its village from a day on.

    What was the same before is left alone. A grid that ends takes its posts with it; a new
    one has a code never used before, and nobody holds it yet.

    Raises
    ------
    RegisterChanged
        If a boundary or membership of a later day is already recorded.
    """
    _refuse_later(session, village, day)
    serials = serials_of(session, proposal_id)
    present = {grid.code: grid for grid in present_grids(session, village, day)}
    targets = _targets(session, village, proposal_id, serials, day)
    new = [one for one in targets if one.code not in present]
    redrawn = [
        one for one in targets if one.code in present and _differs(present[one.code], one.grid)
    ]
    codes = {one.grid.serial: one.code for one in targets}
    retired = sorted(present.keys() - set(codes.values()))
    ended = [present[code].version_id for code in (*retired, *(one.code for one in redrawn))]
    _end(session, ended, retired, day)
    _begin(session, village, new, redrawn, day)
    moved = _move_households(session, {one: codes[serial] for one, serial in serials.items()}, day)
    enacted = Enacted([one.code for one in new], [one.code for one in redrawn], retired, moved)
    _move_strays(session, enacted, list(codes.values()), list(serials), day)
    return enacted


@dataclass(frozen=True, slots=True)
class _Target:
    """A proposed grid with the code and number it gets."""

    grid: ProposedGridRecord
    code: str
    number: int


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
        )
        for grid in grids
    ]
    return sorted(targets, key=lambda one: one.code)


def _differs(old: PresentGrid, new: ProposedGridRecord) -> bool:
    shape = wkb.loads(bytes(new.shape))
    return old.households != new.households or not old.shape.equals_exact(shape, 0)


def _refuse_later(session: Session, village: str, day: date) -> None:
    of_village = select(Grid.code).where(Grid.region_code == village)
    later = or_(
        *(
            select(table.id).where(table.grid_code.in_(of_village), table.valid_from > day).exists()
            for table in (GridVersion, Membership)
        )
    )
    if session.scalar(select(later)):
        msg = "grids of a later day are already recorded for the village; sign from that day on"
        raise RegisterChanged(msg)


def _end(session: Session, versions: Collection[int], retired: Collection[str], day: date) -> None:
    """End boundaries, grids and the posts at them; what began the same day never held."""
    session.execute(update(GridVersion).where(GridVersion.id.in_(versions)).values(valid_to=day))
    session.execute(update(Grid).where(Grid.code.in_(retired)).values(valid_to=day))
    open_posts = or_(Post.valid_to.is_(None), Post.valid_to > day)
    session.execute(
        update(Post)
        .where(Post.grid_code.in_(retired), open_posts)
        .values(valid_to=func.greatest(Post.valid_from, day))
    )


def _begin(
    session: Session,
    village: str,
    new: Sequence[_Target],
    redrawn: Sequence[_Target],
    day: date,
) -> None:
    grids = [
        {"code": one.code, "region_code": village, "serial": one.number, "valid_from": day}
        for one in new
    ]
    versions = [
        {
            "grid_code": one.code,
            "shape": from_shape(wkb.loads(bytes(one.grid.shape)), WGS84),
            "households": one.grid.households,
            "compactness": one.grid.compactness,
            "exception": one.grid.exception,
            "valid_from": day,
        }
        for one in (*new, *redrawn)
    ]
    for table, rows in ((Grid, grids), (GridVersion, versions)):
        if rows:
            session.execute(insert(table).execution_options(render_nulls=True), rows)


def _move_households(session: Session, codes: Mapping[int, str | None], day: date) -> int:
    """Put households into these grids, or none, where they are in another; answers how many."""
    live = (Membership.household_id.in_(codes), Membership.valid_to.is_(None))
    query = select(Membership.household_id, Membership.grid_code).where(*live)
    before: dict[int, str] = dict(session.execute(query).all())
    moved = [one for one, code in codes.items() if before.get(one) != code]
    session.execute(
        update(Membership)
        .where(Membership.household_id.in_(moved), Membership.valid_to.is_(None))
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
    _move_households(session, dict(session.execute(_STRAYS, values).all()), day)
