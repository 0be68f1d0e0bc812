"""A made-up county of irregular grids with ground between the villages, and points over it."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree, Voronoi

VILLAGE_SIDE: Final = 10  # a village is a block of ten by ten grids
_AT: Final = (111.0, 39.0)
_GRID_DEGREES: Final = (0.004, 0.003)  # about 350 by 330 m
_JITTER: Final = 0.28
_BENDS: Final = (0.05, 0.02, 0.01)  # of an edge's length: once, twice and five times along it
_WAVES: Final = (1, 2, 5)
_FEWEST_BETWEEN, _MOST_BETWEEN = 3, 9  # vertices between two corners of a grid
_DECIMALS: Final = 7  # a centimetre, as in surveys
_ON_VERTICES: Final = 0.001

Shapes = NDArray[Any]
Places = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class County:
    """Polygons and points, EPSG:4326.

    Attributes
    ----------
    shapes
        Polygons in no order of place (k,); neighbours share every vertex of their edge.
    places
        Longitude and latitude of points (n, 2).
    on_vertex
        Which points are vertices of polygons (n,); the others lie anywhere.
    """

    shapes: Shapes
    places: Places
    on_vertex: NDArray[np.bool_]


def made_up_county(points: int, polygons: int, seed: int) -> County:
    """Draw points over made-up grids; same numbers, same county."""
    shapes = made_up_grids(polygons, seed)
    chance = np.random.default_rng([seed, points])
    box = shapely.total_bounds(shapes)
    places = chance.uniform(box[:2], box[2:], (points, 2))
    on_vertex = np.arange(points) < points * _ON_VERTICES
    chance.shuffle(on_vertex)
    places[on_vertex] = chance.choice(shapely.get_coordinates(shapes), on_vertex.sum())
    return County(shapes, places, on_vertex)


def made_up_grids(polygons: int, seed: int) -> Shapes:
    """Voronoi cells of jittered places with bent edges, 20 to 70 vertices each."""
    chance = np.random.default_rng([seed, polygons])
    centres, in_village = _centres(polygons, chance)
    diagram = Voronoi(centres)
    edges = np.array(diagram.ridge_vertices)
    ends = diagram.vertices[edges[(edges >= 0).all(axis=1)]]
    faces = shapely.get_parts(shapely.polygonize(_bent(ends[:, 0], ends[:, 1], chance)))
    middles = shapely.get_coordinates(shapely.centroid(faces))
    faces = faces[in_village[KDTree(_degrees(centres)).query(middles)[1]]]
    return np.asarray(chance.permutation(faces)[:polygons])


def _centres(polygons: int, chance: np.random.Generator) -> tuple[Places, NDArray[np.bool_]]:
    """Centres of cells in lines shifted by half, and which belong to a village."""
    pitch = VILLAGE_SIDE + 1  # one line of cells between two villages
    villages = int(np.ceil(np.sqrt(polygons) / VILLAGE_SIDE))
    line, place = np.mgrid[-2 : villages * pitch + 2, -2 : villages * pitch + 2].reshape(2, -1)
    centres = np.column_stack([place + line % 2 / 2, line * np.sqrt(0.75)])
    inside = (np.minimum(line, place) >= 0) & (np.maximum(line, place) < villages * pitch)
    in_village = inside & (line % pitch < VILLAGE_SIDE) & (place % pitch < VILLAGE_SIDE)
    return centres + chance.uniform(-_JITTER, _JITTER, centres.shape), in_village


def _bent(begin: Places, end: Places, chance: np.random.Generator) -> Shapes:
    """Edges as gently waving lines, each with its own number of vertices."""
    steps = chance.integers(_FEWEST_BETWEEN, _MOST_BETWEEN, len(begin), endpoint=True) + 1
    number = np.arange(_MOST_BETWEEN + 2)
    along = np.minimum(number / steps[:, np.newaxis], 1.0)
    height = chance.uniform(-1, 1, (len(begin), len(_BENDS))) * _BENDS
    waves = np.sin(np.pi * np.multiply.outer(along, _WAVES))
    bend = (waves * height[:, np.newaxis]).sum(axis=2) * ((along > 0) & (along < 1))
    step = end - begin
    aside = np.column_stack([-step[:, 1], step[:, 0]])
    lines = begin[:, np.newaxis] + along[..., np.newaxis] * step[:, np.newaxis]
    lines = lines + bend[..., np.newaxis] * aside[:, np.newaxis]
    lines = np.where((along == 1)[..., np.newaxis], end[:, np.newaxis], lines)
    used = number <= steps[:, np.newaxis]
    edge = np.nonzero(used)[0]
    return np.asarray(shapely.linestrings(_degrees(lines[used]), indices=edge))


def _degrees(places: Places) -> Places:
    return np.asarray(np.round(_AT + places * _GRID_DEGREES, _DECIMALS))
