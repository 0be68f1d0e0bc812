"""Locks by which all who change grids, or place issues into them, take turns.

The order is the same everywhere: villages first, by code, then rows, then heads of chains.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.errors import TwinRunning
from data.placing import (
    Ask,
    Questions,
    asked_on,
    find_places,
    questions_json,
    questions_of,
)
from dispatch.placing import Found, Spot

_EXCLUSIVE: Final = text("""
    SELECT pg_advisory_xact_lock(hashtextextended('village:' || code, 0))
    FROM unnest(CAST(:codes AS text[])) AS code
""")
_SHARED: Final = text("""
    SELECT pg_advisory_xact_lock_shared(hashtextextended('village:' || code, 0))
    FROM unnest(CAST(:codes AS text[])) AS code
""")
_AT_ONCE: Final = text("""
    SELECT bool_and(pg_try_advisory_xact_lock(hashtextextended('village:' || code, 0)))
    FROM unnest(CAST(:codes AS text[])) AS code
""")
_SHARED_AT_ONCE: Final = text("""
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


def hold_also(session: Session, codes: Collection[str], *, shared: bool = False) -> None:
    """Hold villages that only showed once others were held, without waiting for them.

    Raises
    ------
    TwinRunning
        If somebody else holds one: whoever waited now could be waited for crosswise.
    """
    query = _SHARED_AT_ONCE if shared else _AT_ONCE
    if codes and not session.scalar(query, {"codes": sorted(set(codes))}):
        msg = "the boundaries there are being changed right now; ask again in a moment"
        raise TwinRunning(msg)


def villages_of_change(session: Session, change_id: UUID, day: date) -> list[str]:
    """Villages that a change of boundaries reaches, by the boxes of its grids."""
    return list(session.scalars(_OF_CHANGE, {"change": change_id, "day": day}))


def villages_beside(session: Session, villages: Collection[str], day: date) -> list[str]:
    """Villages, those beside them, and those beside these: all that a new cut may reach."""
    values = {"villages": sorted(set(villages)), "day": day}
    return list(session.scalars(_BESIDE, values))


def villages_of_places(session: Session, asks: Sequence[Ask], *, nearby: bool = False) -> set[str]:
    """Villages whose grids these places may belong to.

    Parameters
    ----------
    nearby
        Also those whose grids are only near, or met by the circle of a point's accuracy.
    """
    return _reached(session, questions_of(asks), nearby=nearby)


def _reached(session: Session, questions: Questions, *, nearby: bool = True) -> set[str]:
    if not questions:
        return set()
    values = {"asks": questions_json(questions), "nearby": nearby}
    return set(session.scalars(_OF_PLACES, values))


def places_held(
    session: Session, asks: Sequence[Ask], today: Callable[[], date] | None = None
) -> list[Found]:
    """What is known about each ask, in their order; it stays true until this transaction ends.

    Parameters
    ----------
    today
        Asked once the boundaries are held: those of no earlier day are used, though the report
        came in before midnight and waited for a change of boundaries.

    Raises
    ------
    TwinRunning
        If somebody changes the boundaries of a village that nothing there spoke of before.
    """
    held = _hold(session, questions_of(asks))
    found = find_places(session, _not_before(asks, today))
    more = {village for one in found for village in _villages(one)} - held
    hold_also(session, more, shared=True)
    return found


def hold_places(
    session: Session,
    questions: Questions,
    today: Callable[[], date] | None = None,
    *,
    wait: bool = True,
) -> Questions:
    """Hold the boundaries at many places, as `places_held`; answers the questions of that day.

    Parameters
    ----------
    wait
        Whether to wait for who changes boundaries there.

    Raises
    ------
    TwinRunning
        As `places_held`; without waiting, if somebody changes any boundaries there.
    """
    held = _hold(session, questions, wait=wait)
    more = _reached(session, questions) - held
    hold_also(session, more, shared=True)
    return questions if today is None else asked_on(questions, today())


def _hold(session: Session, questions: Questions, *, wait: bool = True) -> set[str]:
    """Hold the boundaries of the villages that places may belong to; answers those villages."""
    held = _reached(session, questions)
    (lock_villages if wait else hold_also)(session, held, shared=True)
    return held


def _not_before(asks: Sequence[Ask], today: Callable[[], date] | None) -> list[Ask]:
    if today is None:
        return list(asks)
    now = today()
    return [
        replace(ask, day=max(ask.day, now), handed_on=max(ask.handed_on or ask.day, now))
        for ask in asks
    ]


def _villages(found: Found) -> set[str]:
    """Villages of the grids a report may be placed in."""
    homes = [home for home in (found.household, found.caller, found.named) if home is not None]
    spots: list[Found | Spot] = [found, *([found.spot] if found.spot else [])]
    near = [one.near.grid for one in [*homes, *spots] if one.near is not None]
    hits = [
        *(home.grid for home in homes),
        *(hit for spot in spots for hit in spot.grids),
        *(one.grid for spot in spots for one in spot.circle),
        *(found.only_grid, found.only_grid_named, found.group.grid if found.group else None),
        *near,
    ]
    return {hit.region_code or "" for hit in hits if hit is not None}
