"""Households into the grids they stand in."""

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


def enrol(session: Session, day: date) -> None:
    """From a day on, put each household without a grid into the one it stands in.

    On a shared edge the grid of its own village goes first, then the lower code.
    """
    session.execute(_ENROL, {"day": day})
