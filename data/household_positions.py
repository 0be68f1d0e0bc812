"""Keeping where houses stand: every finding, and the newest with the household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from data.ewkt import point
from data.tables import HouseholdPosition
from dispatch.vocabulary import Datum, PositionMethod


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a house; `lon`, `lat` in WGS 84 degrees.

    Attributes
    ----------
    accuracy_m
        Radius in metres it lies within; none when nobody said.
    datum
        What the coordinates were given in.
    key
        Made by the phone; none lets the database make one.
    """

    household_id: int
    lon: float
    lat: float
    accuracy_m: float | None
    method: PositionMethod
    found_on: date
    datum: Datum = Datum.WGS84
    key: UUID | None = None
    footprint_id: int | None = None
    made_by: int | None = None


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding that is kept already."""

    household_id: int
    made_by: int | None


# What stood in the register before findings were kept is the first of them.
_KEEP_OLD: Final = text("""
    INSERT INTO household_position
           (household_id, place, accuracy_m, method, source_datum, found_on, recorded_at)
    SELECT id, place, accuracy_m, coalesce(method, 'import'), source_datum, valid_from, recorded_at
    FROM household
    WHERE id = ANY (:ids) AND place IS NOT NULL
      AND NOT EXISTS (SELECT FROM household_position WHERE household_id = household.id)
""")

_SHOW_NEWEST: Final = text("""
    UPDATE household
    SET place = newest.place, accuracy_m = newest.accuracy_m, method = newest.method,
        source_datum = newest.source_datum
    FROM (
        SELECT DISTINCT ON (household_id) *
        FROM household_position
        WHERE household_id = ANY (:ids)
        ORDER BY household_id, found_on DESC, id DESC
    ) AS newest
    WHERE household.id = newest.household_id
      AND (household.place IS NULL OR NOT household.place ~= newest.place
           OR (household.accuracy_m, household.method)
              IS DISTINCT FROM (newest.accuracy_m, newest.method))
    RETURNING household.id
""")


def keep_findings(session: Session, findings: Sequence[Finding]) -> list[int]:
    """Keep findings; a household shows the one of the latest day, of several the last kept.

    Returns
    -------
    ids
        Households that stand elsewhere, or are known otherwise, than before.
    """
    ids = sorted({one.household_id for one in findings})
    if not ids:
        return []
    session.execute(_KEEP_OLD, {"ids": ids})
    session.execute(insert(HouseholdPosition), [_row(one) for one in findings])
    shown = list(session.scalars(_SHOW_NEWEST, {"ids": ids}))
    session.expire_all()
    return shown


def finding_with_key(session: Session, key: UUID) -> KeptFinding | None:
    """The finding a phone made this key for, if it is kept."""
    query = select(HouseholdPosition.household_id, HouseholdPosition.made_by)
    row = session.execute(query.where(HouseholdPosition.key == key)).first()
    return KeptFinding(*row) if row else None


def imported_places(session: Session) -> dict[int, tuple[float, float]]:
    """Where the last import that said so put each household that was found otherwise since."""
    query = (
        select(
            HouseholdPosition.household_id,
            func.ST_X(HouseholdPosition.place),
            func.ST_Y(HouseholdPosition.place),
        )
        .where(HouseholdPosition.method == PositionMethod.IMPORT)
        .order_by(HouseholdPosition.id)
    )
    return {household: (lon, lat) for household, lon, lat in session.execute(query)}


def _row(one: Finding) -> dict[str, Any]:
    same = ("household_id", "accuracy_m", "method", "found_on", "footprint_id", "made_by")
    return {
        **{name: getattr(one, name) for name in same},
        "place": point(one.lon, one.lat),
        "source_datum": one.datum.value,
        **({"key": one.key} if one.key else {}),
    }
