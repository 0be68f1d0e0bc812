"""What is too wrong with imported polygons to be closed quietly."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Shapes
from geo.boundary.lattice import to_degrees
from geo.boundary.scene import Scene
from geo.errors import GapLeft, GroundTaken


def check_overlaps(around: Scene, shapes: Shapes, names: Sequence[str], tolerance_m: float) -> None:
    """Refuse polygons that share more than a strip of ground.

    Raises
    ------
    GroundTaken
        With names, place and area.
    """
    one, other = STRtree(shapes).query(shapes, predicate="intersects")
    for a, b in zip(one[one < other].tolist(), other[one < other].tolist(), strict=True):
        shared = shapely.intersection(shapes[a], shapes[b])
        if said := _wide(around, shared, tolerance_m):
            msg = f"{names[a]} and {names[b]} overlap by {said}"
            raise GroundTaken(msg)


def check_outside(
    around: Scene,
    shapes: Shapes,
    names: Sequence[str],
    ground: BaseGeometry,
    tolerance_m: float,
) -> None:
    """Refuse polygons that reach further than a strip beyond the village.

    Raises
    ------
    GroundTaken
        With names, place and area.
    """
    for name, beyond in zip(names, shapely.difference(shapes, ground), strict=True):
        said = _wide(around, beyond, tolerance_m)
        if not said:
            continue
        foreign = np.flatnonzero(~around.changed & shapely.intersects(around.shapes, beyond))
        codes = [
            around.codes[row]
            for row in foreign
            if _wide(around, shapely.intersection(around.shapes[row], beyond), tolerance_m)
        ]
        whom = f" into grid {', '.join(codes)}" if codes else ""
        msg = f"{name} reaches beyond the village{whom} by {said}"
        raise GroundTaken(msg)


def check_gaps(around: Scene, shapes: Shapes, ground: BaseGeometry, tolerance_m: float) -> None:
    """Refuse polygons that leave more than a strip of the village's ground to nobody.

    Parameters
    ----------
    ground
        What the village has now, or may have.

    Raises
    ------
    GapLeft
        With place and area.
    """
    own = shapely.coverage_union_all(around.shapes[around.changed])
    left = shapely.difference(shapely.intersection(own, ground), shapely.union_all(shapes))
    if said := _wide(around, left, tolerance_m):
        msg = f"ground of the village is left to nobody: {said}"
        raise GapLeft(msg)


def _wide(around: Scene, shape: BaseGeometry, tolerance_m: float) -> str:
    """Area and place of the largest part wider than the tolerance, nothing if there is none."""
    # Whatever is so wide holds a circle of that width.
    least = np.pi / 4 * tolerance_m**2
    if shape.area * around.lattice.metres.prod() < least:
        return ""
    metres = shapely.transform(shape, lambda steps: steps * around.lattice.metres)
    # A point further from the edge than half the width lies in something wider.
    parts = shapely.get_parts(metres)
    parts = parts[shapely.area(parts) >= least]
    wide = [part for part in parts if not part.buffer(-tolerance_m / 2).is_empty]
    if not wide:
        return ""
    largest = max(wide, key=lambda part: float(part.area))
    at = shapely.point_on_surface(largest)
    place = shapely.transform(at, lambda xy: np.rint(xy / around.lattice.metres))
    lonlat = to_degrees(around.lattice, place)
    return f"{largest.area:.0f} m² near {lonlat.x:.6f}, {lonlat.y:.6f}"
