"""Reading regions."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.tables import Region
from dispatch.vocabulary import RegionLevel


def regions_at(session: Session, level: RegionLevel) -> list[str]:
    """Codes of the regions of a level, in order."""
    query = select(Region.code).where(Region.level == level).order_by(Region.code)
    return list(session.scalars(query))


def is_place_region(session: Session, code: str) -> bool:
    """Whether a code is that of a village or township, or of any region of a free scheme."""
    broad = (RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY)
    query = select(Region.code).where(Region.code == code, Region.level.not_in(broad))
    return session.scalar(query) is not None


def bounds_of(session: Session, code: str) -> tuple[float, float, float, float] | None:
    """Box of a region in WGS 84 degrees, west, south, east, north; none without an outline."""
    corners = (func.ST_XMin, func.ST_YMin, func.ST_XMax, func.ST_YMax)
    query = select(*(corner(Region.outline) for corner in corners))
    row = session.execute(query.where(Region.code == code, Region.outline.is_not(None))).first()
    return None if row is None else (row[0], row[1], row[2], row[3])


def region_names(session: Session, under: str = "") -> dict[str, str]:
    """Name by code of all regions whose code starts with some digits."""
    query = select(Region.code, Region.name).where(Region.code.startswith(under, autoescape=True))
    return dict(session.execute(query.order_by(Region.code)).all())
