"""Households into the grids they stand in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_ENROL: Final = text("""
    INSERT INTO membership (household_id, grid_code, valid_from)
    SELECT DISTINCT ON (household.id) household.id, version.grid_code, CAST(:day AS date)
    FROM household
    JOIN grid_version AS version
      ON version.shape && household.place AND ST_Covers(version.shape, household.place)
     AND daterange(version.valid_from, version.valid_to) @> CAST(:day AS date)
    JOIN grid ON grid.code = version.grid_code
    WHERE NOT EXISTS (
        SELECT FROM membership AS member
        WHERE member.household_id = household.id
          AND daterange(member.valid_from, member.valid_to) && daterange(CAST(:day AS date), NULL))
    ORDER BY household.id, (grid.region_code = household.village_code) DESC NULLS LAST,
             version.grid_code
""")

# Of some households those that stand in another grid than they belong to. The one they belong
# to stays if it covers the house too; then one of their own village goes first, then the lower
# code. A membership that begins later than the day is changed from its own beginning on.
_MISPLACED: Final = text("""
    SELECT DISTINCT ON (household.id)
           household.id, member.id AS member_id, member.grid_code AS before,
           version.grid_code AS after,
           greatest(CAST(:day AS date), member.valid_from) AS since, member.valid_to AS until
    FROM household
    LEFT JOIN LATERAL (
        SELECT own.id, own.grid_code, own.valid_from, own.valid_to
        FROM membership AS own
        WHERE own.household_id = household.id
          AND daterange(own.valid_from, own.valid_to) && daterange(CAST(:day AS date), NULL)
        ORDER BY own.valid_from LIMIT 1
    ) AS member ON TRUE
    JOIN grid_version AS version
      ON version.shape && household.place AND ST_Covers(version.shape, household.place)
     AND daterange(version.valid_from, version.valid_to)
         @> greatest(CAST(:day AS date), member.valid_from)
    JOIN grid ON grid.code = version.grid_code
    WHERE household.id = ANY (:ids)
    ORDER BY household.id, (version.grid_code = member.grid_code) DESC NULLS LAST,
             (grid.region_code = household.village_code) DESC NULLS LAST, version.grid_code
""")

_LEAVE: Final = text("UPDATE membership SET valid_to = :since WHERE id = :member_id")
_JOIN: Final = text("""
    INSERT INTO membership (household_id, grid_code, valid_from, valid_to)
    VALUES (:id, :after, :since, :until)
""")


@dataclass(frozen=True, slots=True)
class Rejoined:
    """A household that belongs to another grid from now on; none before: to its first."""

    household_id: int
    before: str | None
    after: str


def enrol(session: Session, day: date) -> None:
    """From a day on, put each household without a grid into the one it stands in.

    On a shared edge the grid of its own village goes first, then the lower code. A household
    whose house nobody has found stands in none.
    """
    session.execute(_ENROL, {"day": day})


def rejoin(session: Session, household_ids: Collection[int], day: date) -> list[Rejoined]:
    """From a day on, put households whose house was found elsewhere into the grid it stands in.

    What they belonged to before stays in the record. One that stands in no grid stays where it
    was.
    """
    rows = session.execute(_MISPLACED, {"ids": list(household_ids), "day": day}).mappings()
    moved = [dict(row) for row in rows if row["before"] != row["after"]]
    left = [row for row in moved if row["member_id"] is not None]
    for statement, of in ((_LEAVE, left), (_JOIN, moved)):
        if of:
            session.execute(statement, of)
    return [Rejoined(row["id"], row["before"], row["after"]) for row in moved]
