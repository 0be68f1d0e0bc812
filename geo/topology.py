"""What is wrong with a set of grids: gaps, overlaps, broken shapes, sizes, households outside."""

from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints, Shapes
from geo.faults import Fault, grid_names
from geo.houses import household_points
from geo.located import count_located, locate_first
from geo.plane import area_m2

# Under a square millimetre nothing can be gained or lost.
TOLERANCE_M2: Final = 1e-6
# A vertex put on an outline is rounded to a tenth of a millimetre; ten times that is a gap.
_THIN_DEGREES: Final = 1e-8


def check_grids(
    grids: gpd.GeoDataFrame,
    households: gpd.GeoDataFrame | None = None,
    boundary: gpd.GeoDataFrame | None = None,
    min_size: int = 10,
    max_size: int = 15,
) -> list[Fault]:
    """Look for everything that is wrong with a set of grids.

    Parameters
    ----------
    grids
        Polygons, EPSG:4326, one row per grid; ``households`` and ``exception`` are read where
        present.
    households
        Points, EPSG:4326, those that count; None: sizes are those of the column.
    boundary
        Outlines the grids must fill, EPSG:4326; None: only enclosed gaps can be seen.
    min_size, max_size
        Bounds of a grid in households.

    Returns
    -------
    faults
        In the order ``invalid-shape``, ``overlap``, ``gap``, ``outside-boundary``,
        ``household-outside``, ``count-differs``, ``size``. A size out of range is no fault
        where ``exception`` names its reason. Empty when all is well.

    Raises
    ------
    InvalidShape, InvalidCoordinate
        If the households are no points on the globe.
    """
    names = grid_names(grids)
    shapes = grids.geometry.to_numpy().copy()
    faults = _broken(shapes, names)
    shapes[~_sound(shapes)] = shapely.Polygon()
    faults += _overlaps(shapes, names)
    faults += _gaps(shapes, boundary)
    if boundary is not None:
        faults += _beyond(shapes, names, boundary)
    located = None
    if households is not None:
        homes = household_points(households)
        grid = locate_first(shapes, homes)
        located = count_located(shapes, homes, grid)
        faults += _outside(homes, grid, households)
        faults += _differing(grids, located, names)
    return faults + _sizes(
        grids, None if located is None else located[0], names, (min_size, max_size)
    )


def _sound(shapes: Shapes) -> Shapes:
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    return np.asarray(polygonal & shapely.is_valid(shapes) & ~shapely.is_empty(shapes))


def _broken(shapes: Shapes, names: list[str]) -> list[Fault]:
    faults = []
    for i in np.flatnonzero(~_sound(shapes)):
        shape = shapes[i]
        absent = shape is None or shape.is_empty
        reason = "empty" if absent else shapely.is_valid_reason(shape)
        faults.append(Fault("invalid-shape", (names[i],), {"reason": reason}))
    return faults


def _overlaps(shapes: Shapes, names: list[str]) -> list[Fault]:
    one, other = STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    area = area_m2(shapely.intersection(shapes[one], shapes[other]))
    found = area > TOLERANCE_M2
    triples = zip(one[found], other[found], area[found], strict=True)
    return [Fault("overlap", (names[a], names[b]), {"area_m2": float(m2)}) for a, b, m2 in triples]


def _gaps(shapes: Shapes, boundary: gpd.GeoDataFrame | None) -> list[Fault]:
    covered = shapely.union_all(shapes)
    holes = _enclosed(covered)
    if boundary is not None:
        ground = _ground(boundary)
        holes = shapely.get_parts(shapely.difference(ground, covered))
        holes = holes[~_along_edge(holes, ground)]
    area = area_m2(holes)
    inner = shapely.point_on_surface(holes)
    return [
        Fault("gap", (), {"area_m2": float(m2), "lon": point.x, "lat": point.y})
        for m2, point in zip(area, inner, strict=True)
        if m2 > TOLERANCE_M2
    ]


def _enclosed(covered: BaseGeometry) -> Shapes:
    rings = [ring for part in shapely.get_parts(covered) for ring in part.interiors]
    return np.array([shapely.Polygon(ring) for ring in rings], dtype=object)


def _ground(boundary: gpd.GeoDataFrame) -> BaseGeometry:
    outline: BaseGeometry = shapely.union_all(boundary.geometry.to_numpy())
    return outline


def _along_edge(pieces: Shapes, ground: BaseGeometry) -> Shapes:
    """Slivers along an outline that the rounding of vertices explains."""
    band = shapely.buffer(ground.boundary, _THIN_DEGREES, quad_segs=1)
    shapely.prepare(band)
    return np.asarray(shapely.covered_by(pieces, band))


def _beyond(shapes: Shapes, names: list[str], boundary: gpd.GeoDataFrame) -> list[Fault]:
    ground = _ground(boundary)
    pieces, owner = shapely.get_parts(shapely.difference(shapes, ground), return_index=True)
    kept = ~_along_edge(pieces, ground)
    area = np.bincount(owner[kept], area_m2(pieces[kept]), len(shapes))
    return [
        Fault("outside-boundary", (names[i],), {"area_m2": float(area[i])})
        for i in np.flatnonzero(area > TOLERANCE_M2)
    ]


def _outside(homes: Shapes, grid: Ints, households: gpd.GeoDataFrame) -> list[Fault]:
    return [
        Fault(
            "household-outside",
            (),
            {"household": str(households.index[i]), "lon": homes[i].x, "lat": homes[i].y},
        )
        for i in np.flatnonzero(grid < 0)
    ]


def _differing(
    grids: gpd.GeoDataFrame, located: tuple[Ints, Ints], names: list[str]
) -> list[Fault]:
    if "households" not in grids.columns:
        return []
    stated = grids["households"].to_numpy()
    found, doubtful = located
    return [
        Fault("count-differs", (names[i],), {"stated": int(stated[i]), "found": int(found[i])})
        for i in np.flatnonzero(np.abs(stated - found) > doubtful)
    ]


def _sizes(
    grids: gpd.GeoDataFrame, found: Ints | None, names: list[str], bounds: tuple[int, int]
) -> list[Fault]:
    stated = grids["households"].to_numpy() if "households" in grids.columns else found
    if stated is None:
        return []
    wrong = (stated < bounds[0]) | (stated > bounds[1])
    if "exception" in grids.columns:
        wrong &= (
            grids["exception"].isin([None, ""]).to_numpy() | grids["exception"].isna().to_numpy()
        )
    return [
        Fault("size", (names[i],), {"households": int(stated[i])}) for i in np.flatnonzero(wrong)
    ]
