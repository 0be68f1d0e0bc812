"""A layout as tables of grids and of their members."""

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.arrays import Floats, Ints
from geo.errors import TooManyGrids
from geo.faults import Fault, Param, grid_names
from geo.former import Former
from geo.houses import Houses, key_text
from geo.layout import Layout
from geo.numbering import number_in_bands
from geo.plane import compactness, metres_per_degree

VILLAGE_CODE: Final = "village_code"
# A grid's code is its village's code and three digits.
_MOST_SERIALS: Final = 999


def grid_table(
    houses: Houses, layout: Layout, serial: Ints, by: Sequence[str], bounds: tuple[int, int]
) -> tuple[gpd.GeoDataFrame, Ints]:
    """Describe the grids of a layout.

    Parameters
    ----------
    houses, layout
        Households and their grids.
    serial
        Serial number of each grid within its village.
    by
        Names of the splitting columns.
    bounds
        Fewest and most households of a grid.

    Returns
    -------
    grids
        One row per grid, by village and serial: the columns of `by` (of the group with most
        of its households), ``serial``, ``code`` (when the village column is
        ``village_code``), ``households``, ``compactness``, ``distance_m``, ``exception``,
        ``merged``, ``geometry`` (EPSG:4326).
    row
        For each household of the original table the row of its grid.

    Raises
    ------
    TooManyGrids
        If a coded village needs more than 999 grids.
    """
    order = np.lexsort((serial, layout.village))
    group, merged = _groups(houses, layout)
    keys = [houses.keys[number] for number in group[order]]
    columns = {name: [key[i] for key in keys] for i, name in enumerate(by)}
    held = grid_sizes(houses, layout)
    fits = (held >= bounds[0]) & (held <= bounds[1])
    reasons = [None if fits[i] else layout.exception[i] for i in order]
    figures = {
        "households": held[order],
        "compactness": np.round(compactness(layout.shapes[order]), 4),
        "distance_m": np.round(mean_ways(houses, layout.grid)[order], 1),
        "exception": pd.Series(reasons, dtype=object),
        "merged": pd.Series([merged[i] for i in order], dtype=object),
    }
    grids = gpd.GeoDataFrame(
        {**columns, "serial": serial[order], **_codes(by, columns, serial[order]), **figures},
        geometry=layout.shapes[order],
        crs="EPSG:4326",
    )
    row = np.empty(len(layout.grid), dtype=np.int64)
    row[houses.row] = np.argsort(order)[layout.grid]
    return grids, row


def grid_sizes(houses: Houses, layout: Layout) -> Ints:
    """Count the households of each grid of a layout that count."""
    return np.bincount(layout.grid, houses.counted, len(layout.shapes)).astype(np.int64)


def mean_ways(houses: Houses, grid: Ints) -> Floats:
    """Mean straight-line metres of each grid's households to their mean (k,)."""
    households = np.bincount(grid)
    means = [np.bincount(grid, axis) / np.maximum(households, 1) for axis in houses.place.T]
    middle = np.column_stack(means)[grid]
    east, north = metres_per_degree(middle[:, 1])
    ways = np.hypot(
        (houses.place[:, 0] - middle[:, 0]) * east, (houses.place[:, 1] - middle[:, 1]) * north
    )
    return np.asarray(np.bincount(grid, ways) / np.maximum(households, 1))


def _groups(houses: Houses, layout: Layout) -> tuple[Ints, list[str | None]]:
    """The group with most households of each grid, and the names of all where there are more."""
    pairs, count = np.unique(
        np.column_stack([layout.grid, houses.group]), axis=0, return_counts=True
    )
    order = np.lexsort((pairs[:, 1], -count, pairs[:, 0]))
    grids, first, number = np.unique(pairs[order, 0], return_index=True, return_counts=True)
    group = np.zeros(len(layout.shapes), dtype=np.int64)
    group[grids] = pairs[order[first], 1]
    merged: list[str | None] = [None] * len(layout.shapes)
    for grid in grids[number > 1]:
        names = [houses.keys[g] for g in pairs[pairs[:, 0] == grid, 1]]
        merged[grid] = " + ".join("/".join(key_text(part) for part in name[1:]) for name in names)
    return group, merged


def _codes(
    by: Sequence[str], columns: dict[str, list[object]], serial: Ints
) -> dict[str, list[str]]:
    if not by or by[0] != VILLAGE_CODE:
        return {}
    if len(serial) and serial.max() > _MOST_SERIALS:
        msg = f"a village needs {serial.max()} grids, its codes number 999: split the village"
        raise TooManyGrids(msg)
    villages = columns[VILLAGE_CODE]
    return {"code": [f"{key_text(v)}{s:03d}" for v, s in zip(villages, serial, strict=True)]}


def number_grids(houses: Houses, layout: Layout, former: Former | None) -> Ints:
    """Serial numbers within each village (k,): earlier ones go on, new grids get the next.

    Parameters
    ----------
    houses, layout
        Households and their grids.
    former
        Earlier grids, whose serials go on; None numbers all from 1 in bands.
    """
    serial = np.zeros(len(layout.shapes), dtype=np.int64)
    where = _middles(houses, layout)
    names = {
        int(v): key_text(houses.keys[g][0]) if houses.keys[g] else ""
        for g, v in enumerate(houses.village_of_group)
    }
    for v in np.unique(layout.village):
        own = layout.village == v
        new = own & (layout.former < 0)
        used = 0
        if former is not None:
            old = own & ~new
            serial[old] = former.serial[layout.former[old]]
            used = former.highest(names[int(v)])
        serial[new] = used + number_in_bands(where[new])
    return serial


def _middles(houses: Houses, layout: Layout) -> Floats:
    """Middle of each grid; where it has no ground, the place of its first household."""
    middles = np.zeros((len(layout.shapes), 2))
    grid, first = np.unique(layout.grid, return_index=True)
    middles[grid] = houses.place[first]
    ground = ~shapely.is_empty(layout.shapes)
    middles[ground] = shapely.get_coordinates(shapely.centroid(layout.shapes[ground]))
    return middles


def member_table(
    households: pd.DataFrame, grids: gpd.GeoDataFrame, row: Ints, by: Sequence[str]
) -> pd.DataFrame:
    """Say which grid each household is in.

    Returns
    -------
    members
        One row per household with the index given: its own columns of `by`, ``serial``, and
        ``code`` when the grids have one.
    """
    members = pd.DataFrame(households[list(by)])
    for name in ("serial", "code"):
        if name in grids.columns:
            members[name] = grids[name].to_numpy()[row]
    return members


def find_misplaced(
    houses: Houses, layout: Layout, grids: gpd.GeoDataFrame, row: Ints, index: pd.Index
) -> tuple[Fault, ...]:
    """Name the households that their grid's polygon does not hold.

    Returns
    -------
    faults
        By grid and place: ``household-outside-boundary`` for one outside the outline given,
        ``shared-place`` for one whose place several grids share.
    """
    names = grid_names(grids)
    faults = []
    for i in np.flatnonzero(~layout.inside):
        code = "shared-place" if layout.outlined[i] else "household-outside-boundary"
        lon, lat = (float(x) for x in houses.place[i])
        household = str(index[houses.row[i]])
        place: dict[str, Param] = {"household": household, "lon": lon, "lat": lat}
        faults.append(Fault(code, (names[row[houses.row[i]]],), place))
    return tuple(faults)
