"""How many households stayed in their grid."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo.faults import name_order
from geo.houses import household_points, key_text
from geo.locating import locate_points


def kept_share(
    previous: gpd.GeoDataFrame,
    households: gpd.GeoDataFrame,
    members: pd.DataFrame,
    by: Sequence[str] = (),
) -> float | None:
    """Share of households that are in the grid they were in before.

    Parameters
    ----------
    previous
        Grids as they were, EPSG:4326: ``serial`` and the first column of `by`.
    households
        Points, EPSG:4326.
    members
        Their grids now, in the same order: ``serial`` and the first column of `by`.
    by
        Columns that split the households, first the village, within which a serial is known.

    Returns
    -------
    share
        0 to 1 of those that lie in one of the grids as they were; None where none does. A
        household on a shared edge was in the grid of the lower name.
    """
    ordered = previous.iloc[name_order(previous)]
    grid = locate_points(ordered.geometry.to_numpy(), household_points(households))
    columns = [*by[:1], "serial"]
    was = _keys(ordered.iloc[grid[grid >= 0]], columns)
    now = _keys(members[grid >= 0], columns)
    return sum(a == b for a, b in zip(was, now, strict=True)) / len(was) if was else None


def _keys(table: pd.DataFrame, columns: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(table[name].map(key_text) for name in columns), strict=True))
