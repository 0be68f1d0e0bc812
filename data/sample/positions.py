"""How each issue says where it is: a household, a point, or only an address in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.sample.plane import Points, to_lonlat
from data.sample.randomness import pick
from data.sample.texts import render
from dispatch.vocabulary import Category
from geo.gcj02 import wgs84_to_gcj02

HOUSEHOLD: Final = "household"
POINT: Final = "point"
ADDRESS: Final = "address"
REMOTE: Final = "remote"
WRONG_DATUM: Final = "wrong-datum"

_POINT_SHARE: Final = 0.22
_ADDRESS_SHARE: Final = 0.08
_REMOTE_SHARE: Final = 0.003
_WRONG_DATUM_SHARE: Final = 0.004
_FEWEST: Final = 3
_ACCURACY_M: Final = (5.0, 8.0, 12.0, 20.0, 35.0, 65.0)
_BESIDE_LANE_SHARE: Final = 0.3
_FROM_BORDER_M: Final = 80.0

ADDRESSES: Final = (
    "{village}{group}",
    "{township}{village}{group}",
    "{village}{group}{name}家",
    "{village}[村部|小学|卫生室|老供销社][后面|往{side}{metres}|对面|旁边]",
    "{township}{village}{group}[大口井|戏台|水塔|进村路口][旁|往{side}{metres}]",
    "{village}[{side}梁上|沟底|公路边|老庙旁]",
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What positions are drawn from, metre plane.

    Attributes
    ----------
    places, village_of
        Position and village index of each household.
    lanes
        For each village the points of its lanes.
    outlines
        For each village its outline.
    """

    places: Points
    village_of: npt.NDArray[np.int64]
    lanes: list[Points]
    outlines: npt.NDArray[np.object_]


def draw_modes(rng: np.random.Generator, count: int) -> npt.NDArray[np.str_]:
    """Draw how each issue says where it is; at least three are remote and three shifted."""
    shares = (1 - _POINT_SHARE - _ADDRESS_SHARE, _POINT_SHARE, _ADDRESS_SHARE)
    modes = rng.choice(np.array([HOUSEHOLD, POINT, ADDRESS], dtype="U11"), count, p=shares)
    remote = max(_FEWEST, round(_REMOTE_SHARE * count))
    shifted = max(_FEWEST, round(_WRONG_DATUM_SHARE * count))
    special = rng.permutation(count)[: remote + shifted]
    modes[special[:remote]], modes[special[remote:]] = REMOTE, WRONG_DATUM
    return modes


def draw_points(
    rng: np.random.Generator, filings: pd.DataFrame, modes: npt.NDArray[np.str_], ground: Ground
) -> pd.DataFrame:
    """Draw the points of those issues that have one.

    Near the house or beside a lane of its village; remote ones far from every house of it; those of
    the wrong datum near the house, but shifted to GCJ-02 without saying so.

    Returns
    -------
    points_frame
        Columns ``lon, lat, accuracy_m``, NaN where an issue has no point.
    """
    who = filings["household"].to_numpy()
    spots = ground.places[who] + rng.normal(0, 14.0, (len(who), 2))
    public = filings["category"].isin([Category.ROADS.value, Category.ENVIRONMENT.value]).to_numpy()
    beside = (modes == POINT) & (public | (rng.random(len(who)) < _BESIDE_LANE_SHARE))
    for row in np.flatnonzero(beside):
        lanes = ground.lanes[ground.village_of[who[row]]]
        spots[row] = lanes[rng.integers(len(lanes))] + rng.normal(0, 4.0, 2)
    for row in np.flatnonzero(modes == REMOTE):
        spots[row] = _far_from_houses(rng, ground, int(ground.village_of[who[row]]))
    lonlat = to_lonlat(spots)
    shifted = modes == WRONG_DATUM
    lonlat[shifted] = np.column_stack(wgs84_to_gcj02(*lonlat[shifted].T))
    accuracy = rng.choice(_ACCURACY_M, len(who))
    frame = pd.DataFrame({"lon": lonlat[:, 0], "lat": lonlat[:, 1], "accuracy_m": accuracy})
    return frame.round({"lon": 7, "lat": 7}).where(
        pd.Series(np.isin(modes, (POINT, REMOTE, WRONG_DATUM)))
    )


def draw_address(context: Mapping[str, str], numbers: Iterator[float]) -> str:
    """Say in words where a house is."""
    return render(pick(ADDRESSES, next(numbers)), context, numbers)


def _far_from_houses(rng: np.random.Generator, ground: Ground, village: int) -> Points:
    """Of many points of a village, the one farthest from its houses."""
    outline: Any = shapely.buffer(ground.outlines[village], -_FROM_BORDER_M)
    low, high = np.array(outline.bounds).reshape(2, 2)
    drawn = rng.uniform(low, high, (300, 2))
    inside = drawn[shapely.contains_xy(outline, drawn)]
    houses = shapely.multipoints(ground.places[ground.village_of == village])
    farthest: Points = inside[np.argmax(shapely.distance(shapely.points(inside), houses))]
    return farthest
