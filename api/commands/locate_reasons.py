"""Why ``wangge locate`` gives a point its polygon, in one sentence each."""

from collections import Counter
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.arrays import Floats, Shapes
from geo.batch_datum import batch_datum
from geo.border import Method, Placements
from geo.known_ground import known_ground
from geo.repeated import repeated_points
from geo.suspicion import Suspicion, explain, suspicions

_DATUMS = (Suspicion.GCJ02, Suspicion.BD09)
_NAMES = ("code", "id", "name")


def labels(grids: gpd.GeoDataFrame) -> list[str]:
    """What to call each polygon: its code, id or name, else its line in the file."""
    named = [name for name in _NAMES if name in grids.columns]
    cells = grids[named[0]] if named else pd.Series([None] * len(grids))
    return [
        f"polygon {line}" if pd.isna(cell) else str(cell)
        for line, cell in zip(grids.index, cells, strict=True)
    ]


def sentences(
    placed: Placements, grids: gpd.GeoDataFrame, radius_m: Floats, nearest_m: float
) -> list[str]:
    """Say how each point was given its polygon."""
    names = [*labels(grids), ""]  # the last for none
    return [
        _sentence(Method(method), names[one], names[other], figures)
        for method, one, other, *figures in zip(
            placed.method,
            placed.shape,
            placed.second,
            placed.distance_m,
            placed.second_m,
            placed.share,
            placed.second_share,
            radius_m,
            np.full(len(radius_m), nearest_m),
            strict=True,
        )
    ]


def _sentence(method: Method, one: str, other: str, figures: list[float]) -> str:
    metres, second_m, share, second_share, radius_m, nearest_m = figures
    if method is Method.INSIDE:
        return f"in {one}"
    if method is Method.EDGE:
        return f"on the line of {one} and {other}, or in both: the lower of the two has it"
    if method is Method.NEAREST:
        return f"outside every polygon; {one} is nearest, {metres:.1f} m away"
    if method is Method.NONE:
        return f"outside every polygon, and none lies within {nearest_m:g} m"
    beside = f", although it lies {metres:.1f} m outside" if metres else ""
    return (
        f"the circle of {radius_m:g} m crosses a line: {share:.1%} of it lies in {one}{beside}, "
        f"{second_share:.1%} in {other}, {second_m:.1f} m away"
        + (": the lower of the two has it" if share == second_share else "")
    )


def doubts(points: Shapes, placed: Placements, grids: Shapes) -> list[Suspicion | None]:
    """What seems to be wrong with the coordinates of points that are in no polygon.

    Beside a polygon every datum may move a point into one, so there a datum is told only
    where the points as a whole speak for it.
    """
    found: list[Suspicion | None] = [None] * len(points)
    lonlat, row = shapely.get_coordinates(points, return_index=True)
    astray = np.isin(placed.method[row], (Method.NEAREST.value, Method.NONE.value))
    if not astray.any():
        return found
    ground = known_ground(grids)
    batch = batch_datum(ground, *lonlat.T)
    whole = batch.datum if batch else None
    said = suspicions(ground, *lonlat[astray].T, whole=whole)
    for at, doubt in zip(row[astray], said, strict=True):
        beside = placed.method[at] == Method.NEAREST.value
        found[at] = None if beside and doubt in _DATUMS and doubt != whole else doubt
    return found


def crowds(points: Shapes) -> dict[int, int]:
    """Rows whose place so many others share that it looks like a default: how many."""
    lonlat, row = shapely.get_coordinates(points, return_index=True)
    shared = repeated_points(lonlat[:, 0], lonlat[:, 1], range(len(lonlat)))
    return {int(row[at]): len(one.rows) for one in shared for at in one.rows}


def told(doubt: Suspicion | None, crowd: int | None, note: str | None) -> list[str]:
    """Further sentences about one row."""
    more = [] if doubt is None else [explain(doubt)]
    if crowd:
        more.append(f"{crowd:,} rows share this place: a program's default? Check the address")
    return more if note is None else [*more, note]


def counted(values: Any) -> dict[str, int]:
    """How often each value comes, most often first; None is not counted."""
    return dict(Counter(str(value) for value in values if value is not None).most_common())
