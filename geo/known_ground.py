"""What is known of a county's ground: its grids, its outline, its dwellings."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints, Shapes
from geo.locating import locate_points
from geo.plane import LocalPlane, area_m2, local_plane, metres_per_degree, to_metres

_BESIDE_M: Final = 10_000.0


@dataclass(frozen=True, slots=True)
class KnownGround:
    """Grids, covered area and dwellings, ready to be asked for thousands of points.

    Attributes
    ----------
    grids
        Polygons, EPSG:4326 (k,).
    side_m
        Side in metres of a square as large as each grid (k,).
    covered
        Area in which a place of the county lies, EPSG:4326, prepared; empty when nothing
        is known.
    plane
        Plane of `dwellings`.
    dwellings
        Houses in metres on the plane; none when no house is known.
    """

    grids: Shapes
    side_m: Floats
    covered: BaseGeometry
    plane: LocalPlane | None
    dwellings: cKDTree | None


def known_ground(
    grids: Shapes, *, covered: BaseGeometry | None = None, dwellings: Floats | None = None
) -> KnownGround:
    """Prepare what is known.

    Parameters
    ----------
    grids
        Polygons, EPSG:4326; may be none.
    covered
        Outline of the county, EPSG:4326; without one, the box of grids and dwellings widened
        by 10 km.
    dwellings
        Houses (n, 2), WGS 84 lon and lat; None or no row when none is known.
    """
    houses = np.zeros((0, 2)) if dwellings is None else np.asarray(dwellings, dtype=np.float64)
    area = covered if covered is not None else _widened(grids, houses)
    shapely.prepare(area)
    plane = local_plane(_box(houses)) if len(houses) else None
    tree = cKDTree(to_metres(plane, houses)) if plane is not None else None
    return KnownGround(grids, np.sqrt(area_m2(grids)), area, plane, tree)


def grid_rows(ground: KnownGround, lonlat: Floats) -> Ints:
    """Row of the grid each point (n, 2) lies in or on, the first of several; -1 for none."""
    return locate_points(ground.grids, shapely.points(lonlat))


def house_m(ground: KnownGround, lonlat: Floats) -> Floats:
    """Metres from each point (n, 2) to the nearest dwelling; infinite where none is known."""
    if ground.plane is None or ground.dwellings is None:
        return np.full(len(lonlat), np.inf)
    distance, _ = ground.dwellings.query(to_metres(ground.plane, lonlat))
    return np.asarray(distance, dtype=np.float64)


def _widened(grids: Shapes, houses: Floats) -> BaseGeometry:
    places = np.concatenate([shapely.get_coordinates(grids), houses])
    if not len(places):
        return shapely.Polygon()
    west, south, east, north = _box(places)
    east_m, north_m = metres_per_degree(np.array([(south + north) / 2]))
    by_lon, by_lat = _BESIDE_M / float(east_m[0]), _BESIDE_M / float(north_m[0])
    return shapely.box(west - by_lon, south - by_lat, east + by_lon, north + by_lat)


def _box(places: Floats) -> tuple[float, float, float, float]:
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    return float(west), float(south), float(east), float(north)
