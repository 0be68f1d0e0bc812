"""What every page says about the database: whose it is, and whether it is made up."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from data.database_settings import read_settings
from data.regions import region_names, regions_at
from dispatch.region_codes import prefix_of
from dispatch.vocabulary import RegionLevel


@dataclass(frozen=True, slots=True)
class County:
    """The county of a database; no name when it holds none, or several."""

    name: str
    made_up: bool


def read_county(session: Session) -> County:
    """Read whose database this is."""
    codes = regions_at(session, RegionLevel.COUNTY)
    name = region_name(session, codes[0]) if len(codes) == 1 else ""
    return County(name, read_settings(session).made_up)


def region_name(session: Session, code: str | None) -> str:
    """Name of a region; empty when there is none."""
    return region_names(session, prefix_of(code)).get(code, "") if code else ""
