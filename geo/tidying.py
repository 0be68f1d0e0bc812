"""Polygons from elsewhere, laid on the lattice and made to meet edge to edge."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Shapes
from geo.coverage import LATTICE, coverage

# Rounding two outlines that share an edge leaves gaps up to a few steps wide between them.
_WIDEST: Final = 4 * LATTICE
_NARROWEST: Final = LATTICE / 4
_REACH: Final = 3 * LATTICE


def tidy(shapes: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Lay polygons on the lattice; those that share an edge get the same corners along it.

    Parameters
    ----------
    shapes
        Polygons or multipolygons by code, WGS 84 degrees, that do not overlap by more than a
        strip.

    Returns
    -------
    shapes
        The same on the lattice: an exact coverage. Ground claimed by two is the lower code's, a
        gap of at most 4 steps the nearest one's. A polygon that would lose all its ground is
        only laid on the lattice.
    """
    if not shapes:
        return {}
    codes = sorted(shapes)
    laid = np.array([shapely.set_precision(shapes[code], LATTICE) for code in codes])
    tidied = coverage(laid, _ground(laid))
    return {
        code: other if one.is_empty else one
        for code, one, other in zip(codes, tidied, laid, strict=True)
    }


def _ground(shapes: Shapes) -> BaseGeometry:
    """Ground of all shapes with the narrow gaps between them."""
    held = shapely.union_all(shapes)
    # Mitred, so that corners stay corners.
    closed = held.buffer(_REACH, join_style="mitre").buffer(-_REACH, join_style="mitre")
    gaps = shapely.get_parts(shapely.difference(closed, held))
    gaps = gaps[shapely.area(gaps) > 0]
    width = 2 * shapely.area(gaps) / shapely.length(gaps)
    narrow = gaps[(width > _NARROWEST) & (width <= _WIDEST)]
    return shapely.union_all([held, *narrow]) if len(narrow) else held
