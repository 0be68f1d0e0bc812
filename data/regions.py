"""Reading regions."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.tables import Region
from dispatch.vocabulary import RegionLevel


def regions_at(session: Session, level: RegionLevel) -> list[str]:
    """Codes of the regions of a level, in order."""
    query = select(Region.code).where(Region.level == level).order_by(Region.code)
    return list(session.scalars(query))


def region_names(session: Session, under: str = "") -> dict[str, str]:
    """Name by code of all regions whose code starts with some digits."""
    query = select(Region.code, Region.name).where(Region.code.startswith(under, autoescape=True))
    return dict(session.execute(query.order_by(Region.code)).all())
