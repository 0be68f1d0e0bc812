"""Lists of households as polygons that tile their ground."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints, Shapes
from geo.coverage import coverage
from geo.located import SHARED_REACH_DEGREES
from geo.plane import LocalPlane, shape_to_degrees
from geo.power import power_cells
from geo.separating import separate
from geo.strays import Homes, give_strays
from geo.territories import territories

# Beyond this many households the linear programme takes minutes.
_MOST_SEPARATED: Final = 3_000


@dataclass(frozen=True, slots=True)
class Plot:
    """A ground with its households, on a plane.

    Attributes
    ----------
    plane
        Where its metres are.
    ground, outline
        Polygon or multipolygon in EPSG:4326 and in metres.
    faces, face_lift
        Pieces of it between barriers, and their axes, as in `geo.barriers.Sides`.
    homes
        Households as given (n,), EPSG:4326.
    metres
        The same (n, 2), equal for one place.
    points
        Metres with the axes of barriers (n, d).
    kin
        Group of each household (n,): strays go to kin first.
    """

    plane: LocalPlane
    ground: BaseGeometry
    outline: BaseGeometry
    faces: Shapes
    face_lift: Floats
    homes: Shapes
    metres: Floats
    points: Floats
    kin: Ints


@dataclass(frozen=True, slots=True)
class Drawing:
    """Polygons of grids.

    Attributes
    ----------
    shapes
        Geometries (k,), EPSG:4326, a valid coverage of the ground.
    excess
        Pieces beyond one a grid, in all.
    misplaced
        Households that are in the ground, but not strictly inside their own grid, and share
        their place with nobody of another grid.
    """

    shapes: Shapes
    excess: int
    misplaced: int

    @property
    def faultless(self) -> bool:
        """Whether each grid is one piece that holds its households."""
        return self.excess == 0 and self.misplaced == 0


def draw_straight(
    plot: Plot, label: Ints, k: int, diagram: tuple[Floats, Floats] | None = None
) -> Drawing:
    """Draw grids with straight edges.

    Parameters
    ----------
    plot
        The ground.
    label
        Grid of each household (n,), 0 to k - 1.
    k
        Number of grids.
    diagram
        Centres (k, d) and weights (k,) that separate them, when they are known.

    Returns
    -------
    drawing
        Straight edges wherever they separate the households; where they do not, a cell is
        divided by the nearest household.
    """
    if k == 1:
        return settle(plot, np.array([plot.outline]), label)
    if diagram is None and len(label) > _MOST_SEPARATED:
        return settle(plot, territories(plot.metres, label, k, plot.outline), label)
    centres, weights = diagram or separate(plot.points, label, k)
    return settle(plot, _mended(_cells(plot, centres, weights), plot.metres, label), label)


def settle(plot: Plot, shapes: Shapes, label: Ints) -> Drawing:
    """Bring shapes in metres (k,) to degrees, on the lattice and without stray pieces."""
    degrees = np.array([shape_to_degrees(plot.plane, shape) for shape in shapes])
    tiles = coverage(degrees, plot.ground)
    k = len(shapes)
    kin = np.zeros(k, dtype=np.int64)
    kin[label] = plot.kin
    shared = divided_places(plot.metres, label)
    reach = np.where(shared, SHARED_REACH_DEGREES, 0.0)
    tiles = give_strays(tiles, kin, np.zeros(k, dtype=np.int64), Homes(plot.homes, label, reach))
    shapely.prepare(plot.ground)
    beyond = ~shapely.contains_properly(tiles[label], plot.homes) & ~shared
    misplaced = beyond & shapely.contains_properly(plot.ground, plot.homes)
    excess = int(shapely.get_num_geometries(tiles).sum()) - k
    return Drawing(tiles, excess, int(misplaced.sum()) + int(shapely.is_empty(tiles).sum()))


def divided_places(place: Floats, label: Ints) -> NDArray[np.bool_]:
    """Which households live at a place that is divided between grids (n,)."""
    number = np.unique(place, axis=0, return_inverse=True)[1].ravel()
    lowest = np.full(number.max(initial=-1) + 1, label.max(initial=0) + 1)
    highest = np.full(len(lowest), -1)
    np.minimum.at(lowest, number, label)
    np.maximum.at(highest, number, label)
    return np.asarray(lowest[number] != highest[number])


def _cells(plot: Plot, centres: Floats, weights: Floats) -> Shapes:
    """Power cells (k,) in metres; each face between barriers has weights of its own."""
    reach = shapely.union_all([plot.outline, shapely.MultiPoint(plot.metres)]).bounds
    flat, lift = centres[:, :2], centres[:, 2:]
    if len(plot.faces) == 1:
        lowered = weights - ((plot.face_lift[0] - lift) ** 2).sum(axis=1)
        return np.asarray(shapely.intersection(power_cells(flat, lowered, reach), plot.outline))
    cut = []
    for face, side in zip(plot.faces, plot.face_lift, strict=True):
        lowered = weights - ((side - lift) ** 2).sum(axis=1)
        cut.append(shapely.intersection(power_cells(flat, lowered, reach), face))
    return np.asarray(shapely.union_all(np.array(cut), axis=0))


def _mended(shapes: Shapes, metres: Floats, label: Ints) -> Shapes:
    """Cells with households of others inside, divided by the nearest household."""
    points = shapely.points(metres)
    if shapely.contains_properly(shapes[label], points).all():
        return shapes
    pieces, owner = shapely.get_parts(shapes, return_index=True)
    home, piece = STRtree(pieces).query(points, predicate="intersects")
    wrong = np.unique(piece[label[home] != owner[piece]])
    kept = np.setdiff1d(np.arange(len(pieces)), wrong)
    parts, owners = [pieces[kept]], [owner[kept]]
    for mixed in wrong:
        own = home[piece == mixed]
        there, number = np.unique(label[own], return_inverse=True)
        parts.append(territories(metres[own], number.ravel(), len(there), pieces[mixed]))
        owners.append(there)
    every, whose = np.concatenate(parts), np.concatenate(owners)
    return np.array([shapely.union_all(every[whose == grid]) for grid in range(len(shapes))])
