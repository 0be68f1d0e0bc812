"""The metre plane the county is drawn on: east and north of its middle, mapped to WGS 84.

The map is affine, so straight lines stay straight and neighbours keep their shared nodes. Within
50 km of the middle its distances are right to about 0.5 %, plenty for a made-up county.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

Points = npt.NDArray[np.float64]

MIDDLE_LON: Final = 110.6
MIDDLE_LAT: Final = 39.8

# Series for the length of one degree on WGS 84 at the middle's latitude
# (Snyder, Map Projections: A Working Manual, USGS 1987, p. 25).
_PHI: Final = np.radians(MIDDLE_LAT)
METRES_PER_DEGREE: Final[Points] = np.array(
    [
        111412.84 * np.cos(_PHI) - 93.5 * np.cos(3 * _PHI),
        111132.92 - 559.82 * np.cos(2 * _PHI) + 1.175 * np.cos(4 * _PHI),
    ]
)
_MIDDLE: Final[Points] = np.array([MIDDLE_LON, MIDDLE_LAT])

# One lattice for the whole county, about a centimetre: equal points are equal numbers.
LATTICE_DECIMALS: Final = 7


def to_lonlat(metres: Points) -> Points:
    """Longitude and latitude (degrees, on the lattice) of plane points (metres east, north)."""
    lonlat: Points = np.round(metres / METRES_PER_DEGREE + _MIDDLE, LATTICE_DECIMALS)
    return lonlat


def to_metres(lonlat: Points) -> Points:
    """Plane points (metres east, north) of longitudes and latitudes in degrees."""
    metres: Points = (lonlat - _MIDDLE) * METRES_PER_DEGREE
    return metres


def shape_to_lonlat(shape: Any) -> Any:
    """Shapes of the plane as shapes in WGS 84 degrees; arrays go in and out as arrays."""
    return shapely.transform(shape, to_lonlat)


def shape_to_metres(shape: Any) -> Any:
    """Shapes in WGS 84 degrees as shapes of the plane; arrays go in and out as arrays."""
    return shapely.transform(shape, to_metres)
