"""BD-09, the second offset that one Chinese map service puts on GCJ-02."""

from typing import Final

import numpy as np

from geo.arrays import Floats

_WAVE: Final = np.pi * 3000.0 / 180.0
_EAST, _NORTH = 0.0065, 0.006
_ROUNDS: Final = 12


def gcj02_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Shift GCJ-02 points to BD-09.

    Parameters
    ----------
    lon, lat
        GCJ-02 degrees.

    Returns
    -------
    lon, lat
        BD-09 degrees, about 900 m away.

    Notes
    -----
    The formula of coordtransform (MIT), gcoord and pg-coordtransform, which agree;
    eviltransform's variant lacks the factor 3000/180 and is off by up to 40 m.
    """
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _WAVE)
    return radius * np.cos(angle) + _EAST, radius * np.sin(angle) + _NORTH


def bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Find the GCJ-02 points that BD-09 shifts onto the given ones.

    Parameters
    ----------
    lon, lat
        BD-09 degrees.

    Returns
    -------
    lon, lat
        GCJ-02 degrees; the way there and back returns within a millimetre.

    Notes
    -----
    Fixed-point iteration, as in `geo.gcj02.gcj02_to_wgs84`.
    """
    guess_lon, guess_lat = lon - _EAST, lat - _NORTH
    for _ in range(_ROUNDS):
        there_lon, there_lat = gcj02_to_bd09(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
    return guess_lon, guess_lat
