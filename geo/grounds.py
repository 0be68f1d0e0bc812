"""The outlines that grids are to fill."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints
from geo.errors import InvalidShape, MissingBoundary
from geo.faults import Fault
from geo.houses import key_text
from geo.plane import area_m2, local_plane, shape_to_degrees, to_metres

# Room for a courtyard around the outermost houses.
_MARGIN_M: Final = 30.0
# Less than this is the rounding of vertices.
_TOLERANCE_M2: Final = 1e-2


@dataclass(frozen=True, slots=True)
class Ground:
    """An outline with the households that divide it.

    Attributes
    ----------
    outline
        Polygon or multipolygon, EPSG:4326.
    rows
        Row numbers of the households, ascending.
    """

    outline: BaseGeometry
    rows: Ints


def village_hulls(lonlat: Floats, village: Ints) -> list[Ground]:
    """Outlines for villages without a boundary.

    Parameters
    ----------
    lonlat
        WGS 84 degrees of the households (n, 2).
    village
        Village number of each household (n,), from 0 without holes.

    Returns
    -------
    grounds
        The convex hull of each village's households with a margin of 30 m. Villages whose
        hulls meet share one ground, to be divided by the nearest household.
    """
    if len(village) == 0:
        return []
    hulls = np.array([_hull(lonlat[village == v]) for v in range(village.max() + 1)])
    joined = shapely.get_parts(shapely.union_all(hulls))
    outlines = [shapely.Polygon(part.exterior) for part in joined]
    home = shapely.STRtree(outlines).query(shapely.point_on_surface(hulls), "intersects")
    ground_of_village = np.full(len(hulls), len(outlines))
    np.minimum.at(ground_of_village, home[0], home[1])
    ground = ground_of_village[village]
    return [
        Ground(outline, np.flatnonzero(ground == i))
        for i, outline in enumerate(outlines)
        if (ground == i).any()
    ]


def _hull(lonlat: Floats) -> BaseGeometry:
    places = shapely.MultiPoint(lonlat)
    plane = local_plane(places.bounds)
    hull = shapely.MultiPoint(to_metres(plane, lonlat)).convex_hull
    return shape_to_degrees(plane, shapely.buffer(hull, _MARGIN_M, quad_segs=2))


def boundary_grounds(
    boundary: gpd.GeoDataFrame, village: Ints, names: Sequence[object], column: str | None
) -> list[Ground]:
    """Outlines from a boundary table.

    Parameters
    ----------
    boundary
        Polygons, EPSG:4326; several rows of one village are united.
    village
        Village number of each household (n,).
    names
        What `column` holds for each village number.
    column
        Column of `boundary` that names the village; None, or a column it lacks, makes all
        its polygons one outline that the villages share by the nearest household.

    Returns
    -------
    grounds
        One per village, or one for all.

    Raises
    ------
    InvalidShape
        If an outline is no polygon, or broken.
    MissingBoundary
        If a village has no polygon.
    """
    check_outlines(boundary)
    if column is None or column not in boundary.columns:
        return [Ground(_united(boundary), np.arange(len(village)))]
    label = boundary[column].map(key_text)
    held = set(label)
    missing = [key_text(name) for name in names if key_text(name) not in held]
    if missing:
        msg = f"no outline in the boundary file for {column}: {', '.join(missing[:10])}"
        raise MissingBoundary(msg)
    return [
        Ground(_united(boundary[label == key_text(name)]), np.flatnonzero(village == v))
        for v, name in enumerate(names)
    ]


def find_overlaps(grounds: Sequence[Ground], names: Sequence[str]) -> list[Fault]:
    """Name the pairs of outlines that claim the same ground.

    Returns
    -------
    faults
        ``outlines-overlap`` with ``area_m2``; they are reported, not repaired: which village
        the ground belongs to is not for a program to say.
    """
    outlines = np.array([ground.outline for ground in grounds], dtype=object)
    one, other = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    one, other = one[one < other], other[one < other]
    area = area_m2(shapely.intersection(outlines[one], outlines[other]))
    return [
        Fault("outlines-overlap", (names[a], names[b]), {"area_m2": float(m2)})
        for a, b, m2 in sorted(zip(one, other, area, strict=True))
        if m2 > _TOLERANCE_M2
    ]


def _united(boundary: gpd.GeoDataFrame) -> BaseGeometry:
    outline: BaseGeometry = shapely.union_all(boundary.geometry.to_numpy())
    return outline


def check_outlines(boundary: gpd.GeoDataFrame) -> None:
    """Refuse a boundary table that is not polygons in EPSG:4326.

    Raises
    ------
    InvalidShape
        If the table is empty or in another CRS, or an outline is no polygon, or broken.
    """
    if boundary.crs is not None and boundary.crs != "EPSG:4326":
        msg = f"the boundary is in {boundary.crs.to_string()}: convert it to EPSG:4326 first"
        raise InvalidShape(msg)
    for row, outline in enumerate(boundary.geometry, start=1):
        if outline is None or outline.is_empty or not outline.geom_type.endswith("Polygon"):
            msg = f"boundary row {row} is not a polygon: remove the row or draw its outline"
            raise InvalidShape(msg)
        if not outline.is_valid:
            reason = shapely.is_valid_reason(outline)
            msg = f"boundary row {row} is broken ({reason}): repair it in the map program first"
            raise InvalidShape(msg)
    if boundary.empty:
        msg = "the boundary file holds no polygon"
        raise InvalidShape(msg)
