"""Drawn lines that reach the edges they are meant to, and follow those they are near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints
from geo.boundary.meetings import Place
from geo.boundary.scene import Scene
from geo.errors import LineMisses

REACH_M: Final = 5.0
"""A line that stops this short of an edge was meant to reach it."""
SNAP_M: Final = 1.0
"""A line that comes this near to an edge was meant to follow it."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Lines drawn along the edges they come near to.

    Attributes
    ----------
    lines
        In steps.
    pins
        Places on edges that lines now run through, by row of the edges.
    """

    lines: list[list[Place]]
    pins: dict[int, set[Place]]


def followed(
    scene: Scene, lines: Iterable[BaseGeometry], edges: NDArray[np.bool_], snap_m: float
) -> Followed:
    """Draw lines through the corners and along the edges that they come near to.

    Parameters
    ----------
    scene
        The grids around.
    lines
        Lines in steps.
    edges
        Edges of the scene to follow (e,).
    snap_m
        How near.
    """
    net = _net(scene, np.flatnonzero(edges))
    drawn: list[list[Place]] = []
    pins: dict[int, set[Place]] = {}
    for line in lines:
        path = [_place(at) for at in shapely.get_coordinates(line)]
        if snap_m > 0 and len(net.rows):
            path = _through_corners(net, _snapped(net, path, snap_m, pins), snap_m)
        drawn.append(path)
    return Followed(drawn, pins)


@dataclass(frozen=True, slots=True)
class _Net:
    """Edges to follow.

    Attributes
    ----------
    metres
        Metres of a step eastward and northward (2,).
    rows
        Rows of the edges in the scene (n,).
    ends
        Both ends in steps (n, 2, 2).
    lines
        The edges in metres.
    corners, points, places
        Every end once: in steps (c, 2), in metres, and to be looked up.
    """

    metres: Floats
    rows: Ints
    ends: Ints
    lines: STRtree
    corners: Ints
    points: STRtree
    places: frozenset[Place]


def _net(scene: Scene, rows: Ints) -> _Net:
    ends = scene.edges[rows].reshape(-1, 2, 2)
    corners = np.unique(ends.reshape(-1, 2), axis=0)
    lines = STRtree(shapely.linestrings(ends * scene.lattice.metres))
    points = STRtree(shapely.points(corners * scene.lattice.metres))
    places = frozenset(map(_place, corners))
    return _Net(scene.lattice.metres, rows, ends, lines, corners, points, places)


def _snapped(
    net: _Net, path: Sequence[Place], snap_m: float, pins: dict[int, set[Place]]
) -> list[Place]:
    """Path whose vertices near an edge are on it, which is noted for those between corners."""
    points = shapely.points(np.array(path) * net.metres)
    vertex, near = net.lines.query(points, predicate="dwithin", distance=snap_m)
    found = list(path)
    for row in np.unique(vertex).tolist():
        if path[row] in net.places:
            continue
        beside = near[vertex == row]
        ends = net.ends[beside].reshape(-1, 2)
        gap = np.linalg.norm((ends - path[row]) * net.metres, axis=1)
        if gap.min() <= snap_m:
            found[row] = _place(ends[gap.argmin()])
            continue
        lines = net.lines.geometries[beside]
        best = int(shapely.distance(lines, points[row]).argmin())
        foot = shapely.get_coordinates(shapely.shortest_line(lines[best], points[row]))[0]
        found[row] = _place(foot / net.metres)
        pins.setdefault(int(net.rows[beside[best]]), set()).add(found[row])
    return found


def _place(steps: Floats | Ints) -> Place:
    return round(float(steps[0])), round(float(steps[1]))


def _through_corners(net: _Net, path: Sequence[Place], snap_m: float) -> list[Place]:
    """Path led through the corners that it comes near to."""
    stretches = np.array(list(pairwise(path)), dtype=np.int64).reshape(-1, 2, 2)
    lines = shapely.linestrings(stretches * net.metres)
    stretch, corner = net.points.query(lines, predicate="dwithin", distance=snap_m)
    own = (net.corners[corner][:, None] == stretches[stretch]).all(axis=2).any(axis=1)
    stretch, corner = stretch[~own], corner[~own]
    if len(corner) == 0:
        return list(path)
    found = [path[0]]
    hit = set(stretch.tolist())
    for row, (one, other) in enumerate(pairwise(path)):
        if row in hit:
            found += _between(net, one, other, net.corners[corner[stretch == row]])
        found.append(other)
    return found


def _between(net: _Net, one: Place, other: Place, corners: Ints) -> list[Place]:
    """Corners that lie beside a stretch rather than before or behind it, in order."""
    along = (np.array(other) - one) * net.metres
    share = ((corners - one) * net.metres) @ along
    inner = (share > 0) & (share < along @ along)
    order = np.argsort(share[inner], kind="stable")
    return [_place(at) for at in corners[inner][order]]


def reaching(scene: Scene, line: BaseGeometry, ground: BaseGeometry, what: str) -> BaseGeometry:
    """Line whose ends reach the edge of some ground.

    Parameters
    ----------
    line
        In steps.
    ground
        In steps; may come in several parts.
    what
        Name of the ground for a refusal.

    Raises
    ------
    LineMisses
        If the line misses the ground, or an end lies further inside than 5 m from an edge.
    """
    if line.length == 0 or not line.intersects(ground):
        gap = shapely.transform(line, lambda at: at * scene.lattice.metres).distance(
            shapely.transform(ground, lambda at: at * scene.lattice.metres)
        )
        msg = f"the line misses {what} by {gap:.0f} m"
        raise LineMisses(msg)
    coords = shapely.get_coordinates(shapely.remove_repeated_points(line))
    first = _reached(scene, coords[1], coords[0], ground, what)
    last = _reached(scene, coords[-2], coords[-1], ground, what)
    return shapely.LineString([first, *coords[1:-1], last])


def _reached(scene: Scene, before: Floats, end: Floats, ground: BaseGeometry, what: str) -> Floats:
    """End of a line drawn on over the edge, if it stops a little short of it."""
    if not ground.intersects(shapely.Point(end)):
        return end
    metres = (end - before) * scene.lattice.metres
    step = metres / np.linalg.norm(metres) * REACH_M / scene.lattice.metres
    further = np.rint(end + step)
    if not ground.contains_properly(shapely.LineString([end, further])):
        return np.asarray(further)
    foot = shapely.get_coordinates(shapely.shortest_line(ground.boundary, shapely.Point(end)))[0]
    gap = (foot - end) * scene.lattice.metres
    if np.linalg.norm(gap) > REACH_M:
        msg = f"the line ends inside {what}: draw it from edge to edge"
        raise LineMisses(msg)
    return np.asarray(np.rint(end + 2 * (foot - end)))
