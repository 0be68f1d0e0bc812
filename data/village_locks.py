"""Locks by which all who change grids, or place issues into them, take turns.

The order is the same everywhere: villages first, by code, then rows, then heads of chains.
"""

import json
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.errors import TwinRunning
from data.placing import Ask, find_places, questions
from dispatch.placing import Found

_EXCLUSIVE: Final = text("""
    SELECT pg_advisory_xact_lock(hashtextextended('village:' || code, 0))
    FROM unnest(CAST(:codes AS text[])) AS code
""")
_SHARED: Final = text("""
    SELECT pg_advisory_xact_lock_shared(hashtextextended('village:' || code, 0))
    FROM unnest(CAST(:codes AS text[])) AS code
""")
_AT_ONCE: Final = text("""
    SELECT bool_and(pg_try_advisory_xact_lock_shared(hashtextextended('village:' || code, 0)))
    FROM unnest(CAST(:codes AS text[])) AS code
""")
_SQL: Final = Path(__file__).parent / "sql"
_OF_CHANGE, _BESIDE, _OF_PLACES = (
    text((_SQL / f"{name}.sql").read_text("utf-8"))
    for name in ("villages_of_change", "villages_beside", "villages_of_places")
)


def lock_villages(session: Session, codes: Collection[str], *, shared: bool = False) -> None:
    """Let nobody else change the grids of villages until this transaction ends.

    Take them all at once, before writing anything: later ones could be waited for crosswise.

    Parameters
    ----------
    codes
        Of the villages; empty for what belongs to none.
    shared
        Beside others who do not change them either, but must not see them change.
    """
    held = sorted(set(codes))  # the order of collation "C", as the trigger takes them
    session.execute(_SHARED if shared else _EXCLUSIVE, {"codes": held}).all()


def villages_of_change(session: Session, change_id: UUID, day: date) -> list[str]:
    """Villages that a change of boundaries reaches, by the boxes of its grids."""
    return list(session.scalars(_OF_CHANGE, {"change": change_id, "day": day}))


def villages_beside(session: Session, villages: Collection[str], day: date) -> list[str]:
    """Villages, those beside them, and those beside these: all that a new cut may reach."""
    values = {"villages": sorted(set(villages)), "day": day}
    return list(session.scalars(_BESIDE, values))


def villages_of_places(session: Session, asks: Sequence[Ask]) -> set[str]:
    """Villages whose grids these places may belong to."""
    return set(session.scalars(_OF_PLACES, {"asks": json.dumps(questions(asks))}))


def places_held(session: Session, asks: Sequence[Ask]) -> list[Found]:
    """What is known about each ask, in their order; it stays true until this transaction ends.

    Raises
    ------
    TwinRunning
        If somebody changes the boundaries of a village that nothing there spoke of before.
    """
    held = villages_of_places(session, asks)
    lock_villages(session, held, shared=True)
    found = find_places(session, asks)
    more = {village for one in found for village in _villages(one)} - held
    if more and not session.scalar(_AT_ONCE, {"codes": sorted(more)}):
        msg = "the boundaries there are being changed right now; ask again in a moment"
        raise TwinRunning(msg)
    return found


def _villages(found: Found) -> set[str]:
    """Villages of the grids a report may be placed in."""
    home = found.household.grid if found.household else None
    return {hit.region_code or "" for hit in (*found.grids, home) if hit is not None}
