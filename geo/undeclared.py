"""Map datums that nobody declared, found by where the points ought to lie."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.arrays import Floats
from geo.datum import WGS84, convert_points
from geo.gcj02 import is_offset
from geo.known_ground import KnownGround, grid_rows, house_m

SHIFTED: Final = ("gcj02", "bd09")
"""Datums whose points pass for WGS 84; the first is what most map services give."""
_HALF: Final = 0.5
_REACH: Final = np.array([-0.03, -0.03, 0.03, 0.03])  # degrees, 2.5 km: twice the longest shift


def datum_by_dwellings(own_m: float | None, copies_m: Mapping[str, float | None]) -> str | None:
    """Find the datum of one point that lies in no grid.

    Parameters
    ----------
    own_m
        Metres from the point as given to the nearest dwelling; None when none is known.
    copies_m
        For each datum whose de-shifted copy lies in a grid: metres from that copy to the
        nearest dwelling. Where no dwelling is known, half the side of a square as large as
        that grid, as `undeclared_datums` does, or None.

    Returns
    -------
    datum
        The one whose copy is nearest to a dwelling, GCJ-02 if equal; None without any, and
        when no copy is more than twice as near as the point itself: then it lies beside the
        grids.
    """
    metres = {datum: _known(copies_m[datum]) for datum in SHIFTED if datum in copies_m}
    datum = min(metres, key=lambda name: metres[name], default=None)
    if datum is None or own_m is None or copies_m[datum] is None:
        return datum
    return datum if metres[datum] < own_m * _HALF else None


def _known(metres: float | None) -> float:
    return math.inf if metres is None else metres


def undeclared_datums(
    ground: KnownGround, lon: Floats, lat: Floats, *, whole: str | None = None
) -> list[str | None]:
    """Find for each point the datum it seems to be in, though WGS 84 was said.

    Parameters
    ----------
    ground
        As `geo.known_ground.known_ground` prepares it.
    lon, lat
        Degrees as given (n,), finite.
    whole
        Datum of the whole batch, as `batch_datum` finds it: where both fit, it is taken.

    Returns
    -------
    datums
        ``gcj02``, ``bd09`` or None, one per point: a point that lies in a grid has none, nor
        has one outside China, or one of which no de-shifted copy lies in a grid.
    """
    given = np.column_stack([lon, lat]).astype(np.float64)
    found: list[str | None] = [None] * len(given)
    lost = np.flatnonzero((grid_rows(ground, given) < 0) & _within_reach(ground, given))
    own = house_m(ground, given[lost])
    copies = {datum: _copy_metres(ground, given[lost], datum) for datum in SHIFTED}
    for n, row in enumerate(lost):
        fitting = {datum: float(m[n]) for datum, m in copies.items() if np.isfinite(m[n])}
        own_m = float(own[n]) if np.isfinite(own[n]) else None
        datum = datum_by_dwellings(own_m, fitting)
        found[row] = whole if datum and whole in fitting else datum
    return found


def _within_reach(ground: KnownGround, given: Floats) -> NDArray[np.bool_]:
    """Points in China that a shift could have brought here from some grid."""
    if not len(ground.grids):
        return np.zeros(len(given), dtype=bool)
    west, south, east, north = shapely.total_bounds(ground.grids) + _REACH
    within: NDArray[np.bool_] = shapely.intersects_xy(
        shapely.box(west, south, east, north), given[:, 0], given[:, 1]
    )
    return within & is_offset(given[:, 0], given[:, 1])


def _copy_metres(ground: KnownGround, given: Floats, datum: str) -> Floats:
    """Metres from each de-shifted copy to a dwelling; infinite where it is in no grid."""
    copy = unshifted(given, datum)
    row = grid_rows(ground, copy)
    metres = house_m(ground, copy)
    if ground.dwellings is None and len(ground.grids):
        metres = ground.side_m[row] / 2
    return np.where(row < 0, np.inf, metres)


def unshifted(given: Floats, datum: str) -> Floats:
    """Points (n, 2) of a shifted datum in WGS 84 degrees."""
    return np.column_stack(convert_points(given[:, 0], given[:, 1], datum, WGS84))
