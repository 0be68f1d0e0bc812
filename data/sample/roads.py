"""Roads: a county road through the township seats, township roads to villages, village lanes."""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from data.sample.courses import clipped_courses, winding
from data.sample.plane import Points
from data.sample.settlements import Settlement

COUNTY_ROAD: Final = "county-road"
TOWNSHIP_ROAD: Final = "township-road"
VILLAGE_LANE: Final = "village-lane"


@dataclass(frozen=True, slots=True)
class _Road:
    name: str
    level: str
    points: Points


def find_seats(
    centres: Points, township_of: npt.NDArray[np.int64], townships_m: npt.NDArray[np.object_]
) -> list[int]:
    """Village that is the seat of each township: the one nearest to the township's middle."""
    seats = []
    for township, outline in enumerate(townships_m):
        members = np.flatnonzero(township_of == township)
        middle = np.array(outline.centroid.coords[0])
        seats.append(int(members[np.argmin(np.hypot(*(centres[members] - middle).T))]))
    return seats


def draw_roads(
    rng: np.random.Generator,
    settlements: list[Settlement],
    names: list[str],
    members: list[npt.NDArray[np.int64]],
    seats: list[int],
) -> list[_Road]:
    """Draw every road on the metre plane, from the county road down to the lanes.

    Parameters
    ----------
    names
        Names of the villages, in the order of ``settlements``.
    members
        Indices of the villages of each township.
    seats
        Index of the seat of each township.
    """
    centres = np.array([settlement.anchors[0] for settlement in settlements])
    number = int(rng.integers(901, 960))
    roads = [_Road(f"X{number}线", COUNTY_ROAD, line) for line in _trunk(rng, centres[seats])]
    for order, villages in enumerate(members):
        for a, b in _spanning(centres[villages]):
            line = winding(centres[villages[a]], centres[villages[b]], rng)
            roads.append(_Road(f"Y{order + 1:02d}{a + b:02d}线", TOWNSHIP_ROAD, line))
    for name, settlement in zip(names, settlements, strict=True):
        roads += [_Road(f"{name}村道", VILLAGE_LANE, line) for line in _lanes(rng, settlement)]
    return roads


def roads_to_frame(roads: list[_Road], county_m: Any) -> gpd.GeoDataFrame:
    """Clip roads to the county.

    Returns
    -------
    roads_frame
        One row per piece of road, columns ``name``, ``level`` and ``course`` (WGS 84 LineString,
        the active geometry).
    """
    lines = np.array([shapely.linestrings(road.points) for road in roads])
    columns = {"name": [road.name for road in roads], "level": [road.level for road in roads]}
    return clipped_courses(columns, lines, county_m)


def _trunk(rng: np.random.Generator, seats: Points) -> list[Points]:
    """Draw the county road: between the seats, and out of the county at both ends."""
    lines = [winding(seats[a], seats[b], rng) for a, b in _spanning(seats)]
    middle = seats.mean(axis=0)
    spread = np.hypot(*(seats - middle).T)
    first = seats[int(np.argmax(spread))]
    last = seats[int(np.argmax(np.hypot(*(seats - first).T)))]
    for seat in (first, last):
        away = (seat - middle) / max(float(np.hypot(*(seat - middle))), 1.0)
        lines.append(winding(seat, seat + away * 40_000.0, rng, 0.03))
    return lines


def _lanes(rng: np.random.Generator, settlement: Settlement) -> list[Points]:
    anchors = settlement.anchors
    between = [winding(anchors[a], anchors[b], rng, 0.08) for a, b in _spanning(anchors)]
    return between + settlement.lanes


def _spanning(points: Points) -> list[tuple[int, int]]:
    """Pairs that join all points by the shortest net (Prim's minimum spanning tree)."""
    pairs: list[tuple[int, int]] = []
    joined = [0]
    rest = list(range(1, len(points)))
    while rest:
        gaps = np.hypot(*(points[rest][:, None] - points[joined][None]).transpose(2, 0, 1))
        row, column = np.unravel_index(int(np.argmin(gaps)), gaps.shape)
        pairs.append((joined[int(column)], rest[int(row)]))
        joined.append(rest.pop(int(row)))
    return pairs
