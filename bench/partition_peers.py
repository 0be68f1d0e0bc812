"""The peers: other people's ways of cutting a village, each at its best honest settings."""

import importlib
import math
from collections.abc import Callable
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.spatial import Delaunay

from bench.villages import Metres, Township
from geo.plane import local_plane, shape_to_degrees, shape_to_metres, to_metres

MIN_SIZE: Final = 10
MAX_SIZE: Final = 15
_ROUNDS: Final = 50  # of plain k-means; it stands still long before

Labels = NDArray[np.int64]
Cut = Callable[[Metres, int, int], Labels]


def wanted_grids(households: int) -> int:
    """Number of grids all methods are given: the middle of the bounds, where that is legal."""
    fewest, most = math.ceil(households / MAX_SIZE), households // MIN_SIZE
    middle = round(households / ((MIN_SIZE + MAX_SIZE) / 2))
    return max(min(max(middle, fewest), most), 1)


def cut_by_k_means(places: Metres, k: int, seed: int) -> Labels:
    """Plain k-means, k-means++ start, as splitters of mapping tasks use it: no size bound."""
    _, label = kmeans2(places, k, iter=_ROUNDS, minit="++", rng=np.random.default_rng(seed))
    return np.asarray(label, dtype=np.int64)


def cut_by_constrained(places: Metres, k: int, seed: int, starts: int) -> Labels:
    """k-means-constrained: exact bounds by minimum-cost flow, best of several starts."""
    package: Any = importlib.import_module("k_means_constrained")
    model = package.KMeansConstrained(
        k, size_min=MIN_SIZE, size_max=MAX_SIZE, n_init=starts, random_state=seed
    )
    return np.asarray(model.fit_predict(places), dtype=np.int64)


def cut_by_max_p(places: Metres, _k: int, seed: int) -> Labels:
    """Max-p of spopt on the Delaunay graph: as many regions of 10 and more as it can make."""
    maxp: Any = importlib.import_module("spopt.region.maxp")
    weights: Any = importlib.import_module("libpysal.weights")
    frame = gpd.GeoDataFrame(
        {"east": places[:, 0], "north": places[:, 1], "one": 1}, geometry=shapely.points(places)
    )
    graph = weights.W(_delaunay_neighbours(places), silence_warnings=True)
    np.random.seed(seed)  # noqa: NPY002 - spopt draws from the global generator
    model = maxp.MaxPHeuristic(frame, graph, ["east", "north"], "one", MIN_SIZE)
    model.solve()
    return np.unique(model.labels_, return_inverse=True)[1].astype(np.int64)


PEERS: Final[dict[str, Cut]] = {
    "kmc-1": lambda places, k, seed: cut_by_constrained(places, k, seed, 1),
    "kmc-10": lambda places, k, seed: cut_by_constrained(places, k, seed, 10),
    "max-p": cut_by_max_p,
    "k-means": cut_by_k_means,
}


def village_places(township: Township) -> list[Metres]:
    """Metres of the households of each village, on its own plane, in the order of rows."""
    village = township.households["village"].to_numpy()
    lonlat = shapely.get_coordinates(township.households.geometry.to_numpy())
    planes = [local_plane(outline.bounds) for outline in township.outlines.geometry]
    names = township.outlines["village"]
    return [
        to_metres(plane, lonlat[village == name]) for name, plane in zip(names, planes, strict=True)
    ]


def cut_village(method: str, places: Metres, seed: int) -> Labels:
    """Cut one village by a named peer."""
    return PEERS[method](places, wanted_grids(len(places)), seed)


def join_labels(township: Township, cuts: list[Labels]) -> Labels:
    """Number grids through the township: one label per household, in the order of rows."""
    village = township.households["village"].to_numpy()
    labels = np.empty(len(village), dtype=np.int64)
    grids = 0
    for name, cut in zip(township.outlines["village"], cuts, strict=True):
        numbers, own = np.unique(cut, return_inverse=True)
        labels[village == name] = own + grids
        grids += len(numbers)
    return labels


def voronoi_grids(township: Township, labels: Labels) -> gpd.GeoDataFrame:
    """Polygons for labels: the union of the members' Voronoi cells, clipped to the village.

    Returns
    -------
    grids
        One row per label, in order; a grid whose every place another grid holds is empty.
    """
    village = township.households["village"].to_numpy()
    shapes = np.full(labels.max() + 1, shapely.Polygon(), dtype=object)
    owner = np.empty(len(shapes), dtype=object)
    rows = zip(township.outlines["village"], township.outlines.geometry, strict=True)
    for (name, outline), places in zip(rows, village_places(township), strict=True):
        plane = local_plane(outline.bounds)
        own = labels[village == name]
        grid, flat = _voronoi_union(places, own, shape_to_metres(plane, outline))
        shapes[grid] = [shape_to_degrees(plane, shape) for shape in flat]
        owner[np.unique(own)] = name
    return gpd.GeoDataFrame({"village": owner}, geometry=list(shapes), crs="EPSG:4326")


def _voronoi_union(
    places: Metres, labels: Labels, outline: shapely.Polygon
) -> tuple[Labels, NDArray[Any]]:
    """Labels that hold a place, and their polygons; households of one place share a cell."""
    unique, first = np.unique(places, axis=0, return_index=True)
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(unique), extend_to=outline.buffer(1000), ordered=True
    )
    held = labels[first]
    grid = np.unique(held)
    parts = shapely.get_parts(cells)
    united = [shapely.coverage_union_all(parts[held == one]) for one in grid]
    return grid, np.asarray(shapely.intersection(united, outline))


def _delaunay_neighbours(places: Metres) -> dict[int, list[int]]:
    first, nearby = Delaunay(places).vertex_neighbor_vertices
    return {i: nearby[first[i] : first[i + 1]].tolist() for i in range(len(places))}
