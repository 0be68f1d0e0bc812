"""Villages that were cut one by one, made to share the vertices of their border."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints, Shapes
from geo.boundary.lattice import Lattice, lay, to_degrees, to_steps
from geo.boundary.meetings import Place, bent, meetings
from geo.boundary.nodes import threaded
from geo.boundary.scene import edges_of, ring_edges
from geo.errors import TooFine

WIDTH: Final = 4
"""Steps of the lattice that two outlines of one border may lie apart."""

Fitted = tuple[dict[str, BaseGeometry], dict[str, BaseGeometry]]


def fit(shapes: Mapping[str, BaseGeometry], neighbours: Mapping[str, BaseGeometry]) -> Fitted:
    """Close the slivers that rounding left between a village and those beside it.

    Parameters
    ----------
    shapes
        Grids of the village by code, WGS 84 degrees: an exact coverage on the lattice.
    neighbours
        Grids beside them, an exact coverage too; gaps and overlaps between the two are at most
        4 steps of the lattice wide (0.4 mm).

    Returns
    -------
    shapes
        New shapes of the grids that had to change: corners moved by at most 4 steps.
    neighbours
        Those that keep their ground, but for less than a step, and get a corner more.

    Raises
    ------
    TooFine
        If the two together are then not an exact coverage, because they overlap by more.
    """
    if not shapes or not neighbours:
        return {}, {}
    lattice = lay([*shapes.values(), *neighbours.values()])
    ours = to_steps(lattice, np.array(list(shapes.values())))
    theirs = to_steps(lattice, np.array(list(neighbours.values())))
    moved, pins = _moved(ours, theirs)
    fitted_theirs = _with_places(theirs, pins)
    settled = _with_places(moved, _beside(moved, fitted_theirs))
    _check(settled, fitted_theirs)
    return (
        _changed(lattice, shapes, ours, settled),
        _changed(lattice, neighbours, theirs, fitted_theirs),
    )


def _changed(
    lattice: Lattice, names: Iterable[str], before: Shapes, after: Shapes
) -> dict[str, BaseGeometry]:
    """Shapes in degrees of those that are not what they were."""
    same = shapely.equals_exact(shapely.normalize(before), shapely.normalize(after))
    rows = zip(names, after, same, strict=True)
    return {code: to_degrees(lattice, new) for code, new, kept in rows if not kept}


def _outer(shapes: Shapes) -> Ints:
    """Edges with nobody of the same coverage beside them (e, 4)."""
    edges, sides = edges_of(shapes)
    return edges[sides[:, 1] < 0]


def _moved(ours: Shapes, theirs: Shapes) -> tuple[Shapes, dict[tuple[int, ...], set[Place]]]:
    """Our shapes with their corners on the others' edges, and the new corners of those edges."""
    edges = _outer(theirs)
    lines = shapely.linestrings(edges.reshape(-1, 2, 2).astype(float))
    corners = np.unique(_outer(ours).reshape(-1, 2), axis=0)
    rows, near = STRtree(lines).query(shapely.points(corners), predicate="dwithin", distance=WIDTH)
    onto: dict[Place, Place] = {}
    pins: dict[tuple[int, ...], set[Place]] = {}
    for row in np.unique(rows).tolist():
        at: Place = tuple(corners[row].tolist())
        beside = edges[near[rows == row]]
        onto[at] = _nearest(at, beside, pins)
    return _replaced(ours, onto), pins


def _nearest(at: Place, edges: Ints, pins: dict[tuple[int, ...], set[Place]]) -> Place:
    """Corner near a place, else the place on the nearest edge, which is noted."""
    ends = edges.reshape(-1, 2)
    gap = np.hypot(*(ends - at).T)
    if gap.min() <= WIDTH:
        x, y = ends[gap.argmin()].tolist()
        return x, y
    point = shapely.Point(at)
    lines = shapely.linestrings(edges.reshape(-1, 2, 2).astype(float))
    row = int(shapely.distance(lines, point).argmin())
    foot = shapely.get_coordinates(shapely.shortest_line(lines[row], point))[0]
    place = round(float(foot[0])), round(float(foot[1]))
    pins.setdefault(tuple(edges[row].tolist()), set()).add(place)
    return place


def _replaced(shapes: Shapes, onto: Mapping[Place, Place]) -> Shapes:
    """Shapes with corners moved."""

    def each(coords: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([onto.get((int(x), int(y)), (x, y)) for x, y in coords], dtype=float)

    moved = shapely.transform(shapes, each)
    return np.asarray(shapely.remove_repeated_points(moved, 0))


def _beside(ours: Shapes, theirs: Shapes) -> dict[tuple[int, ...], set[Place]]:
    """Corners of the others that lie beside our outer edges, by edge."""
    edges = _outer(ours)
    lines = shapely.linestrings(edges.reshape(-1, 2, 2).astype(float))
    corners = np.unique(_outer(theirs).reshape(-1, 2), axis=0)
    points = shapely.points(corners)
    at, row = STRtree(lines).query(points, predicate="dwithin", distance=WIDTH)
    found: dict[tuple[int, ...], set[Place]] = {}
    for corner, edge in zip(corners[at].tolist(), edges[row].tolist(), strict=True):
        if corner not in (edge[:2], edge[2:]) and not _at_end(corner, edge):
            found.setdefault(tuple(edge), set()).add((corner[0], corner[1]))
    return found


def _at_end(corner: list[int], edge: list[int]) -> bool:
    """Whether a corner lies before or behind an edge rather than beside it."""
    x, y = edge[2] - edge[0], edge[3] - edge[1]
    along = x * (corner[0] - edge[0]) + y * (corner[1] - edge[1])
    return not 0 < along < x * x + y * y


def _with_places(shapes: Shapes, places: Mapping[tuple[int, ...], set[Place]]) -> Shapes:
    """Shapes whose edges run through further places."""
    added = {}
    for (x1, y1, x2, y2), at in places.items():
        between = bent((x1, y1), (x2, y2), at, balanced=False)
        added[(x1, y1, x2, y2)] = between
        added[(x2, y2, x1, y1)] = between[::-1]
    return np.array([threaded(shape, added) for shape in shapes])


def _check(ours: Shapes, theirs: Shapes) -> None:
    """Refuse unless all edges meet in common ends and none is run twice."""
    both = np.append(ours, theirs)
    runs, _ = ring_edges(np.asarray(shapely.orient_polygons(both)))
    pieces, sides = edges_of(both)
    twice = len(np.unique(runs, axis=0)) < len(runs)
    # Inside either coverage nothing crossed before: what is new lies on outer edges.
    active = np.isin(_keys(pieces), _keys(np.vstack([_outer(ours), _outer(theirs)])))
    if twice or meetings(pieces, active | (sides[:, 1] < 0)) or not shapely.is_valid(both).all():
        msg = "the grids overlap those of the next village by more than rounding explains"
        raise TooFine(msg)


def _keys(edges: Ints) -> NDArray[np.void]:
    """One value for each edge."""
    flat = np.ascontiguousarray(edges)
    return flat.view(np.dtype((np.void, flat.dtype.itemsize * 4))).ravel()
