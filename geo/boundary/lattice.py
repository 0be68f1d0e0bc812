"""Whole steps of the lattice, counted from a corner near by."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Shapes
from geo.errors import LineMisses
from geo.plane import metres_per_degree

STEPS: Final = 1e9
"""Steps of the lattice in a degree."""
# Products of two distances have to fit into 62 bits.
_WIDEST: Final = 1e9


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where the counting of steps begins.

    Attributes
    ----------
    west, south
        Steps from longitude and latitude 0 to the corner, whole numbers.
    metres
        Metres of a step eastward and of one northward (2,).
    """

    west: float
    south: float
    metres: Floats


def lay(shapes: Iterable[BaseGeometry]) -> Lattice:
    """Begin to count at the south-western corner of what an edit is about.

    Parameters
    ----------
    shapes
        Grids and lines in WGS 84 degrees, none empty.

    Raises
    ------
    LineMisses
        If they lie further apart than a degree.
    """
    west, south, east, north = shapely.total_bounds(list(shapes))
    if max(east - west, north - south) * STEPS > _WIDEST:
        msg = "what was drawn is more than a degree away from the grid"
        raise LineMisses(msg)
    metres = np.array(metres_per_degree(np.array([(south + north) / 2])))[:, 0] / STEPS
    # A margin, so that nothing is ever left of the corner.
    return Lattice(np.floor(west * STEPS) - 10**6, np.floor(south * STEPS) - 10**6, metres)


def to_steps(lattice: Lattice, shapes: Shapes) -> Shapes:
    """Geometries in degrees to whole steps, each vertex to the nearest."""
    origin = (lattice.west, lattice.south)
    return np.asarray(shapely.transform(shapes, lambda lonlat: np.rint(lonlat * STEPS) - origin))


def shape_to_steps(lattice: Lattice, shape: BaseGeometry) -> BaseGeometry:
    """Geometry in degrees to whole steps, each vertex to the nearest."""
    origin = (lattice.west, lattice.south)
    return shapely.transform(shape, lambda lonlat: np.rint(lonlat * STEPS) - origin)


def to_degrees(lattice: Lattice, shape: BaseGeometry) -> BaseGeometry:
    """Geometry in whole steps to degrees, in canonical vertex order.

    Notes
    -----
    One division of two exact numbers: the nearest double, the one that nine decimals in a file
    are read as.
    """
    origin = (lattice.west, lattice.south)
    return shapely.normalize(shapely.transform(shape, lambda steps: (steps + origin) / STEPS))


def area_m2(lattice: Lattice, shapes: Shapes) -> Floats:
    """Square metres of geometries in steps."""
    return np.asarray(shapely.area(shapes) * lattice.metres.prod())
