"""The planted subsidence cluster: where it is, when it starts, and how strong it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from data.sample.mines import Mines
from data.sample.plane import Points

RISK_RATIO: Final = 10.0
HOUSEHOLDS: Final = 250
# Small counties keep the share that 250 has of 3,000.
_MOST_SHARE: Final = 12
# Not before eight months ago, and at least six weeks old, so that there is something to find.
_WEEKS_AGO: Final = (6, 34)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Households near one working face that complain about subsidence more often.

    Attributes
    ----------
    face
        Code of the working face.
    start
        Monday on which the higher risk begins.
    members
        Indices of the households, nearest first.
    reach_m
        Distance of the farthest member from the face.
    """

    face: str
    start: date
    members: npt.NDArray[np.int64]
    reach_m: float


def plant_cluster(rng: np.random.Generator, mines: Mines, places: Points, until: date) -> Cluster:
    """Choose a face that is being mined and the 250 households nearest to it.

    Parameters
    ----------
    places
        Positions of all households, metre plane.
    until
        Last day of the sample.
    """
    running = np.flatnonzero(mines.faces_frame["ended_on"].isna().to_numpy())
    face = int(rng.choice(running))
    distance_m = shapely.distance(shapely.points(places), mines.faces_m[face])
    count = min(HOUSEHOLDS, len(places) // _MOST_SHARE)
    members = np.argsort(distance_m, kind="stable")[:count]
    weeks = int(rng.integers(_WEEKS_AGO[0], _WEEKS_AGO[1] + 1))
    start = until - timedelta(days=until.weekday() + 7 * weeks)
    code = str(pd.Series(mines.faces_frame["code"]).iloc[face])
    return Cluster(code, start, members, float(distance_m[members[-1]]))
