"""Map datums that nobody declared, found by a whole batch of points."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.arrays import Floats
from geo.gcj02 import is_offset
from geo.known_ground import KnownGround, grid_rows, house_m
from geo.plane import metres_per_degree
from geo.undeclared import SHIFTED, unshifted

FEWEST: Final = 50
"""Points of one source from which they are judged as a whole."""
_ENOUGH: Final = 5_000
_HALF: Final = 0.5
_AT_THE_DOOR_M: Final = 5.0
_BY_A_HOUSE_M: Final = 80.0  # houses with 50 m of receiver error have their third quartile below
_MOST: Final = 75  # per cent of points that must be near houses; the rest may be roads and fields
_SPREAD_M: Final = 200.0  # half the points of a site that any shift could push into a village
_CONTROLS: Final = 12
_CLEARLY: Final = 0.7
_MANY_OUTSIDE: Final = 0.1


@dataclass(frozen=True, slots=True)
class BatchDatum:
    """What a batch of points looks like as a whole.

    Attributes
    ----------
    datum
        ``gcj02`` or ``bd09``.
    points
        How many points were looked at.
    given_m, moved_m
        Median metres to the nearest dwelling, as given and de-shifted; None where no dwelling
        is known.
    given_outside, moved_outside
        Share of the points in no grid, as given and de-shifted.
    """

    datum: str
    points: int
    given_m: float | None
    moved_m: float | None
    given_outside: float
    moved_outside: float


def batch_datum(ground: KnownGround, lon: Floats, lat: Floats) -> BatchDatum | None:
    """Judge the points of one source as a whole.

    Parameters
    ----------
    ground
        As `geo.known_ground.known_ground` prepares it.
    lon, lat
        Degrees as given (n,); pairs outside China are left out, and of more than 5,000 that many
        are taken, evenly.

    Returns
    -------
    finding
        None when the points are what they say, or fewer than `FEWEST`.

    Notes
    -----
    De-shifting must halve the median distance to the nearest dwelling. So that points of
    roads and sites beside a village are not taken for shifted ones, three quarters of the
    moved points must then lie within 80 m of a dwelling, or the move must be clearly better
    than eleven moves as long in other directions; and points of a single site, half of them
    within 200 m of its middle, count only when they come to lie at doors. Without dwellings
    the share outside all grids is halved instead, and one point in ten must lie outside.
    """
    given = np.column_stack([lon, lat]).astype(np.float64)
    given = given[is_offset(given[:, 0], given[:, 1])]
    given = given[np.linspace(0, len(given) - 1, min(len(given), _ENOUGH)).astype(np.int64)]
    if len(given) < FEWEST or not (ground.dwellings is not None or len(ground.grids)):
        return None
    copies = {datum: unshifted(given, datum) for datum in SHIFTED}
    if ground.dwellings is None:
        return _by_grids(ground, given, copies)
    medians = {datum: _median_m(ground, copy) for datum, copy in copies.items()}
    datum = min(SHIFTED, key=lambda name: medians[name])
    own_m, moved_m = _median_m(ground, given), medians[datum]
    if not (moved_m < own_m * _HALF and _is_certain(ground, given, copies[datum])):
        return None
    shares = _outside(ground, given), _outside(ground, copies[datum])
    return BatchDatum(datum, len(given), own_m, moved_m, *shares)


def _by_grids(
    ground: KnownGround, given: Floats, copies: Mapping[str, Floats]
) -> BatchDatum | None:
    shares = {datum: _outside(ground, copy) for datum, copy in copies.items()}
    datum = min(SHIFTED, key=lambda name: shares[name])
    before, after = _outside(ground, given), shares[datum]
    if before < _MANY_OUTSIDE or after > min(before * _HALF, _MANY_OUTSIDE):
        return None
    return BatchDatum(datum, len(given), None, None, before, after)


def _is_certain(ground: KnownGround, given: Floats, moved: Floats) -> bool:
    metres = house_m(ground, moved)
    if np.median(metres) <= _AT_THE_DOOR_M:
        return True
    if _spread_m(given) < _SPREAD_M:
        return False
    near = bool(np.percentile(metres, _MOST) <= _BY_A_HOUSE_M)
    return near or bool(np.median(metres) <= _CLEARLY * _best_control_m(ground, given, moved))


def _best_control_m(ground: KnownGround, given: Floats, moved: Floats) -> float:
    """Smallest median distance after a move as long as the de-shift in another direction."""
    scale = _scale(given)
    east, north = ((moved - given) * scale).mean(axis=0)
    turns = np.arange(1, _CONTROLS) * 2 * np.pi / _CONTROLS
    turned = [
        (east * np.cos(turn) - north * np.sin(turn), east * np.sin(turn) + north * np.cos(turn))
        for turn in turns
    ]
    return min(_median_m(ground, given + np.array(move) / scale) for move in turned)


def _spread_m(given: Floats) -> float:
    """Median metres of the points to their middle."""
    away = (given - np.median(given, axis=0)) * _scale(given)
    return float(np.median(np.hypot(away[:, 0], away[:, 1])))


def _scale(given: Floats) -> Floats:
    return np.concatenate(metres_per_degree(np.atleast_1d(np.median(given[:, 1]))))


def _median_m(ground: KnownGround, lonlat: Floats) -> float:
    return float(np.median(house_m(ground, lonlat)))


def _outside(ground: KnownGround, lonlat: Floats) -> float:
    return float(np.mean(grid_rows(ground, lonlat) < 0))
