"""Households from what surveys deliver: points, or footprints of buildings."""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import InvalidShape
from geo.plane import area_m2

# Below this a footprint is a shed, a stable or a toilet.
DWELLING_AREA_M2: Final = 20.0
_POLYGONAL: Final = (3, 6)
_NOT_RESIDENT: Final = frozenset({"false", "f", "no", "n", "0", "0.0", "否"})


def dwelling_points(
    frame: gpd.GeoDataFrame, min_area_m2: float = DWELLING_AREA_M2
) -> gpd.GeoDataFrame:
    """Turn footprints into points.

    Parameters
    ----------
    frame
        Points or polygons, EPSG:4326; points stay as they are.
    min_area_m2
        Footprints smaller than this are left out.

    Returns
    -------
    household_frame
        The rows kept, same columns and index; for a footprint a point inside it.

    Raises
    ------
    InvalidShape
        If a geometry is neither point nor polygon.
    """
    shapes = frame.geometry.to_numpy()
    kind = shapely.get_type_id(shapes)
    footprint = np.isin(kind, _POLYGONAL)
    strange = np.flatnonzero(~footprint & (kind != 0))
    if len(strange):
        msg = f"household {frame.index[strange[0]]} is neither a point nor a footprint"
        raise InvalidShape(msg)
    points = np.where(footprint, shapely.point_on_surface(shapes), shapes)
    kept = ~footprint | (area_m2(shapes) >= min_area_m2)
    series = gpd.GeoSeries(points, index=frame.index, crs=frame.crs)
    dwellings: gpd.GeoDataFrame = frame.set_geometry(series)[kept]
    return dwellings


def residents(frame: pd.DataFrame, column: str = "resident") -> NDArray[np.bool_]:
    """Read who lives in the village for good.

    Returns
    -------
    resident
        One flag per row: False where the column says false, no, n, f, 0 or 否 in any type and
        case; True for everything else, for empty cells, and without the column.
    """
    if column not in frame.columns:
        return np.ones(len(frame), dtype=bool)
    return np.array([_is_resident(value) for value in frame[column]], dtype=bool)


def _is_resident(value: Any) -> bool:
    return bool(pd.isna(value)) or str(value).strip().lower() not in _NOT_RESIDENT
