"""The coverage of regions on the wire."""

from datetime import date

from pydantic import BaseModel

from api.schemas.words import FromRecord
from dispatch.vocabulary import RegionLevel


class CoverageRowOut(FromRecord):
    """One region with all that lies below it; the row without a code is the total."""

    region_code: str | None
    region_name: str | None
    level: RegionLevel | None
    offices: int
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
    grids_share: float | None
    households: int
    covered: int
    households_share: float | None


class CoverageOut(BaseModel):
    """Regions of county, township and village level on a day, the total last."""

    on: date
    rows: list[CoverageRowOut]
