"""Made-up villages: a township they tile, or ragged ones that lie apart."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.plane import LocalPlane, local_plane, to_degrees

HOUSEHOLDS_PER_VILLAGE: Final = 125
FEWEST, MOST = 60, 250
VILLAGE_WIDTH_M: Final = 1_100.0
_YARD_M: Final = 15.0  # no house stands nearer to the outline
_WALL_M: Final = 0.1  # nor, in a ragged village, than its wall; rounding must not move it out
_AT: Final = (111.0, 39.6)
_RELAXATIONS: Final = 8
_BEND_POINTS: Final = 12
_BEND: Final = 0.06  # of an edge's length: neighbouring bent edges never cross
_JAGGED: Final = 0.55  # so that every sixth Voronoi union falls into pieces
_SHARED_PLACE: Final = 0.15
_OUTLINE_DECIMALS: Final = 9
_HOUSE_DECIMALS: Final = 7  # a centimetre, as in surveys

Metres = NDArray[np.float64]
Draw = Callable[[int], Metres]


@dataclass(frozen=True, slots=True)
class Township:
    """Households with the outlines they lie in.

    Attributes
    ----------
    households
        Points, EPSG:4326, with `village`.
    outlines
        Polygons, EPSG:4326, one row per `village`.
    """

    households: gpd.GeoDataFrame
    outlines: gpd.GeoDataFrame


def made_up_township(households: int, seed: int) -> Township:
    """Villages of 60 to 250 households: relaxed Voronoi cells with gently bent borders.

    Parameters
    ----------
    households
        In all; about 125 to a village.
    seed
        Same number and seed, same township.

    Notes
    -----
    In a village half of the houses stand in hamlets along a road, a third singly along it, the
    rest scattered. Nothing here knows how `geo` cuts.
    """
    chance = np.random.default_rng([seed, households])
    sizes = village_sizes(households, chance)
    outlines = _tiling(len(sizes), chance)
    homes = [_homes(outline, n, chance) for outline, n in zip(outlines, sizes, strict=True)]
    return _township(outlines, homes)


def ragged_township(villages: int, seed: int) -> Township:
    """Ragged villages of 60 to 250 households, far apart."""
    sizes = np.random.default_rng(seed).integers(FEWEST, MOST + 1, villages)
    made = [ragged_village(int(n), seed * villages + i) for i, n in enumerate(sizes)]
    across = int(np.ceil(np.sqrt(villages)))
    moves = [np.array(divmod(i, across)) * 4 * VILLAGE_WIDTH_M for i in range(villages)]
    outlines = [
        shapely.transform(outline, lambda xy, by=move: xy + by)
        for (outline, _), move in zip(made, moves, strict=True)
    ]
    return _township(outlines, [homes + move for (_, homes), move in zip(made, moves, strict=True)])


def ragged_village(households: int, seed: int) -> tuple[BaseGeometry, Metres]:
    """One village in a fractal outline; 15 % of its households share another one's place.

    Returns
    -------
    outline, homes
        A polygon, and places (n, 2) inside it, both in metres.
    """
    chance = np.random.default_rng([seed, households])
    corners = _circle(7) * chance.uniform(0.3, 1.6, (7, 1)) * VILLAGE_WIDTH_M / 2
    outline = _largest(shapely.make_valid(shapely.Polygon(_fractal(corners, 6, chance))))
    alone = households - round(_SHARED_PLACE * households)
    ground = shapely.buffer(outline, -_WALL_M)
    hamlets = _inside(ground, lambda n: _box(ground, n, chance), 5)
    homes = _inside(ground, lambda n: _around(hamlets, n, chance), alone // 2)
    lone = _inside(ground, lambda n: _box(ground, n, chance), alone - alone // 2)
    homes = np.concatenate([homes, lone])
    shared = chance.integers(0, alone, households - alone)
    return outline, np.concatenate([homes, homes[shared]])


def village_sizes(households: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """Sizes of villages, uneven, within 60 and 250, that add up to `households`."""
    villages = max(round(households / HOUSEHOLDS_PER_VILLAGE), 1)
    share = chance.lognormal(0, 0.4, villages)
    sizes = np.clip(np.round(share / share.sum() * households), FEWEST, MOST).astype(np.int64)
    while (missing := households - sizes.sum()) != 0:
        room = np.flatnonzero(sizes < MOST if missing > 0 else sizes > FEWEST)
        sizes[chance.choice(room)] += np.sign(missing)
    return np.asarray(sizes)


def _township(outlines: list[BaseGeometry], homes: list[Metres]) -> Township:
    plane = local_plane((*_AT, *_AT))
    village = np.arange(len(outlines))
    places = np.round(to_degrees(plane, np.concatenate(homes)), _HOUSE_DECIMALS)
    shapes = [_in_degrees(outline, plane) for outline in outlines]
    return Township(
        gpd.GeoDataFrame(
            {"village": np.repeat(village, [len(own) for own in homes])},
            geometry=shapely.points(places),
            crs="EPSG:4326",
        ),
        gpd.GeoDataFrame({"village": village}, geometry=shapes, crs="EPSG:4326"),
    )


def _in_degrees(outline: BaseGeometry, plane: LocalPlane) -> BaseGeometry:
    return shapely.transform(outline, lambda xy: np.round(to_degrees(plane, xy), _OUTLINE_DECIMALS))


def _tiling(villages: int, chance: np.random.Generator) -> list[BaseGeometry]:
    """Cells that tile a square: both sides of a border are the same bent line."""
    width = np.sqrt(villages) * VILLAGE_WIDTH_M
    centres = chance.uniform(0, width, (villages, 2))
    square = shapely.box(0, 0, width, width)
    for _ in range(_RELAXATIONS):
        cells = _cells(centres, square)
        centres = shapely.get_coordinates(shapely.centroid(cells))
    bent = [_bent(edge, chance) for edge in _edges(_cells(centres, square))]
    faces = shapely.get_parts(shapely.polygonize(bent))
    return list(faces)


def _cells(centres: Metres, square: BaseGeometry) -> NDArray[np.object_]:
    if len(centres) == 1:
        return np.array([square], dtype=object)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(centres), extend_to=square)
    return np.asarray(shapely.intersection(shapely.get_parts(cells), square))


def _edges(cells: NDArray[np.object_]) -> list[Metres]:
    """Each straight edge of the cells once, to the millimetre."""
    edges = set()
    for cell in cells:
        ring = [tuple(at) for at in np.round(shapely.get_coordinates(cell), 3).tolist()]
        edges |= {(min(pair), max(pair)) for pair in pairwise(ring)}
    return [np.array(edge) for edge in sorted(edges) if edge[0] != edge[1]]


def _bent(edge: Metres, chance: np.random.Generator) -> BaseGeometry:
    along = np.linspace(0, 1, _BEND_POINTS)[:, np.newaxis]
    begin, end = edge
    aside = np.array([begin[1] - end[1], end[0] - begin[0]])
    bend = chance.uniform(-_BEND, _BEND) * np.sin(np.pi * along)
    line = begin + along * (end - begin) + bend * aside
    line[0], line[-1] = begin, end
    return shapely.LineString(line)


def _homes(outline: BaseGeometry, households: int, chance: np.random.Generator) -> Metres:
    """Places in one village: hamlets on a road, houses along it, farms."""
    ground = shapely.buffer(outline, -_YARD_M)
    middle = shapely.get_coordinates(outline.centroid)[0]
    way = _turned(chance.uniform(0, np.pi))
    length = np.sqrt(outline.area)
    hamlets = middle + chance.uniform(-0.4, 0.4, (max(households // 40, 2), 1)) * length * way
    in_hamlets, by_road = households // 2, households // 3

    def along_road(n: int) -> Metres:
        at = middle + chance.uniform(-0.6, 0.6, (n, 1)) * length * way
        return at + chance.normal(0, 20, (n, 2))

    parts = [
        _inside(ground, lambda n: _around(hamlets, n, chance), in_hamlets),
        _inside(ground, along_road, by_road),
        _inside(ground, lambda n: _box(ground, n, chance), households - in_hamlets - by_road),
    ]
    return np.concatenate(parts)


def _around(hamlets: Metres, n: int, chance: np.random.Generator) -> Metres:
    middles = hamlets[chance.integers(0, len(hamlets), n)]
    return np.asarray(middles + chance.normal(0, 70, (n, 2)))


def _inside(ground: BaseGeometry, draw: Draw, wanted: int) -> Metres:
    """Draw places until enough lie on the ground."""
    shapely.prepare(ground)
    kept = np.empty((0, 2))
    while len(kept) < wanted:
        places = draw(4 * wanted)
        kept = np.concatenate([kept, places[shapely.contains_xy(ground, places)]])
    return kept[:wanted]


def _box(ground: BaseGeometry, n: int, chance: np.random.Generator) -> Metres:
    west, south, east, north = ground.bounds
    return chance.uniform((west, south), (east, north), (n, 2))


def _turned(angle: float) -> Metres:
    return np.array([np.cos(angle), np.sin(angle)])


def _circle(corners: int) -> Metres:
    angle = np.arange(corners) * 2 * np.pi / corners
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _fractal(ring: Metres, levels: int, chance: np.random.Generator) -> Metres:
    """Midpoints pushed aside, then theirs: coast-like."""
    for _ in range(levels):
        step = np.roll(ring, -1, axis=0) - ring
        aside = np.column_stack([-step[:, 1], step[:, 0]])
        middle = ring + step / 2 + aside * chance.uniform(-_JAGGED, _JAGGED, (len(ring), 1))
        ring = np.stack([ring, middle], axis=1).reshape(-1, 2)
    return ring


def _largest(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shapely.buffer(shape, 0))
    return parts[np.argmax(shapely.area(parts))]
