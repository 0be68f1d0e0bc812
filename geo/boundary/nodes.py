"""Common vertices for drawn lines and the edges they meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints, Shapes
from geo.boundary.meetings import Place, bent, meetings
from geo.boundary.scene import Scene
from geo.errors import TooFine

# Rounding a crossing may bend a line over a further vertex; this never took more than five.
_ROUNDS: Final = 16

Pins = Mapping[int, set[Place]]
"""Places that edges of a scene are to run through, by row of the edges."""


@dataclass(frozen=True, slots=True)
class Noded:
    """A scene with everything that was drawn, all vertices common.

    Attributes
    ----------
    pieces
        Drawn pieces inside the changed grids (n, 4), in steps.
    inner
        Vertices that edges got between their ends, by row of the edges.
    shapes
        Grids of the scene with those vertices (k,).
    """

    pieces: Ints
    inner: dict[int, list[Place]]
    shapes: Shapes


def node(
    scene: Scene,
    drawn: Sequence[Sequence[Place]],
    walls: NDArray[np.bool_],
    *,
    pins: Pins | None = None,
    within: BaseGeometry,
) -> Noded:
    """Give drawn lines and the edges of a scene the same vertices where they meet.

    Parameters
    ----------
    scene
        The grids around.
    drawn
        Lines in steps.
    walls
        Edges that the drawn lines are cut at (e,).
    pins
        Places that edges have to run through beforehand.
    within
        Ground, in steps, where drawn lines count.

    Returns
    -------
    noded
        Pieces that meet in common ends only, with each other and with every edge of the scene.
        An edge is bent by less than a step at each new vertex.

    Raises
    ------
    TooFine
        If rounding to the lattice finds no end here.
    """
    web = _Web(scene)
    web.bend({row: set(places) for row, places in (pins or {}).items()})
    lines = [line for line in drawn if len(line) > 1]
    rough = [np.hstack([line[:-1], line[1:]]) for line in map(np.array, lines)]
    pieces = _told_apart(np.vstack([*rough, np.zeros((0, 4))]).astype(np.int64))
    pieces = _settle(web, pieces, walls)
    pieces = pieces[_inside(pieces, within)]
    everywhere = np.ones(len(walls), dtype=bool)
    pieces = _settle(web, pieces, everywhere)
    return Noded(pieces, web.inner, with_vertices(scene, web.inner))


def _told_apart(pieces: Ints) -> Ints:
    """Pieces with a length, each once, the lesser end first."""
    swapped = (pieces[:, 0] > pieces[:, 2]) | (
        (pieces[:, 0] == pieces[:, 2]) & (pieces[:, 1] > pieces[:, 3])
    )
    pieces = np.where(swapped[:, None], pieces[:, [2, 3, 0, 1]], pieces)
    pieces = pieces[(pieces[:, :2] != pieces[:, 2:]).any(axis=1)]
    return np.unique(pieces, axis=0)


class _Web:
    """Edges of a scene while they are being bent."""

    def __init__(self, scene: Scene) -> None:
        self.ends = scene.edges
        self.alone = scene.sides[:, 1] < 0
        self.pieces = scene.edges
        self.edge = np.arange(len(scene.edges))
        self.fresh = np.zeros(len(scene.edges), dtype=bool)
        self.inner: dict[int, list[Place]] = {}

    def bend(self, places: Mapping[int, set[Place]]) -> None:
        """Lead pieces, by row, through places."""
        self.fresh[:] = False
        rows = sorted(row for row in places if places[row])
        made, owner = [], []
        for row in rows:
            x1, y1, x2, y2 = self.pieces[row].tolist()
            edge = int(self.edge[row])
            between = bent((x1, y1), (x2, y2), places[row], balanced=bool(self.alone[edge]))
            self._remember(edge, (x1, y1), between)
            path = [(x1, y1), *between, (x2, y2)]
            made += [(*one, *other) for one, other in pairwise(path)]
            owner += [edge] * (len(path) - 1)
        if rows:
            kept = np.delete(np.arange(len(self.pieces)), rows)
            new = np.array(made, dtype=np.int64).reshape(-1, 4)
            self.pieces = np.vstack([self.pieces[kept], new])
            self.edge = np.append(self.edge[kept], np.array(owner, dtype=np.int64))
            self.fresh = np.append(np.zeros(len(kept), dtype=bool), np.ones(len(new), dtype=bool))

    def _remember(self, edge: int, start: Place, between: list[Place]) -> None:
        """Put vertices into their edge after the one they follow."""
        so_far = self.inner.setdefault(edge, [])
        at = so_far.index(start) + 1 if start in so_far else 0
        so_far[at:at] = between


def _settle(web: _Web, pieces: Ints, walls: NDArray[np.bool_]) -> Ints:
    """Cut drawn pieces and edges at each other until they meet in common ends only."""
    fresh = np.ones(len(pieces), dtype=bool)
    web.fresh = np.isin(web.edge, list(web.inner))
    for _ in range(_ROUNDS):
        counts = walls[web.edge]
        rows = np.flatnonzero(counts)
        places = meetings(np.vstack([pieces, web.pieces[rows]]), np.append(fresh, web.fresh[rows]))
        if not places:
            return pieces
        n = len(pieces)
        web.bend({int(rows[row - n]): at for row, at in places.items() if row >= n})
        pieces, fresh = _cut(pieces, {row: at for row, at in places.items() if row < n})
    msg = "edges lie too close together here; draw the line a little further from them"
    raise TooFine(msg)


def _cut(pieces: Ints, places: Mapping[int, set[Place]]) -> tuple[Ints, NDArray[np.bool_]]:
    """Drawn pieces led through places, and which of them are new."""
    made = []
    for row in sorted(places):
        x1, y1, x2, y2 = pieces[row].tolist()
        turned = (x2 - x1, y2 - y1)
        inner = sorted(places[row], key=lambda at: (turned[0] * at[0] + turned[1] * at[1], at))
        path = [(x1, y1), *inner, (x2, y2)]
        made += [(*one, *other) for one, other in pairwise(path)]
    kept = np.delete(pieces, sorted(places), axis=0)
    new = _told_apart(np.array(made, dtype=np.int64).reshape(-1, 4))
    fresh = np.append(np.zeros(len(kept), dtype=bool), np.ones(len(new), dtype=bool))
    both, first = np.unique(np.vstack([kept, new]), axis=0, return_index=True)
    return both, fresh[first]


def _inside(pieces: Ints, ground: BaseGeometry) -> NDArray[np.bool_]:
    """Whether the middle of a piece lies on some ground."""
    shapely.prepare(ground)
    middle = shapely.points((pieces[:, :2] + pieces[:, 2:]) / 2)
    return np.asarray(shapely.intersects(ground, middle))


def with_vertices(scene: Scene, inner: Mapping[int, list[Place]]) -> Shapes:
    """Grids of a scene with further vertices on their edges (k,)."""
    added = {}
    for edge, places in inner.items():
        x1, y1, x2, y2 = scene.edges[edge].tolist()
        added[(x1, y1, x2, y2)] = places
        added[(x2, y2, x1, y1)] = places[::-1]
    shapes = scene.shapes.copy()
    rows = np.unique(scene.sides[[edge for edge in inner if inner[edge]]])
    for row in rows[rows >= 0].tolist():
        shapes[row] = threaded(shapes[row], added)
    return shapes


def threaded(
    shape: BaseGeometry, added: Mapping[tuple[int, int, int, int], list[Place]]
) -> BaseGeometry:
    """Shape with the vertices added to its edges."""
    parts = []
    for part in shapely.get_parts(shape):
        rings = []
        for ring in shapely.get_rings(part):
            at = [(int(x), int(y)) for x, y in shapely.get_coordinates(ring)]
            path = at[:1]
            for one, other in pairwise(at):
                path += [*added.get((*one, *other), ()), other]
            rings.append(path)
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
