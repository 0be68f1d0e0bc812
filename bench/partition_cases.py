"""What is cut: six real villages, made-up townships, ragged villages."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import geopandas as gpd
import shapely

from bench.villages import Township, made_up_township, ragged_township
from data.files import read_frame
from geo.dwellings import dwelling_points
from geo.plane import local_plane, shape_to_degrees, shape_to_metres

METHODS: Final = {
    "wangge": "Wangge",
    "wangge-best": "Wangge --best",
    "kmc-1": "k-means-constrained, n_init 1",
    "kmc-10": "k-means-constrained, n_init 10",
    "max-p": "spopt max-p (its own k)",
    "k-means": "plain k-means",
}
SIZES: Final = (200, 2_000, 20_000, 100_000)
KINDS: Final = ("real", "synthetic", "ragged")
_MOST: Final = {"kmc-1": 20_000, "kmc-10": 20_000}
_MAX_P_AT: Final = 2_000  # minutes a run: once is enough
_RAGGED_VILLAGES: Final = 60
_REAL_METHODS: Final = tuple(name for name in METHODS if name != "max-p")
_RAGGED_METHODS: Final = ("wangge", "wangge-best", "kmc-1", "kmc-10")
_PROJECT: Final = Path(__file__).resolve().parents[1]
_REAL: Final = Path("settlements") / "tz_villages_buildings.wgs84.geojson.gz"
_MARGIN_M: Final = 30.0


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to cut, anew for each seed where it is made up."""

    name: str
    methods: tuple[str, ...]
    township: Callable[[int], Township]


def all_cases(kinds: Sequence[str], sizes: Sequence[int], methods: Sequence[str]) -> list[Case]:
    """Cases of these kinds, each with those of these methods that are meant for it."""
    cases = [*_real_cases()] if "real" in kinds else []
    if "synthetic" in kinds:
        cases += [Case(f"{n:,}", _fit_for(n), partial(made_up_township, n)) for n in sizes]
    if "ragged" in kinds:
        township = partial(ragged_township, _RAGGED_VILLAGES)
        cases.append(Case(f"ragged, {_RAGGED_VILLAGES} villages", _RAGGED_METHODS, township))
    return [
        Case(case.name, tuple(m for m in case.methods if m in methods), case.township)
        for case in cases
    ]


def _fit_for(households: int) -> tuple[str, ...]:
    return tuple(
        name
        for name in METHODS
        if households <= _MOST.get(name, households)
        and (name != "max-p" or households == _MAX_P_AT)
    )


def real_file() -> Path:
    """Where the six real villages would be."""
    shared = os.environ.get("WANGGE_SHARED_DATA", _PROJECT.parent / "shared" / "data")
    return Path(shared) / _REAL


def _real_cases() -> Iterator[Case]:
    if not real_file().is_file():
        return
    dwellings = dwelling_points(read_frame(real_file()).frame)
    for name, homes in dwellings.groupby("village"):
        township = _hulled(homes[["village", "geometry"]].reset_index(drop=True))
        yield Case(f"{name}, {len(homes):,}", _REAL_METHODS, lambda _, made=township: made)


def _hulled(homes: gpd.GeoDataFrame) -> Township:
    """A village without a surveyed outline: the hull of its houses with a margin."""
    hull = shapely.MultiPoint(shapely.get_coordinates(homes.geometry.to_numpy())).convex_hull
    plane = local_plane(hull.bounds)
    wide = shapely.buffer(shape_to_metres(plane, hull), _MARGIN_M, quad_segs=2)
    outline = shapely.set_precision(shape_to_degrees(plane, wide), 1e-9)
    name = homes["village"].iloc[0]
    return Township(
        homes, gpd.GeoDataFrame({"village": [name]}, geometry=[outline], crs="EPSG:4326")
    )
