"""What addresses are read against, from the registers: names of places, no name of a person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from data.dated import holds_on
from data.tables import FormerName as FormerRow
from data.tables import Household, Region
from geo.address.divisions import Division, FormerName, Home, Landmark, Level

_SQL: Final = Path(__file__).parent / "sql"
_STAMP, _LANDMARKS = (
    text((_SQL / f"gazetteer_{name}.sql").read_text("utf-8")) for name in ("stamp", "landmarks")
)


class Stamp(NamedTuple):
    """Numbers that are equal where the registers name the same places, in any database."""

    regions: str
    former: str
    landmarks: str
    groups: str


@dataclass(frozen=True, slots=True)
class GazetteerRows:
    """Divisions, landmarks and villagers' groups of a day.

    Attributes
    ----------
    groups
        One home a group, without a person, a place or a number of the register: it says only
        how the register writes the group.
    """

    divisions: tuple[Division, ...]
    landmarks: tuple[Landmark, ...]
    groups: tuple[Home, ...]


def gazetteer_stamp(session: Session, day: date) -> Stamp:
    """Numbers that change whenever `gazetteer_rows` does."""
    return Stamp(*session.execute(_STAMP, {"day": day}).one())


def gazetteer_rows(session: Session, day: date) -> GazetteerRows:
    """Everything that has a name on a day; no divisions where the registers have no regions."""
    former = _former_names(session)
    query = select(Region.code, Region.name, Region.parent_code).where(holds_on(Region, day))
    divisions = tuple(
        Division(code, name, parent, _but(former.get(code, ()), name))
        for code, name, parent in session.execute(query.order_by(Region.code))
    )
    landmarks = tuple(Landmark(*row) for row in session.execute(_LANDMARKS, {"day": day}))
    return GazetteerRows(divisions, landmarks, _groups(session))


def _former_names(session: Session) -> dict[str, tuple[FormerName, ...]]:
    held: dict[str, list[FormerName]] = defaultdict(list)
    for row in session.scalars(select(FormerRow).order_by(FormerRow.id)):
        name = FormerName(row.name, Level(row.level.value), row.since, row.until)
        held[row.region_code].append(name)
    return {code: tuple(names) for code, names in held.items()}


def _but(former: tuple[FormerName, ...], name: str) -> tuple[FormerName, ...]:
    """Former names without the one that is borne again."""
    return tuple(one for one in former if one.name != name)


def _groups(session: Session) -> tuple[Home, ...]:
    query = (
        select(Household.village_code, Household.villagers_group)
        .where(Household.village_code.is_not(None), Household.villagers_group.is_not(None))
        .distinct()
        .order_by(Household.village_code, Household.villagers_group)
    )
    return tuple(
        Home(f"group {code}/{group}", None, str(code), group)
        for code, group in session.execute(query)
    )
