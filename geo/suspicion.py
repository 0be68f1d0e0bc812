"""Coordinates that cannot be right, and what to do about them."""

from enum import StrEnum
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.arrays import Floats
from geo.coordinates import MAX_LAT, MAX_LON
from geo.known_ground import KnownGround, grid_rows
from geo.undeclared import undeclared_datums

_NEAR_ZERO: Final = 0.02  # degrees: nothing, shifted by a datum, is still nothing


class Suspicion(StrEnum):
    """What seems to be wrong with a pair of coordinates."""

    OFF_GLOBE = "off-globe"
    ZERO = "zero"
    SWAPPED = "swapped"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    OUTSIDE = "outside"


_EXPLAINED: Final = {
    Suspicion.OFF_GLOBE: "the numbers are no place on the globe; give degrees, or leave the place "
    "out",
    Suspicion.ZERO: "the coordinates are zero, which a program writes when it has no place; leave "
    "the place out",
    Suspicion.SWAPPED: "longitude and latitude look swapped; exchange them",
    Suspicion.GCJ02: "the coordinates look like GCJ-02, as most Chinese map services give them; "
    "declare the datum gcj02",
    Suspicion.BD09: "the coordinates look like BD-09, as Baidu's map gives them; declare the datum "
    "bd09",
    Suspicion.OUTSIDE: "the place lies outside the area covered; check it",
}


def explain(suspicion: Suspicion) -> str:
    """Sentence, in English, that says what is wrong and what to do."""
    return _EXPLAINED[suspicion]


def suspicions(
    ground: KnownGround, lon: Floats, lat: Floats, *, whole: str | None = None
) -> list[Suspicion | None]:
    """Find what seems to be wrong with each point.

    Parameters
    ----------
    ground
        As `geo.known_ground.known_ground` prepares it.
    lon, lat
        Degrees as given (n,); not finite is off the globe.
    whole
        As `geo.undeclared.undeclared_datums` takes it.

    Returns
    -------
    suspicions
        One per point, the first that holds: a point in a grid has none; then zero; swapped
        (a place, or in the covered area, only the other way round); off the globe; in an
        undeclared datum; outside the covered area.
    """
    points = np.column_stack([lon, lat]).astype(np.float64)
    found = plain_suspicions(ground, lon, lat)
    held = _holds(ground, points)
    rest = np.flatnonzero(~held & np.array([one is None for one in found], dtype=bool))
    datums = undeclared_datums(ground, *points[rest].T, whole=whole)
    beyond = ~_covers(ground, points[rest]) & (not ground.covered.is_empty)
    for row, datum, outside in zip(rest, datums, beyond, strict=True):
        found[row] = Suspicion(datum) if datum else Suspicion.OUTSIDE if outside else None
    return [None if inside else one for one, inside in zip(found, held, strict=True)]


def plain_suspicions(ground: KnownGround, lon: Floats, lat: Floats) -> list[Suspicion | None]:
    """Find what the numbers alone tell: zero, swapped, off the globe.

    Parameters
    ----------
    ground
        As `geo.known_ground.known_ground` prepares it; what it covers is never doubted.
    lon, lat
        Degrees as given (n,).

    Returns
    -------
    suspicions
        One per point, in the order of `suspicions`.
    """
    points = np.column_stack([lon, lat]).astype(np.float64)
    x, y = points.T
    on_globe = (np.abs(x) <= MAX_LON) & (np.abs(y) <= MAX_LAT)
    other_way = (np.abs(x) <= MAX_LAT) & (np.abs(y) <= MAX_LON)
    beyond = ~_covers(ground, points)
    found = np.select(
        [
            is_zero(x, y) & beyond,
            (_covers(ground, points[:, ::-1]) | (~on_globe & other_way)) & beyond,
            ~on_globe,
        ],
        [1, 2, 3],
    )
    kinds = (None, Suspicion.ZERO, Suspicion.SWAPPED, Suspicion.OFF_GLOBE)
    return [kinds[kind] for kind in found]


def is_zero(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Which points (n,), in degrees, a program wrote for want of a place."""
    near = (np.abs(lon) < _NEAR_ZERO) & (np.abs(lat) < _NEAR_ZERO)
    zero: NDArray[np.bool_] = (lon == 0) | (lat == 0) | near
    return zero


def _holds(ground: KnownGround, points: Floats) -> NDArray[np.bool_]:
    finite = np.isfinite(points).all(axis=1)
    held = np.zeros(len(points), dtype=bool)
    held[finite] = grid_rows(ground, points[finite]) >= 0
    return held


def _covers(ground: KnownGround, points: Floats) -> NDArray[np.bool_]:
    covers: NDArray[np.bool_] = shapely.intersects_xy(ground.covered, points[:, 0], points[:, 1])
    return covers
