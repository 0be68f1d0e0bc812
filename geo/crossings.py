"""Whether points lie in rings of few vertices, counted in arrays; what is too close stays open."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Floats, Ints
from geo.ring_table import RingTable

# Shewchuk's bound on the rounding of an orientation, (3 + 16 e) e with e = 2^-53, and what an
# underflow could take away.
_ERROR: Final = 3.3306690738754716e-16
_UNDERFLOW: Final = 1e-290
_AT_ONCE: Final = 8192  # pairs whose vertices fit into a core's own cache


@dataclass(frozen=True, slots=True)
class Sides:
    """Where points lie, one entry per pair of a ring and a point.

    Attributes
    ----------
    inside
        Whether the ring holds the point, where that is sure.
    open
        Whether the point lies on the ring, or too near for plain arithmetic to tell.
    """

    inside: NDArray[np.bool_]
    open: NDArray[np.bool_]


def sides_of_rings(table: RingTable, ring: Ints, x: Floats, y: Floats) -> Sides:
    """Tell on which side of a ring each point lies.

    Parameters
    ----------
    table
        The rings.
    ring
        Row of the table for each pair (n,).
    x, y
        The points (n,), finite, in the unit of the rings.

    Notes
    -----
    A ray to the east crosses the ring an odd number of times from inside. Which side of an edge
    a point is on is the sign of a determinant; it is believed only where it is larger than its
    rounding can be (Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast Robust
    Geometric Predicates, 1997, ccwerrboundA).
    """
    inside, unsure = np.empty(len(ring), dtype=bool), np.empty(len(ring), dtype=bool)
    for begin in range(0, len(ring), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        inside[some], unsure[some] = _some_sides(table, ring[some], x[some], y[some])
    return Sides(inside, unsure)


def _some_sides(
    table: RingTable, ring: Ints, x: Floats, y: Floats
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    width = table.y.shape[1]
    heights = np.take(table.y, ring, axis=0)
    above = heights > y[:, np.newaxis]
    level = (heights == y[:, np.newaxis]).any(axis=1)
    changes = np.flatnonzero(above[:, 1:] != above[:, :-1])
    pair = changes // (width - 1)
    begin = (ring[pair] - pair) * width + pair + changes  # of the edge, in the table as one row
    begin_x, end_x = (np.take(table.x, begin + i) - x[pair] for i in (0, 1))
    begin_y, end_y = (np.take(table.y, begin + i) - y[pair] for i in (0, 1))
    one, other = begin_x * end_y, end_x * begin_y
    side = one - other
    unsure = np.abs(side) <= _ERROR * (np.abs(one) + np.abs(other)) + _UNDERFLOW
    to_the_east = (side > 0) == (end_y > 0)
    crossed = np.bincount(pair[to_the_east], minlength=len(ring))
    level[pair[unsure]] = True
    return crossed % 2 == 1, level
