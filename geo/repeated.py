"""Points that too many matters share: what a geocoder or a map app says for want of a better."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.arrays import Floats, Ints
from geo.known_ground import KnownGround, house_m

_LEAST: Final = 10
_SHARE: Final = 0.01  # of the batch: a crossroads of a city of 30,000 reports has 0.3 %
_DECIMALS: Final = 6  # a tenth of a metre
_DWELLING_M: Final = 30.0


@dataclass(frozen=True, slots=True)
class RepeatedPoint:
    """One point with the rows that share it.

    Attributes
    ----------
    lon, lat
        Degrees as given.
    rows
        Positions in the batch, ascending.
    """

    lon: float
    lat: float
    rows: Ints


def repeated_points(
    lon: Floats, lat: Floats, matters: Sequence[Hashable], *, ground: KnownGround | None = None
) -> list[RepeatedPoint]:
    """Find the points that stand for many different matters, most rows first.

    Parameters
    ----------
    lon, lat
        Degrees (n,); pairs that are not finite are left out.
    matters
        What each row is about (n,): many complaints of one household are one matter.
    ground
        With dwellings, a point within 30 m of one is a house with many tenants, not a default.

    Returns
    -------
    points
        Those that 10 matters or more share, and 1 % of the batch or more.
    """
    places = np.round(np.column_stack([lon, lat]).astype(np.float64), _DECIMALS)
    rows = np.flatnonzero(np.isfinite(places).all(axis=1))
    _, place, sharers = np.unique(places[rows], axis=0, return_inverse=True, return_counts=True)
    least = max(_LEAST, int(np.ceil(_SHARE * len(places))))
    shared = np.flatnonzero(sharers >= least)
    groups = [rows[place.ravel() == number] for number in shared]
    many = [group for group in groups if len({matters[row] for row in group}) >= least]
    found = [RepeatedPoint(float(lon[group[0]]), float(lat[group[0]]), group) for group in many]
    kept = [one for one in found if ground is None or not _is_dwelling(ground, one)]
    return sorted(kept, key=lambda one: (-len(one.rows), one.lon, one.lat))


def _is_dwelling(ground: KnownGround, one: RepeatedPoint) -> bool:
    return bool(house_m(ground, np.array([[one.lon, one.lat]]))[0] <= _DWELLING_M)
