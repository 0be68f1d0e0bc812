"""How far a county is covered: offices, people, grids with a holder, households in them.

The columns are those of the tables the city of Hohhot and the county of Zhuozi publish.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.errors import NotFound
from data.scope import as_system
from dispatch.region_codes import code_range, prefix_of
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import RegionLevel

_COVERAGE: Final = text((Path(__file__).parent / "sql" / "coverage.sql").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One region with all that lies below it; the row without a code is the total.

    Attributes
    ----------
    points, stations, centres, talk_rooms
        Offices by kind.
    agents
        People with any post, each once.
    grid_agents
        Those who hold a grid.
    village_agents, township_agents, county_agents
        Those with a post at an office of that level.
    held
        Grids with a holder.
    covered
        Households in a grid with a holder.
    """

    region_code: str | None
    region_name: str | None
    level: RegionLevel | None
    points: int
    stations: int
    centres: int
    talk_rooms: int
    agents: int
    grid_agents: int
    village_agents: int
    township_agents: int
    county_agents: int
    grids: int
    held: int
    households: int
    covered: int

    @property
    def offices(self) -> int:
        """Offices of all kinds."""
        return self.points + self.stations + self.centres + self.talk_rooms

    @property
    def grids_share(self) -> float | None:
        """Share of the grids that have a holder; none without grids."""
        return self.held / self.grids if self.grids else None

    @property
    def households_share(self) -> float | None:
        """Share of the households in a grid with a holder; none without households."""
        return self.covered / self.households if self.households else None


def coverage(
    session: Session, actor: Actor, day: date, region: str | None = None
) -> list[CoverageRow]:
    """Regions of county, township and village level on a day, by code, the total last.

    Parameters
    ----------
    region
        Code of the region wanted; the actor's own when none is given.

    Raises
    ------
    NotPermitted
        If the role reads no counts.
    NotFound
        If the region is not the actor's.
    """
    if not actor.may(Verb.MANAGE_REGISTERS):
        actor.require(Verb.READ_COUNTS)
    prefix = prefix_of(region) if region else actor.region_prefix
    if not prefix.startswith(actor.region_prefix):
        msg = f"no region {region}"
        raise NotFound(msg)
    first, bound = code_range(prefix)
    with as_system(session):  # counts of whole villages, from rows the actor need not read
        rows = session.execute(_COVERAGE, {"first": first, "bound": bound, "day": day}).all()
    return [_row(*row) for row in rows]


def _row(code: str | None, name: str | None, level: str | None, *counts: int) -> CoverageRow:
    return CoverageRow(code, name, RegionLevel(level) if level else None, *counts)
