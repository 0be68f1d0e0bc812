"""Where straight pieces meet other than end to end, in integer arithmetic."""

from math import gcd
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.arrays import Ints

Place: TypeAlias = tuple[int, int]


def meetings(pieces: Ints, active: NDArray[np.bool_]) -> dict[int, set[Place]]:
    """Places that pieces have to be given as vertices.

    Parameters
    ----------
    pieces
        x and y of both ends in steps (n, 4).
    active
        Pieces that are looked at (n,), with one another and with all the rest.

    Returns
    -------
    places
        By row of `pieces`: ends of others that lie on it, and crossings rounded to the lattice;
        empty when pieces meet in common ends only.
    """
    one, other = _near(pieces, active)
    a, b, c, d = pieces[one, :2], pieces[one, 2:], pieces[other, :2], pieces[other, 2:]
    turns = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)]
    found: dict[int, set[Place]] = {}
    for rows, side, end in zip((one, one, other, other), turns, (c, d, a, b), strict=True):
        _ends_on(found, pieces, rows, side, end)
    signs = [np.sign(side) for side in turns]
    crossing = (signs[0] * signs[1] < 0) & (signs[2] * signs[3] < 0)
    for row in np.flatnonzero(crossing).tolist():
        place = _crossing(a[row], b[row], int(turns[2][row]), int(turns[3][row]))
        for piece in (int(one[row]), int(other[row])):
            x1, y1, x2, y2 = pieces[piece].tolist()
            if place not in ((x1, y1), (x2, y2)):
                found.setdefault(piece, set()).add(place)
    return found


def turn(a: Ints, b: Ints, c: Ints) -> Ints:
    """Twice the area of the triangle a, b, c (n,), positive where it turns left."""
    one, other = b - a, c - a
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])


def _near(pieces: Ints, active: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Pairs of pieces whose boxes meet, each once, at least one of them active."""
    lines = shapely.linestrings(pieces.reshape(-1, 2, 2).astype(float))
    rows = np.flatnonzero(active)
    one, other = STRtree(lines).query(lines[rows])
    one = rows[one]
    once = np.where(active[other], one < other, one != other)
    return one[once], other[once]


def _ends_on(
    found: dict[int, set[Place]], pieces: Ints, piece: Ints, side: Ints, end: Ints
) -> None:
    """Add the ends that lie on a piece between its own ends."""
    a, b = pieces[piece, :2], pieces[piece, 2:]
    within = ((np.minimum(a, b) <= end) & (end <= np.maximum(a, b))).all(axis=1)
    on = (side == 0) & within & (end != a).any(axis=1) & (end != b).any(axis=1)
    for row in np.flatnonzero(on).tolist():
        x, y = end[row].tolist()
        found.setdefault(int(piece[row]), set()).add((x, y))


def _crossing(a: Ints, b: Ints, before: int, after: int) -> Place:
    """Lattice point nearest to where a piece crosses a line that its ends lie beside."""
    (x1, y1), (x2, y2) = a.tolist(), b.tolist()
    whole = before - after
    return x1 + _share((x2 - x1) * before, whole), y1 + _share((y2 - y1) * before, whole)


def _share(part: int, whole: int) -> int:
    """Quotient to the nearest whole number."""
    return (2 * part + whole) // (2 * whole)


def bent(a: Place, b: Place, places: set[Place], *, balanced: bool) -> list[Place]:
    """Vertices that an edge gets between its ends, in order.

    Parameters
    ----------
    a, b
        Ends.
    places
        Lattice points less than a step beside the edge that it is to run through.
    balanced
        Whether no ground may be lost or won, because nobody is on the other side: each place
        then comes with its mirror image at the middle of the stretch it lies on.

    Notes
    -----
    Lattice points that lie exactly on the edge stay on it: only the stretch between two of
    them is bent, so a house on the edge does not change sides.
    """
    east, north = b[0] - a[0], b[1] - a[1]
    stretches = gcd(east, north)
    found: set[Place] = set()
    for place in places:
        along, across = _along(a, b, place), _across(a, b, place)
        found.add(place)
        if across == 0:
            continue
        number = min(max(along * stretches // (east * east + north * north), 0), stretches - 1)
        low = a[0] + number * east // stretches, a[1] + number * north // stretches
        high = low[0] + east // stretches, low[1] + north // stretches
        found |= {low, high}
        if balanced:
            found.add((low[0] + high[0] - place[0], low[1] + high[1] - place[1]))
    return sorted(found - {a, b}, key=lambda place: (_along(a, b, place), place))


def _along(a: Place, b: Place, place: Place) -> int:
    return (b[0] - a[0]) * (place[0] - a[0]) + (b[1] - a[1]) * (place[1] - a[1])


def _across(a: Place, b: Place, place: Place) -> int:
    return (b[0] - a[0]) * (place[1] - a[1]) - (b[1] - a[1]) * (place[0] - a[0])
