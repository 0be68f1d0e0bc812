"""Rings of about the same number of vertices, side by side in one array."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from geo.arrays import Floats, Ints, Shapes

WIDTHS: Final = (16, 32, 40, 48, 64, 96, 128)
_POLYGON: Final = 3  # shapely's number


@dataclass(frozen=True, slots=True)
class RingTable:
    """Outer rings of polygons without holes.

    Attributes
    ----------
    x, y
        Vertices (rings, width); a ring with fewer repeats its last one.
    row
        Row of the polygon each ring came from (rings,).
    """

    x: Floats
    y: Floats
    row: Ints


def ring_tables(shapes: Shapes) -> tuple[list[RingTable], Ints]:
    """Lay polygons of few vertices out in tables.

    Returns
    -------
    tables
        One for each number of vertices in `WIDTHS` that occurs.
    others
        Rows of what has holes, more vertices, or is no polygon; empty ones are nowhere.
    """
    vertices = shapely.get_num_coordinates(shapes)
    plain = shapely.get_type_id(shapes) == _POLYGON
    plain &= (shapely.get_num_interior_rings(shapes) == 0) & (vertices <= WIDTHS[-1])
    others = np.flatnonzero(~plain & (vertices > 0))
    rows = np.flatnonzero(plain & (vertices > 0))
    return list(_tables(shapes[rows], rows, vertices[rows])), others


def _tables(shapes: Shapes, rows: Ints, vertices: Ints) -> Iterator[RingTable]:
    x, y = shapely.get_coordinates(shapes).T
    first = np.cumsum(vertices) - vertices
    kind = np.searchsorted(WIDTHS, vertices)
    for number in np.unique(kind):
        own = np.flatnonzero(kind == number)
        along = np.arange(WIDTHS[number])
        at = first[own, np.newaxis] + np.minimum(along, vertices[own, np.newaxis] - 1)
        yield RingTable(x[at], y[at], rows[own])
