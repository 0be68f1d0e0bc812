"""GCJ-02, the offset that maps published in China carry."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats

# Krasovsky 1940, the ellipsoid the offset is computed on.
_SEMI_MAJOR_M: Final = 6378245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
# The box of every public implementation; beyond it the offset is not applied.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
# The offset changes by under 1 % over its own length, so each round gains two digits or more.
_ROUNDS: Final = 12


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Shift WGS 84 points to GCJ-02.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees.

    Returns
    -------
    lon, lat
        GCJ-02 degrees, 300 to 700 m away; unchanged outside China's bounding box
        (72.004 to 137.8347 E, 0.8293 to 55.8271 N), which is the standard behaviour.

    Notes
    -----
    The published reverse-engineered series, as in eviltransform (BSD-3) and
    coordtransform (MIT).
    """
    east, north = _offset(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Find the WGS 84 points that GCJ-02 shifts onto the given ones.

    Parameters
    ----------
    lon, lat
        GCJ-02 degrees.

    Returns
    -------
    lon, lat
        WGS 84 degrees; the way there and back returns within a millimetre, except within
        700 m of the edge of China's bounding box, where the offset jumps.

    Notes
    -----
    Fixed-point iteration of ``w = g - offset(w)``; the usual one-step inverse is off by
    about a metre.
    """
    guess_lon, guess_lat = lon, lat
    for _ in range(_ROUNDS):
        east, north = _offset(guess_lon, guess_lat)
        guess_lon, guess_lat = lon - east, lat - north
    return guess_lon, guess_lat


def is_offset(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Which points lie in the box where maps carry the offset; those not finite do not."""
    return (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)


def _offset(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    radians = np.radians(lat)
    root = 1 - _ECCENTRICITY_SQUARED * np.sin(radians) ** 2
    metres_north = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / (root * np.sqrt(root))
    metres_east = _SEMI_MAJOR_M / np.sqrt(root) * np.cos(radians)
    inside = is_offset(lon, lat)
    east = np.degrees(_series_east(x, y) / np.where(inside, metres_east, 1.0))
    north = np.degrees(_series_north(x, y) / metres_north)
    return np.where(inside, east, 0.0), np.where(inside, north, 0.0)


def _series_east(x: Floats, y: Floats) -> Floats:
    polynomial = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    waves = _ripple(x) + _waves(x, (20.0, 1.0), (40.0, 3.0)) + _waves(x, (150.0, 12.0), (300, 30))
    return polynomial + waves * 2.0 / 3.0


def _series_north(x: Floats, y: Floats) -> Floats:
    polynomial = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y
    polynomial = polynomial + 0.2 * np.sqrt(np.abs(x))
    waves = _ripple(x) + _waves(y, (20.0, 1.0), (40.0, 3.0)) + _waves(y, (160.0, 12.0), (320, 30))
    return polynomial + waves * 2.0 / 3.0


def _ripple(x: Floats) -> Floats:
    return 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)


def _waves(value: Floats, *terms: tuple[float, float]) -> Floats:
    total = np.zeros_like(value)
    for amplitude, divisor in terms:
        total = total + amplitude * np.sin(value * np.pi / divisor)
    return total
