"""Grids, outlines and dwellings as they stand: what coordinates are judged by."""

from typing import Any

import numpy as np
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.layers import BUILDINGS
from data.tables import GridVersion, Household, LayerFeature, Region
from dispatch.vocabulary import RegionLevel
from geo.arrays import Floats, Shapes
from geo.dwellings import DWELLING_AREA_M2
from geo.known_ground import KnownGround, known_ground
from geo.plane import area_m2


def ground_now(session: Session) -> KnownGround:
    """What the registers say of the county's ground now, whatever day a file is about.

    Covered are the outlines of counties, or of all regions where no county has one, and the
    grids. Dwellings are the houses of the register and the larger buildings of the map.
    """
    grids = _shapes(session, GridVersion.shape)
    counties = _shapes(session, Region.outline, Region.level == RegionLevel.COUNTY)
    outlines = counties if len(counties) else _shapes(session, Region.outline)
    covered = shapely.union_all(np.concatenate([outlines, grids])) if len(outlines) else None
    return known_ground(grids, covered=covered, dwellings=_dwellings(session))


def _dwellings(session: Session) -> Floats:
    """Places of houses (n, 2); a building counts by its middle."""
    houses = shapely.get_coordinates(_shapes(session, Household.place))
    buildings = _shapes(session, LayerFeature.shape, LayerFeature.layer == BUILDINGS)
    large = buildings[area_m2(buildings) >= DWELLING_AREA_M2]
    return np.concatenate([houses, shapely.get_coordinates(shapely.centroid(large))])


def _shapes(session: Session, column: Any, *where: Any) -> Shapes:
    query = select(func.ST_AsBinary(column)).where(
        column.is_not(None), column.class_.valid_to.is_(None), *where
    )
    found = [bytes(shape) for shape in session.scalars(query)]
    return np.asarray(shapely.from_wkb(np.array(found, dtype=object)))
