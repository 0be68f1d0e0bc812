"""Villages of every awkward shape, made up from a number of households and a seed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

WEST, SOUTH = 111.0, 39.6
DEGREES_PER_METRE = np.array([1 / 85_900, 1 / 111_030])
VILLAGE = "150622001001"
ROOM_M = 2.0
"""How far a household is from the outline at least."""
MOST_OF_ONE_PLACE = 20
"""Households of one place at most; 16 and more cannot share a grid."""

Chance = np.random.Generator


@dataclass(frozen=True)
class Village:
    """What `build_grids` is asked, and what the checks need to know of it.

    Attributes
    ----------
    name
        Shape, households and seed, to find the case again.
    households
        One row each: ``number``, and the columns its shape is about.
    asked
        The other arguments.
    outline
        In degrees; None when the convex hull is taken.
    """

    name: str
    households: gpd.GeoDataFrame
    asked: dict[str, Any]
    outline: shapely.Geometry | None


def lonlat(metres: Any) -> Any:
    return np.round(np.asarray(metres, dtype=float) * DEGREES_PER_METRE + (WEST, SOUTH), 9)


def scattered(outline: Any, n: int, chance: Chance) -> Any:
    """Households of an outline, all alike likely anywhere inside."""
    room = outline.buffer(-ROOM_M)
    west, south, east, north = room.bounds
    found = np.zeros((0, 2))
    while len(found) < n:
        metres = chance.uniform((west, south), (east, north), (8 * n + 50, 2))
        found = np.vstack([found, metres[shapely.contains_xy(room, metres)]])
    return found[:n]


def crowded(metres: Any, share: float, chance: Chance) -> Any:
    """Move a share of the households into the courtyards of others."""
    moving = chance.random(len(metres)) < share
    return np.where(moving[:, None], metres[chance.integers(0, len(metres), len(metres))], metres)


def collinear(n: int, chance: Chance) -> dict[str, Any]:
    """Along a road, which may run to the north, the east or aslant; evenly or not."""
    steps = np.arange(n) * 30.0 if chance.random() < 0.5 else chance.uniform(0, 30 * n, n)
    heading = [(0, 1), (1, 0), (1, 0.37)][int(chance.integers(3))]
    return {"metres": steps[:, None] * np.array(heading)}


def duplicated(n: int, chance: Chance) -> dict[str, Any]:
    """Courtyards of one to twenty households."""
    sizes: list[int] = []
    most = int(chance.choice([3, 8, MOST_OF_ONE_PLACE]))
    while sum(sizes) < n:
        sizes.append(int(min(chance.integers(1, most + 1), n - sum(sizes))))
    places = chance.uniform(0, 40 * np.sqrt(n) + 50, (len(sizes), 2))
    return {"metres": np.repeat(places, sizes, axis=0)}


def two_clusters(n: int, chance: Chance) -> dict[str, Any]:
    """Two hamlets fifteen kilometres apart, neither of a size that grids ask for."""
    here = int(chance.integers(0, n + 1))
    metres = chance.normal(0, 60 + 4 * np.sqrt(n), (n, 2))
    metres[here:] += (15_000, chance.uniform(-400, 400))
    return {"metres": metres}


def spiral(n: int, chance: Chance) -> dict[str, Any]:
    """Along a winding valley; every other village has the valley for an outline."""
    turns = np.sqrt(np.linspace(0.05, 1, 400)) * 2 * np.pi * 3
    reach = 60 + 25 * np.sqrt(n)
    valley = shapely.LineString(np.column_stack([np.cos(turns), np.sin(turns)]) * turns[:, None])
    valley = shapely.transform(valley, lambda xy: xy * reach / 19)
    outline = valley.buffer(reach / 9, quad_segs=3)
    metres = scattered(outline, n, chance)
    return {"metres": metres, "outline": outline if chance.random() < 0.5 else None}


def fractal(n: int, chance: Chance) -> dict[str, Any]:
    """A ragged outline, bulging in and out at every length, and some shared courtyards."""
    ring = np.array([np.exp(1j * angle) for angle in np.linspace(0, 2 * np.pi, 6)])
    for _ in range(4):
        one, other = ring[:-1], ring[1:]
        bulge = chance.uniform(-0.3, 0.3, len(one)) * 1j * (other - one)
        ring = np.append(np.column_stack([one, (one + other) / 2 + bulge]).ravel(), ring[-1])
    rough = shapely.Polygon(np.column_stack([ring.real, ring.imag]) * (80 + 30 * np.sqrt(n)))
    parts = shapely.get_parts(rough.buffer(0).buffer(-2 * ROOM_M).buffer(ROOM_M))
    outline = max(parts, key=shapely.area)
    return {"metres": crowded(scattered(outline, n, chance), 0.15, chance), "outline": outline}


def holed(n: int, chance: Chance) -> dict[str, Any]:
    """Around lakes, which lie across the straight ways."""
    side = 150 + 40 * np.sqrt(n)
    lakes = [
        shapely.Point(chance.uniform(0.15, 0.85, 2) * side).buffer(
            chance.uniform(0.06, 0.2) * side, quad_segs=3
        )
        for _ in range(int(chance.integers(1, 6)))
    ]
    ground = shapely.box(0, 0, side, side) - shapely.union_all(lakes)
    outline = max(shapely.get_parts(ground), key=shapely.area)
    return {"metres": scattered(outline, n, chance), "outline": outline}


def islands(n: int, chance: Chance) -> dict[str, Any]:
    """Two to four parts that do not touch, one with a hole."""
    side = 100 + 25 * np.sqrt(n)
    parts = [shapely.Point(0, 0).buffer(side, quad_segs=4) - shapely.box(-20, -20, 20, 20)]
    for place in range(int(chance.integers(1, 4))):
        east = side * (1.4 + 1.2 * place)
        parts.append(shapely.box(east, -side / 2, east + side, side * chance.uniform(0, 1)))
    sizes = np.bincount(chance.integers(0, len(parts), n), minlength=len(parts))
    metres = [scattered(part, m, chance) for part, m in zip(parts, sizes, strict=True) if m]
    return {"metres": np.vstack(metres), "outline": shapely.MultiPolygon(parts)}


def pinned(n: int, chance: Chance) -> dict[str, Any]:
    """Families kept together, now and then far-off ones, and enemies apart."""
    metres = chance.uniform(0, 40 * np.sqrt(n) + 50, (n, 2))
    together, apart = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    order = chance.permutation(n)
    enemies = order[::-1][: int(min(chance.integers(2, 4), max(1, n // 15)))]
    apart[enemies] = "quarrel"
    for label in range(min(3, n // 8)):
        free = np.flatnonzero((together == "") & (apart == ""))
        head = chance.choice(free)
        away = np.hypot(*(metres[free] - metres[head]).T)
        family = free[
            np.argsort(away if n % 5 or n > 25 else chance.random(len(free)), kind="stable")
        ]
        together[family[: int(chance.integers(2, 5))]] = f"family {label}"
    if n >= 45:
        single = np.flatnonzero((together == "") & (apart == ""))
        apart[single[:2]] = "well"
        together[single[0]] = "family 1;family 2"
    return {"metres": metres, "keep_with": together, "keep_apart": apart}


def grouped(n: int, chance: Chance) -> dict[str, Any]:
    """Villagers' groups beside each other, of any size."""
    metres = chance.uniform(0, 40 * np.sqrt(n) + 50, (n, 2))
    borders = np.sort(chance.uniform(0, metres[:, 0].max(), int(chance.integers(1, 3))))
    return {"metres": metres, "group": np.searchsorted(borders, metres[:, 0]).astype(str)}


