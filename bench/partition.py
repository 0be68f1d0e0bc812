"""Grids by exact flow beside plain k-means, on made-up villages of 2,000 and 20,000 households."""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from geo.partition import build_grids
from geo.plane import local_plane, to_metres

MIN_SIZE, MAX_SIZE = 10, 15
HOUSEHOLDS_PER_VILLAGE = 250
VILLAGE_WIDTH_M = 2_000
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of the table."""

    method: str
    households: int
    grids: int
    in_range: float
    smallest: int
    largest: int
    distance_m: float
    seconds: float


def made_up_county(households: int, seed: int) -> gpd.GeoDataFrame:
    """Villages side by side: half in hamlets, a third along a road, the rest scattered."""
    chance = np.random.default_rng(seed)
    villages = households // HOUSEHOLDS_PER_VILLAGE
    across = int(np.ceil(np.sqrt(villages)))
    metres = [
        _village(chance) + np.array([v % across, v // across]) * VILLAGE_WIDTH_M
        for v in range(villages)
    ]
    lonlat = np.concatenate(metres) / (85_900, 111_030) + (111.0, 39.6)
    village = np.repeat(np.arange(villages), HOUSEHOLDS_PER_VILLAGE)
    return gpd.GeoDataFrame({"village": village}, geometry=shapely.points(lonlat), crs="EPSG:4326")


def _village(chance: np.random.Generator) -> NDArray[np.float64]:
    n, width = HOUSEHOLDS_PER_VILLAGE, VILLAGE_WIDTH_M
    hamlets, road = n // 2, n // 3
    middles = chance.uniform(0.2 * width, 0.8 * width, (4, 2))
    begin, end = chance.uniform(0.1 * width, 0.9 * width, (2, 2))
    along = chance.uniform(0, 1, (road, 1))
    parts = [
        chance.normal(middles[chance.integers(0, 4, hamlets)], 90),
        begin + along * (end - begin) + chance.normal(0, 15, (road, 2)),
        chance.uniform(0.05 * width, 0.95 * width, (n - hamlets - road, 2)),
    ]
    return np.asarray(np.clip(np.concatenate(parts), 0.01 * width, 0.99 * width))


def by_flow(county: gpd.GeoDataFrame, _metres: NDArray[np.float64]) -> Labels:
    """Wangge's own partition, polygons included."""
    members = build_grids(county, by=["village"]).members
    number = members.groupby(["village", "serial"]).ngroup()
    return np.asarray(number, dtype=np.int64)


def by_k_means(county: gpd.GeoDataFrame, metres: NDArray[np.float64]) -> Labels:
    """Plain k-means per village at the same number of grids, without polygons."""
    village = county["village"].to_numpy()
    labels = np.zeros(len(county), dtype=np.int64)
    for v in np.unique(village):
        own = village == v
        k = round(own.sum() / ((MIN_SIZE + MAX_SIZE) / 2))
        chance = np.random.default_rng(int(v))
        _, label = kmeans2(metres[own], k, minit="++", rng=chance)
        labels[own] = label + labels.max() + 1
    return labels


def measure(
    name: str,
    method: Callable[[gpd.GeoDataFrame, NDArray[np.float64]], Labels],
    county: gpd.GeoDataFrame,
) -> Figures:
    """Run a method once and measure what it made."""
    lonlat = shapely.get_coordinates(county.geometry.to_numpy())
    metres = to_metres(local_plane(tuple(county.total_bounds)), lonlat)
    begin = time.perf_counter()
    labels = method(county, metres)
    seconds = time.perf_counter() - begin
    _, grid, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    middles = np.column_stack([np.bincount(grid, metres[:, i]) / sizes for i in (0, 1)])
    distance = float(np.hypot(*(metres - middles[grid]).T).mean())
    in_range = float(((sizes >= MIN_SIZE) & (sizes <= MAX_SIZE)).mean())
    return Figures(
        name, len(county), len(sizes), in_range, sizes.min(), sizes.max(), distance, seconds
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(f"{'method':<22}{'n':>7}{'grids':>7}{'in 10..15':>11}{'sizes':>8}{'mean m':>8}{'s':>7}")
    for households in arguments.households:
        county = made_up_county(households, arguments.seed)
        for name, method in (("wangge grids build", by_flow), ("k-means (scipy)", by_k_means)):
            row = measure(name, method, county)
            sizes = f"{row.smallest}-{row.largest}"
            print(
                f"{row.method:<22}{row.households:>7,}{row.grids:>7,}{row.in_range:>11.1%}"
                f"{sizes:>8}{row.distance_m:>8.1f}{row.seconds:>7.2f}"
            )


if __name__ == "__main__":
    main()
