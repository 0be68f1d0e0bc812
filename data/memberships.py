"""Which household belongs to which grid."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_MOVE: Final = text("""
    UPDATE membership AS member
    SET grid_code = wanted.grid_code
    FROM jsonb_to_recordset(CAST(:wanted AS jsonb)) AS wanted(number text, grid_code text)
    JOIN household ON household.number = wanted.number
    WHERE member.household_id = household.id
      AND member.valid_from = :day
      AND member.grid_code <> wanted.grid_code
""")

_JOIN: Final = text("""
    INSERT INTO membership (household_id, grid_code, valid_from)
    SELECT household.id, wanted.grid_code, :day
    FROM jsonb_to_recordset(CAST(:wanted AS jsonb)) AS wanted(number text, grid_code text)
    JOIN household ON household.number = wanted.number
    WHERE NOT EXISTS (
        SELECT FROM membership AS member
        WHERE member.household_id = household.id
          AND daterange(member.valid_from, member.valid_to) @> CAST(:day AS date))
""")


def replace_memberships(session: Session, grid_by_number: Mapping[str, str], day: date) -> None:
    """Put households into the grids named for them, where they stand in another since `day`.

    Households of one place can belong to two grids: no polygon can tell them apart.
    """
    wanted = json.dumps([{"number": n, "grid_code": g} for n, g in grid_by_number.items()])
    for step in (_MOVE, _JOIN):
        session.execute(step, {"wanted": wanted, "day": day})
