"""Where undeclared datums are looked for: real settlements moved to Jungar, the sample county."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from bench.partition_cases import real_file
from data.files import read_frame
from data.sample.county import generate
from geo.dwellings import dwelling_points
from geo.known_ground import KnownGround, known_ground
from geo.partition import build_grids
from geo.plane import LocalPlane, local_plane, to_degrees, to_metres

_AT: Final = np.array([111.2, 39.8])
_ACROSS: Final = 3
_SAMPLE_UNTIL: Final = datetime(2026, 11, 1, tzinfo=UTC)

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """Dwellings with the grids cut from them.

    Attributes
    ----------
    homes
        WGS 84 lon and lat (n, 2).
    village
        Village of each (n,).
    grids
        Polygons, EPSG:4326.
    roads
        Lines, EPSG:4326; none where none are known.
    """

    name: str
    homes: Points
    village: NDArray[np.str_]
    grids: NDArray[np.object_]
    roads: NDArray[np.object_]

    @property
    def plane(self) -> LocalPlane:
        """Plane of its homes."""
        return local_plane((*self.homes.min(axis=0), *self.homes.max(axis=0)))

    def ground(self, *, dwellings: bool = True) -> KnownGround:
        """What is known of it, with or without its homes."""
        return known_ground(self.grids, dwellings=self.homes if dwellings else None)


def worlds() -> Iterator[World]:
    """Six villages 10 km and 2.2 km apart, and the sample county, whose grids leave no gap."""
    if real_file().is_file():
        yield settled("six villages, 10 km apart", 10_000.0)
        yield settled("six villages, 2.2 km apart", 2_200.0)
    yield sample_world()


def settled(name: str, apart_m: float, villages: tuple[str, ...] = ()) -> World:
    """Real settlements moved to Jungar, each as it is, so far from the next; all without names."""
    homes = dwelling_points(read_frame(real_file()).frame)
    chosen = homes[homes["village"].isin(villages)] if villages else homes
    moved = [_moved(part, n, apart_m) for n, (_, part) in enumerate(chosen.groupby("village"))]
    frame = gpd.GeoDataFrame(pd.concat(moved, ignore_index=True), crs="EPSG:4326")
    return _world(name, frame, build_grids(frame, by=["village"]).grids, np.array([], dtype=object))


def sample_world(households: int = 3_000) -> World:
    """The sample county, cut as the demo cuts it."""
    county = generate(0, households, _SAMPLE_UNTIL)
    points = shapely.points(county.households[["lon", "lat"]].to_numpy())
    homes = gpd.GeoDataFrame(county.households, geometry=points, crs="EPSG:4326")
    villages = county.regions[county.regions["level"] == "village"]
    outlines = villages[["code", "outline"]].rename(columns={"code": "village_code"})
    boundary = gpd.GeoDataFrame(outlines, geometry="outline").rename_geometry("geometry")
    cut = build_grids(homes, by=("village_code", "group"), boundary=boundary, counts="resident")
    homes = homes.rename(columns={"village_code": "village"})
    return _world("sample county", homes, cut.grids, county.roads.geometry.to_numpy())


def _moved(part: gpd.GeoDataFrame, place: int, apart_m: float) -> gpd.GeoDataFrame:
    metres = to_metres(local_plane(tuple(part.total_bounds)), _places(part))
    there = local_plane((*_AT, *_AT))
    row, column = divmod(place, _ACROSS)
    lonlat = to_degrees(there, metres + np.array([column, row]) * apart_m)
    moved: gpd.GeoDataFrame = part[["village", "geometry"]].set_geometry(shapely.points(lonlat))
    return moved


def _world(
    name: str, homes: gpd.GeoDataFrame, grids: gpd.GeoDataFrame, roads: NDArray[np.object_]
) -> World:
    village = homes["village"].to_numpy(dtype=str)
    return World(name, _places(homes), village, grids.geometry.to_numpy(), roads)


def _places(frame: gpd.GeoDataFrame) -> Points:
    return np.asarray(shapely.get_coordinates(frame.geometry.to_numpy()))
