"""Where the households of one village stand: in hamlets, along a lane, or scattered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from data.sample.courses import winding
from data.sample.group_sizes import Counts
from data.sample.plane import Points

# One courtyard per lattice cell, moved at most JITTER from its middle: neighbours stay 8 m apart.
COURTYARD_M: Final = 20.0
JITTER_M: Final = 6.0
FROM_BORDER_M: Final = 60.0
_ANCHOR_FROM_BORDER_M: Final = 650.0
_SHARED_COURTYARD: Final = 0.015


class Pattern(StrEnum):
    """How a village settled."""

    CLUSTERED = "clustered"
    LINEAR = "linear"
    SCATTERED = "scattered"


@dataclass(frozen=True, slots=True)
class Settlement:
    """The houses of one village on the metre plane.

    Attributes
    ----------
    anchors
        Middle of each villagers' group; the first is the middle of the village.
    places, group_of
        Position and group index of each household, ordered by group.
    lanes
        Streets inside the groups, each an array of points.
    """

    anchors: Points
    places: Points
    group_of: npt.NDArray[np.int64]
    lanes: list[Points]


def settle_village(
    rng: np.random.Generator, ground: Any, sizes: Counts, pattern: Pattern
) -> Settlement:
    """Place every household of a village on its ground, each group around an anchor of its own.

    Parameters
    ----------
    ground
        Where houses may stand, metre plane; nothing comes nearer its border than 60 m.
    sizes
        Households per villagers' group.
    """
    inner = shapely.buffer(ground, -FROM_BORDER_M)
    shapely.prepare(inner)
    anchors = _draw_anchors(rng, ground, len(sizes))
    taken: set[tuple[int, int]] = set()
    places, lanes = [], []
    for group, size in enumerate(sizes):
        street = _draw_street(rng, anchors[group], int(size), pattern)
        lanes += street.lanes
        site = _Site(inner, anchors, group, taken)
        places.append(_share_courtyards(rng, _fill(rng, site, street, int(size))))
    group_of = np.repeat(np.arange(len(sizes)), sizes)
    return Settlement(anchors, np.vstack(places), group_of, lanes)


@dataclass(frozen=True, slots=True)
class _Street:
    """Points houses gather around, how far they stray (metres), and the lanes between."""

    seats: Points
    spread_m: float
    lanes: list[Points]


@dataclass(frozen=True, slots=True)
class _Site:
    """What a group may build on: inside the village, nearest to its own anchor, not yet taken."""

    inner: Any
    anchors: Points
    group: int
    taken: set[tuple[int, int]]


def _draw_anchors(rng: np.random.Generator, ground: Any, count: int) -> Points:
    """Middles of the groups, far from each other; the first nearest to the village's middle."""
    core = shapely.buffer(ground, -_ANCHOR_FROM_BORDER_M)
    candidates = _inside(rng, ground if core.is_empty else core, 40)
    middle = np.array(ground.centroid.coords[0])
    chosen = [candidates[np.argmin(np.hypot(*(candidates - middle).T))]]
    while len(chosen) < count:
        gaps = np.min([np.hypot(*(candidates - anchor).T) for anchor in chosen], axis=0)
        chosen.append(candidates[np.argmax(gaps)])
    return np.array(chosen)


def _inside(rng: np.random.Generator, area: Any, count: int) -> Points:
    """Uniform points inside an area."""
    low, high = np.array(area.bounds).reshape(2, 2)
    points = np.empty((0, 2))
    while len(points) < count:
        drawn = rng.uniform(low, high, (4 * count, 2))
        points = np.vstack([points, drawn[shapely.contains_xy(area, drawn)]])
    return points[:count]


def _draw_street(rng: np.random.Generator, anchor: Points, size: int, pattern: Pattern) -> _Street:
    if pattern is Pattern.LINEAR:
        heading = rng.uniform(0, 2 * np.pi)
        half = np.array([np.cos(heading), np.sin(heading)]) * max(220.0, 11.0 * size)
        lane = winding(anchor - half, anchor + half, rng, 0.1)
        return _Street(np.array(lane), 22.0, [lane])
    if pattern is Pattern.CLUSTERED:
        hamlets = int(rng.integers(1, 4))
        seats = anchor + rng.normal(0, 320, (hamlets, 2)) * (np.arange(hamlets) > 0)[:, None]
        return _Street(seats, 13.0 * float(np.sqrt(size / hamlets)), _spurs(rng, anchor, seats))
    seats = anchor + rng.normal(0, 520, (max(4, size // 4), 2))
    return _Street(seats, 32.0, _spurs(rng, anchor, seats[:4]))


def _spurs(rng: np.random.Generator, anchor: Points, seats: Points) -> list[Points]:
    """Tracks from the middle of a group to its outlying hamlets."""
    far = seats[np.hypot(*(seats - anchor).T) > COURTYARD_M]
    return [winding(anchor, seat, rng, 0.1) for seat in far]


def _fill(rng: np.random.Generator, site: _Site, street: _Street, size: int) -> Points:
    """Free courtyards for a group: draw around the street, wider each time too few are free."""
    places = np.empty((0, 2))
    spread_m = street.spread_m
    while len(places) < size:
        seats = street.seats[rng.integers(0, len(street.seats), 2 * size)]
        places = np.vstack([places, _free(rng, site, seats + rng.normal(0, spread_m, seats.shape))])
        spread_m *= 1.15
    for place in places[size:]:
        site.taken.discard(_courtyard(place))
    return places[:size]


def _free(rng: np.random.Generator, site: _Site, wanted: Points) -> Points:
    """Positions in free courtyards of the site near the wanted points; takes the courtyards."""
    cells = np.floor(wanted / COURTYARD_M)
    places = (cells + 0.5) * COURTYARD_M + rng.uniform(-JITTER_M, JITTER_M, cells.shape)
    nearest = np.argmin([np.hypot(*(places - anchor).T) for anchor in site.anchors], axis=0)
    places = places[(nearest == site.group) & shapely.contains_xy(site.inner, places)]
    kept = []
    for place in places:
        cell = _courtyard(place)
        if cell not in site.taken:
            site.taken.add(cell)
            kept.append(place)
    return np.array(kept).reshape(-1, 2)


def _courtyard(place: Points) -> tuple[int, int]:
    east, north = np.floor(place / COURTYARD_M).astype(int).tolist()
    return east, north


def _share_courtyards(rng: np.random.Generator, places: Points) -> Points:
    """Move a few households into the courtyard of the one before."""
    guests = np.flatnonzero(rng.random(len(places) - 1) < _SHARED_COURTYARD) + 1
    shared = places.copy()
    shared[guests] = places[guests - 1]
    return shared
