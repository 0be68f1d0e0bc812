"""Households that came into the register without coordinates, and buildings of their village."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.affinity import rotate, translate
from shapely.geometry.base import BaseGeometry

from data.sample.persons import MONGOL_SHARE, person_names
from data.sample.plane import Points, shape_to_lonlat, shape_to_metres, to_lonlat, to_metres

NEWCOMERS: Final = 60
"""As many as an agent can visit in two days."""
GROUP: Final = "新登记"
_APART_M: Final = 18.0
_FROM_BORDER_M: Final = 60.0
_STEP_M: Final = (22.0, 70.0)
_TRIES: Final = 400
_LENGTH_M: Final = (9.0, 15.0)
_DEPTH_M: Final = (6.0, 9.0)
"""A brick house of the Ordos countryside with three to five bays."""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What a village gets.

    Attributes
    ----------
    households
        ``number, head, village_code, group``; no phone and no coordinates.
    buildings
        ``code, name``, polygons in EPSG:4326: one for each household, old or new.
    """

    households: pd.DataFrame
    buildings: gpd.GeoDataFrame


def settle_newcomers(
    rng: np.random.Generator,
    households: pd.DataFrame,
    village: str,
    outline: BaseGeometry,
    count: int = NEWCOMERS,
) -> Newcomers:
    """Let households move into a village, between its houses.

    Parameters
    ----------
    households
        Those of the county, as `data.sample.households.build_households` makes them.
    outline
        Of the village, WGS 84 degrees.
    """
    own = households[households["village_code"] == village]
    old = np.unique(to_metres(own[["lon", "lat"]].to_numpy()), axis=0)
    ground = shapely.buffer(shape_to_metres(outline), -_FROM_BORDER_M)
    new = _beside(rng, old, ground, count)
    heads = person_names(rng, MONGOL_SHARE)
    numbers = [f"{village}-{len(own) + n:04d}" for n in range(1, len(new) + 1)]
    table = pd.DataFrame({"number": numbers, "head": [next(heads) for _ in numbers]})
    return Newcomers(
        table.assign(village_code=village, group=GROUP), _buildings(rng, village, [*old, *new])
    )


def _beside(
    rng: np.random.Generator, old: Points, ground: BaseGeometry, count: int
) -> list[Points]:
    """Free places a few steps from a house, as many as are asked for and found."""
    taken = list(old)
    for _ in range(count * _TRIES):
        if len(taken) == len(old) + count:
            break
        angle, step = rng.uniform(0, 2 * np.pi), rng.uniform(*_STEP_M)
        place = taken[int(rng.integers(len(taken)))] + step * np.array(
            [np.cos(angle), np.sin(angle)]
        )
        free = np.hypot(*(np.array(taken) - place).T).min() >= _APART_M
        if free and shapely.contains_xy(ground, *place):
            taken.append(place)
    return taken[len(old) :]


def _buildings(rng: np.random.Generator, village: str, places: list[Points]) -> gpd.GeoDataFrame:
    """A house around each place, its place not quite in the middle."""
    shapes = []
    for east, north in places:
        length, depth = rng.uniform(*_LENGTH_M) / 2, rng.uniform(*_DEPTH_M) / 2
        house = rotate(shapely.box(-length, -depth, length, depth), rng.uniform(-20, 20))
        shapes.append(translate(house, east + rng.uniform(-1, 1), north + rng.uniform(-1, 1)))
    codes = [f"{village}-B{n:04d}" for n in range(1, len(shapes) + 1)]
    table = {"code": codes, "name": [None] * len(shapes)}
    return gpd.GeoDataFrame(table, geometry=shape_to_lonlat(np.array(shapes)), crs="EPSG:4326")


def doors_of(newcomers: Newcomers) -> Points:
    """Where the newcomers live, in the order of their numbers: what a survey should find."""
    houses = newcomers.buildings.geometry.iloc[-len(newcomers.households) :]
    points = shapely.centroid(shape_to_metres(houses.to_numpy()))
    lonlat: Points = to_lonlat(shapely.get_coordinates(points))
    return lonlat
