"""Names of regions and grids by their codes."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from data.tables import Grid, Region
from dispatch.vocabulary import RegionLevel


def region_names_of(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Name of each of some regions."""
    if not codes:
        return {}
    return dict(
        session.execute(select(Region.code, Region.name).where(Region.code.in_(codes))).all()
    )


def grid_names_of(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Name of each of some grids that has one."""
    if not codes:
        return {}
    query = select(Grid.code, Grid.name).where(Grid.code.in_(codes), Grid.name.is_not(None))
    return {code: name or "" for code, name in session.execute(query)}


def full_names_of(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Name of each of some regions with that of its township before it, in the order given."""
    if not codes:
        return {}
    above = aliased(Region)
    query = (
        select(Region.code, func.concat(above.name, Region.name))
        .outerjoin(
            above, (above.code == Region.parent_code) & (above.level == RegionLevel.TOWNSHIP)
        )
        .where(Region.code.in_(codes))
    )
    names = dict(session.execute(query).all())
    return {code: names[code] for code in codes if code in names}
