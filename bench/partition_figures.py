"""How good grids are, measured on the polygons a reader of the file gets."""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from bench.partition_peers import MAX_SIZE, MIN_SIZE, Labels, village_places
from bench.villages import Township
from geo.plane import area_m2, compactness, local_plane, to_metres

_TURN_DEGREES: Final = 1.0
_NEAR_DEGREES: Final = 1e-8  # a millimetre: ten steps of the lattice of a file
_SPECK_M2: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Figures:
    """Quality of one run.

    Attributes
    ----------
    grids
        Labels that hold a household.
    in_range
        Share of them with 10 to 15 households.
    distance_m
        Mean of the households' straight way to the mean of their grid.
    compactness, compactness_p10
        Polsby-Popper, mean and 10th percentile over grids.
    broken
        Grids of more than one piece; pieces under a square millimetre are none.
    outside
        Households that their grid's polygon does not hold.
    gaps_m2
        Ground of the villages that no grid has. Slivers within a millimetre of the outer border are
        rounding.
    overlaps_m2
        Ground that two grids have, all pairs of the township.
    vertices
        Mean shape-bearing vertices of a grid.
    """

    grids: int
    in_range: float
    distance_m: float
    compactness: float
    compactness_p10: float
    broken: int
    outside: int
    gaps_m2: float
    overlaps_m2: float
    vertices: float


def measure(township: Township, labels: Labels, grids: gpd.GeoDataFrame) -> Figures:
    """Measure one run.

    Parameters
    ----------
    township
        What was cut.
    labels
        Row of `grids` for each household.
    grids
        Polygons as read from the file, EPSG:4326, with `village`.
    """
    shapes = np.array([shapely.Polygon() if s is None else s for s in grids.geometry])
    sizes = np.bincount(labels, minlength=len(shapes))
    held = sizes > 0
    round_ = compactness(shapes[held])
    homes = township.households.geometry.to_numpy()
    vertices = shape_vertices(shapes, grids["village"].to_numpy(), township.outlines)
    return Figures(
        grids=int(held.sum()),
        in_range=float(((sizes >= MIN_SIZE) & (sizes <= MAX_SIZE))[held].mean()),
        distance_m=mean_distance(township, labels),
        compactness=float(round_.mean()),
        compactness_p10=float(np.percentile(round_, 10)),
        broken=int((count_pieces(shapes) > 1).sum()),
        outside=int((~shapely.intersects(shapes[labels], homes)).sum()),
        gaps_m2=gap_area(shapes, township.outlines.geometry.to_numpy()),
        overlaps_m2=overlap_area(shapes),
        vertices=float(vertices[held].mean()),
    )


def mean_distance(township: Township, labels: Labels) -> float:
    """Mean metres of households to the mean of their grid's households."""
    village = township.households["village"].to_numpy()
    metres = np.empty((len(labels), 2))
    places = village_places(township)
    for name, own in zip(township.outlines["village"], places, strict=True):
        metres[village == name] = own
    sizes = np.maximum(np.bincount(labels), 1)
    middle = np.column_stack([np.bincount(labels, metres[:, i]) / sizes for i in (0, 1)])
    return float(np.hypot(*(metres - middle[labels]).T).mean())


def count_pieces(shapes: NDArray[Any]) -> NDArray[np.int64]:
    """Pieces of each shape, specks under a square millimetre left out."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    return np.bincount(owner[area_m2(parts) > _SPECK_M2], minlength=len(shapes))


def overlap_area(shapes: NDArray[Any]) -> float:
    """Square metres that two shapes share, summed over pairs."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < other
    shared = shapely.intersection(shapes[one[pairs]], shapes[other[pairs]])
    return float(area_m2(shared).sum())


def gap_area(shapes: NDArray[Any], outlines: NDArray[Any]) -> float:
    """Square metres of the outlines that no shape covers, rounding on their rim left out."""
    ground = shapely.union_all(outlines)
    open_ground = shapely.get_parts(shapely.difference(ground, shapely.union_all(shapes)))
    rim = shapely.buffer(ground.boundary, _NEAR_DEGREES, quad_segs=1)
    shapely.prepare(rim)
    return float(area_m2(open_ground[~shapely.covered_by(open_ground, rim)]).sum())


def shape_vertices(
    shapes: NDArray[Any], village: NDArray[Any], outlines: gpd.GeoDataFrame
) -> NDArray[np.int64]:
    """Vertices of each shape that give it its form.

    Counted is where the boundary turns by more than a degree. Not counted is what only the
    village's outline brings: a vertex on it that no second grid of the village has.
    """
    parts, of_part = shapely.get_parts(shapes, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    at, ring = shapely.get_coordinates(rings, return_index=True)
    last = np.append(ring[1:] != ring[:-1], True)
    turning = _turns(at, last)[~last]
    at, grid = at[~last], of_part[of_ring[ring[~last]]]
    counted = (turning > _TURN_DEGREES) & ~_only_outline(at, grid, village, outlines)
    return np.bincount(grid[counted], minlength=len(shapes))


def _turns(at: NDArray[np.float64], last: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Degrees by which closed rings turn at each position; nonsense at the last of a ring."""
    box = (*at.min(axis=0), *at.max(axis=0))
    metres = to_metres(local_plane(box), at)
    first = np.flatnonzero(np.append(True, last[:-1]))
    after = np.arange(len(at)) + 1
    after[last] = first
    step = metres[np.minimum(after, len(at) - 1)] - metres
    before = np.arange(len(at)) - 1
    before[first] = np.flatnonzero(last) - 1  # the last repeats the first
    into = step[before]
    cross = into[:, 0] * step[:, 1] - into[:, 1] * step[:, 0]
    return np.asarray(np.abs(np.degrees(np.arctan2(cross, (into * step).sum(axis=1)))))


def _only_outline(
    at: NDArray[np.float64],
    grid: NDArray[np.int64],
    village: NDArray[Any],
    outlines: gpd.GeoDataFrame,
) -> NDArray[np.bool_]:
    number = {name: i for i, name in enumerate(outlines["village"])}
    of_vertex = np.array([number[name] for name in village])[grid]
    rim = shapely.boundary(outlines.geometry.to_numpy())
    shapely.prepare(rim)
    on_rim = shapely.dwithin(rim[of_vertex], shapely.points(at), _NEAR_DEGREES)
    key = np.column_stack([of_vertex, np.round(at / _NEAR_DEGREES)]).astype(np.int64)
    place = np.unique(key, axis=0, return_inverse=True)[1]
    users = np.bincount(np.unique(np.column_stack([place, grid]), axis=0)[:, 0])
    return np.asarray(on_rim & (users[place] == 1))
