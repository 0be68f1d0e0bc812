"""The grids that households were in before."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.arrays import Ints, Shapes
from geo.doors import former_doors
from geo.errors import InvalidShape, MissingColumn
from geo.houses import Houses, key_text
from geo.locating import locate_points


@dataclass(frozen=True, slots=True)
class Former:
    """Earlier grids.

    Attributes
    ----------
    row
        Row of the earlier grid that each household lies in (n,), -1 for none.
    serial
        Serial number of each earlier grid.
    village
        Text of each earlier grid's village; empty where the table does not say.
    shapes
        Polygons of the earlier grids, EPSG:4326.
    """

    row: Ints
    serial: Ints
    village: Sequence[str]
    shapes: Shapes

    def highest(self, village: str) -> int:
        """Highest serial ever seen in a village, 0 for none."""
        own = [s for s, v in zip(self.serial, self.village, strict=True) if v in ("", village)]
        return int(max(own, default=0))


def former_grids(
    previous: gpd.GeoDataFrame | None, houses: Houses, by: Sequence[str]
) -> Former | None:
    """Find the earlier grid of each household by where it lies.

    Parameters
    ----------
    previous
        Polygons with ``serial``, EPSG:4326, and if they have it the village column; None for
        no earlier grids.
    houses
        Sorted households.
    by
        Splitting columns, first the village.

    Returns
    -------
    former
        A household that lies in an earlier grid of another village had none.

    Raises
    ------
    MissingColumn
        If `previous` has no ``serial``.
    InvalidShape
        If it holds no polygons, or broken ones, or serials that are no numbers.
    """
    if previous is None:
        return None
    _check_previous(previous)
    shapes = previous.geometry.to_numpy()
    row = locate_points(shapes, houses.homes)
    named = bool(by) and by[0] in previous.columns
    village = [key_text(value) for value in previous[by[0]]] if named else [""] * len(previous)
    if named and len(previous):
        own = np.array([key_text(key[0]) for key in houses.keys], dtype=object)[houses.group]
        row = np.where(np.array(village, dtype=object)[row] == own, row, -1)
    if "households" in previous.columns and len(previous):
        stated = pd.to_numeric(previous["households"], errors="coerce").fillna(0).to_numpy()
        serial = previous["serial"].to_numpy(dtype=np.int64)
        row = former_doors(houses, row, shapes, serial, stated)
    return Former(
        row,
        previous["serial"].to_numpy(dtype=np.int64),
        village,
        shapes,
    )


def _check_previous(previous: gpd.GeoDataFrame) -> None:
    if "serial" not in previous.columns:
        msg = "the previous grids have no column serial: give the file that grids build wrote"
        raise MissingColumn(msg)
    if previous.crs is not None and previous.crs != "EPSG:4326":
        msg = f"the previous grids are in {previous.crs.to_string()}: convert them to EPSG:4326"
        raise InvalidShape(msg)
    shapes = previous.geometry.to_numpy()
    broken = np.flatnonzero(
        ~np.isin(shapely.get_type_id(shapes), (3, 6)) | ~shapely.is_valid(shapes)
    )
    if len(broken):
        msg = f"previous grids, row {broken[0] + 1}: no valid polygon; run grids check on the file"
        raise InvalidShape(msg)
    serials = pd.to_numeric(previous["serial"], errors="coerce")
    if serials.isna().any() or (serials % 1 != 0).any() or (serials < 1).any():
        msg = "the previous grids have serials that are no whole numbers from 1"
        raise InvalidShape(msg)
