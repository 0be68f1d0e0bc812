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
from geo.houses import Houses, key_text
from geo.layout import Layout
from geo.numbering import number_in_bands
from geo.plane import compactness

VILLAGE_CODE: Final = "village_code"
# A grid's code is its village's code and three digits.
_MOST_SERIALS: Final = 999


def grid_table(
    houses: Houses, layout: Layout, exceptions: Sequence[str | None], by: Sequence[str]
) -> tuple[gpd.GeoDataFrame, Ints]:
    """Describe the grids of a layout.

    Parameters
    ----------
    houses, layout
        Households and their grids.
    exceptions
        Why each grid of the layout is out of range, None where it is not.
    by
        Names of the splitting columns.

    Returns
    -------
    grids
        One row per grid, by village and serial: the columns of `by`, ``serial``, ``code``
        (when the village column is ``village_code``), ``households``, ``compactness``,
        ``exception``, ``geometry`` (EPSG:4326).
    row
        For each household of the original table the row of its grid.

    Raises
    ------
    TooManyGrids
        If a coded village needs more than 999 grids.
    """
    village = houses.village_of_group[layout.group]
    serial = _serials(houses, layout, village)
    order = np.lexsort((serial, village))
    keys = [houses.keys[group] for group in layout.group[order]]
    columns = {name: [key[i] for key in keys] for i, name in enumerate(by)}
    figures = {
        "households": grid_sizes(houses, layout)[order],
        "compactness": np.round(compactness(layout.shapes[order]), 4),
        "exception": pd.Series([exceptions[i] for i in order], dtype=object),
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
    return np.bincount(layout.grid, houses.counted, len(layout.group)).astype(np.int64)


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


def _serials(houses: Houses, layout: Layout, village: Ints) -> Ints:
    serial = np.zeros(len(village), dtype=np.int64)
    where = _middles(houses, layout)
    for v in np.unique(village):
        serial[village == v] = number_in_bands(where[village == v])
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
    grids: gpd.GeoDataFrame, row: Ints, by: Sequence[str], index: pd.Index
) -> pd.DataFrame:
    """Say which grid each household is in.

    Returns
    -------
    members
        One row per household with the index given: the columns of `by`, ``serial``, and
        ``code`` when the grids have one.
    """
    wanted = [name for name in (*by, "serial", "code") if name in grids.columns]
    return pd.DataFrame(grids[wanted]).iloc[row].set_axis(index)


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
