"""New grids and those of the villages beside them, edge to edge."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import shapely
from shapely import wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.boundary.fit import fit
from geo.errors import TooFine

_BESIDE: Final = text("""
    SELECT grid.code, coalesce(grid.region_code, '') AS village,
           ST_AsBinary(version.shape) AS shape
    FROM grid_version AS version JOIN grid ON grid.code = version.grid_code
    WHERE daterange(version.valid_from, version.valid_to) @> CAST(:day AS date)
      AND coalesce(grid.region_code, '') <> :village
      AND NOT grid.code = ANY (:codes)
      AND EXISTS (
        SELECT FROM unnest(CAST(:boxes AS bytea[])) AS box
        WHERE version.shape && ST_GeomFromWKB(box, 4326))
    ORDER BY grid.code
""")
_WITHIN: Final = 1e-7
"""Degrees around a grid in which a neighbour counts: a centimetre."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What stands beside instead of, or besides, the grids the database has.

    Attributes
    ----------
    fresh
        Village and shape by code, not written yet.
    leaving
        Codes whose present boundary is about to end.
    """

    fresh: Mapping[str, tuple[str, BaseGeometry]] = field(default_factory=dict)
    leaving: frozenset[str] = frozenset()


def fit_to_neighbours(
    session: Session,
    village: str,
    shapes: Mapping[str, BaseGeometry],
    day: date,
    pending: Pending | None = None,
) -> tuple[dict[str, BaseGeometry], dict[str, BaseGeometry]]:
    """Close slivers of some steps of the lattice along the border of a village.

    Parameters
    ----------
    village
        Whose grids the shapes are; all they have on the day.
    shapes
        By code, WGS 84 degrees.

    Returns
    -------
    shapes
        All of them, fitted.
    corners
        New shapes of neighbours that get a corner on a shared edge, by code. Where a border
        cannot be fitted because the two sides differ by more, both stay as they are.
    """
    ours, corners = dict(shapes), dict[str, BaseGeometry]()
    for theirs in _beside(session, village, shapes, day, pending or Pending()).values():
        try:
            moved, bent = fit(ours, theirs)
        except TooFine:
            continue
        ours |= moved
        corners |= bent
    return ours, corners


def _beside(
    session: Session,
    village: str,
    shapes: Mapping[str, BaseGeometry],
    day: date,
    pending: Pending,
) -> dict[str, dict[str, BaseGeometry]]:
    """Grids near the shapes, by village and code."""
    if not shapes:
        return {}
    around = shapely.bounds(list(shapes.values())) + np.array([-1, -1, 1, 1]) * _WITHIN
    boxes = shapely.box(*around.T)
    values = {
        "village": village,
        "codes": sorted({*shapes, *pending.leaving, *pending.fresh}),
        "boxes": [shapely.to_wkb(box) for box in boxes],
        "day": day,
    }
    beside: dict[str, dict[str, BaseGeometry]] = defaultdict(dict)
    for row in session.execute(_BESIDE, values):
        beside[row.village][row.code] = wkb.loads(bytes(row.shape))
    for code, (other, shape) in pending.fresh.items():
        if other != village and shapely.intersects(shape, boxes).any():
            beside[other][code] = shape
    return dict(sorted(beside.items()))
