"""H3 cells: which cell holds a point, its outline, how many points each holds."""

from collections import Counter
from typing import Final

import geopandas as gpd
import h3
import numpy as np
from numpy.typing import ArrayLike
from shapely import Polygon

from geo.coordinates import check_lonlat
from geo.errors import InvalidCell

MAX_RESOLUTION: Final = 15


def lonlat_to_cell(lon: float, lat: float, resolution: int) -> str:
    """Find the H3 cell that holds a point.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees.
    resolution
        H3 resolution, 0 (coarse) to 15 (fine); 9 is about 0.1 km² a cell.

    Returns
    -------
    cell
        H3 index as 15 hexadecimal digits.

    Raises
    ------
    InvalidCoordinate
        If the point is not on the globe.
    InvalidCell
        If the resolution does not exist.

    Notes
    -----
    H3 takes ``(lat, lng)``. The swap is made here and in `cell_to_polygon` only.
    """
    check_lonlat(lon, lat)
    if not 0 <= resolution <= MAX_RESOLUTION:
        msg = f"resolution {resolution} does not exist: use 0 to {MAX_RESOLUTION}"
        raise InvalidCell(msg)
    cell: str = h3.latlng_to_cell(lat, lon, resolution)
    return cell


def cell_to_polygon(cell: str) -> Polygon:
    """Outline of an H3 cell, EPSG:4326, lon, lat.

    Cells that cross the antimeridian come out with vertices on both sides of it.

    Raises
    ------
    InvalidCell
        If the text is no H3 index.
    """
    if not h3.is_valid_cell(cell):
        msg = f"{cell!r} is not an H3 cell: expected 15 hexadecimal digits"
        raise InvalidCell(msg)
    return Polygon([(lng, lat) for lat, lng in h3.cell_to_boundary(cell)])


def count_cells(lon: ArrayLike, lat: ArrayLike, resolution: int) -> gpd.GeoDataFrame:
    """Count points by H3 cell.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees, two sequences of one length.
    resolution
        H3 resolution, 0 to 15.

    Returns
    -------
    cell_frame
        One row per cell with at least one point, by cell: ``cell``, ``count``, ``geometry``
        (EPSG:4326). No points, no rows.

    Raises
    ------
    InvalidCoordinate
        If a point is not on the globe.
    InvalidCell
        If the resolution does not exist.
    """
    pairs = zip(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float), strict=True)
    counts = Counter(lonlat_to_cell(float(x), float(y), resolution) for x, y in pairs)
    cells = sorted(counts)
    return gpd.GeoDataFrame(
        {"cell": cells, "count": [counts[cell] for cell in cells]},
        geometry=[cell_to_polygon(cell) for cell in cells],
        crs="EPSG:4326",
    )