def absent(n: int, chance: Chance) -> dict[str, Any]:
    """A third of the registered households lives elsewhere."""
    metres = chance.normal(0, 60 + 20 * np.sqrt(n), (n, 2))
    return {"metres": metres, "resident": chance.random(n) < 0.67}


SHAPES: dict[str, Callable[[int, Chance], dict[str, Any]]] = {
    "collinear": collinear,
    "duplicated": duplicated,
    "two-clusters": two_clusters,
    "spiral": spiral,
    "fractal": fractal,
    "holes": holed,
    "islands": islands,
    "pins": pinned,
    "groups": grouped,
    "absent": absent,
}


def village(shape: str, n: int, seed: int = 0) -> Village:
    """Make up a village of a shape."""
    chance = np.random.default_rng([seed, n, list(SHAPES).index(shape)])
    made = SHAPES[shape](n, chance)
    outline, metres = made.pop("outline", None), made.pop("metres")
    columns = {"number": [f"h{row}" for row in range(n)], "village_code": [VILLAGE] * n, **made}
    homes = gpd.GeoDataFrame(columns, geometry=shapely.points(lonlat(metres)), crs="EPSG:4326")
    asked: dict[str, Any] = {"by": ["village_code", "group"] if "group" in made else []}
    if asked["by"] == [] and n % 2:
        asked["by"] = ["village_code"]
    if "resident" in made:
        asked["counts"] = "resident"
    if outline is not None:
        outline = shapely.transform(outline, lonlat)
        asked["boundary"] = gpd.GeoDataFrame(geometry=[outline], crs="EPSG:4326")
    return Village(f"{shape}-{n}-{seed}", homes, asked, outline)


def changed(before: Village, seed: int = 0) -> tuple[Village, list[str]]:
    """The village after 1 % of its households, one at least, have moved, come or gone.

    Returns
    -------
    after
        Its rows in another order, numbered anew.
    staying
        Numbers of the households of both that have not moved.
    """
    homes = before.households
    chance = np.random.default_rng([seed, len(homes)])
    each = max(1, round(0.01 * len(homes)))
    rows = chance.permutation(len(homes))[:each]
    what = chance.integers(0, 3, each) if len(homes) > 1 else np.ones(each, dtype=int)
    near = chance.integers(0, len(homes), each)
    shifted = _between(homes.geometry.to_numpy()[near], homes.geometry.to_numpy()[rows], before)
    gone, moved, added = (rows[what == kind] for kind in range(3))
    moving = homes.geometry.to_numpy().copy()
    moving[moved] = shifted[what == 1]
    new = homes.iloc[added].assign(number=[f"new{row}" for row in added])
    new = new.set_geometry(shifted[what == 2], crs="EPSG:4326")
    for pins in {"keep_with", "keep_apart"} & set(homes.columns):
        new[pins] = ""
    stayed = homes.set_geometry(moving, crs="EPSG:4326").drop(homes.index[gone])
    after = pd.concat([stayed, new]).sample(frac=1, random_state=seed).reset_index(drop=True)
    staying = homes["number"].drop(homes.index[[*gone, *moved]])
    return Village(f"{before.name} changed", after, before.asked, before.outline), list(staying)


def _between(there: Any, here: Any, village: Village) -> Any:
    """Places about one third of the way to another household, where that is on the ground."""
    shapes = []
    for one, other in zip(
        shapely.get_coordinates(there), shapely.get_coordinates(here), strict=True
    ):
        place = shapely.Point(np.round(0.35 * one + 0.65 * other, 9))
        inside = village.outline is None or village.outline.buffer(-1e-5).contains(place)
        shapes.append(place if inside else shapely.Point(one))
    return np.array(shapes)
