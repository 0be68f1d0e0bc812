"""Coordinates of one datum in another: WGS 84, CGCS2000, GCJ-02, BD-09, EPSG codes."""

import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats
from geo.bd09 import bd09_to_gcj02, gcj02_to_bd09
from geo.errors import UnknownDatum
from geo.gcj02 import gcj02_to_wgs84, wgs84_to_gcj02

Shift: TypeAlias = Callable[[Floats, Floats], tuple[Floats, Floats]]

WGS84: Final = "wgs84"
# Geodetic CGCS2000 agrees with WGS 84 to centimetres, less than a house is surveyed to.
_CGCS2000: Final = 4490
_SAME_AS_WGS84: Final = frozenset({WGS84, "cgcs2000", "epsg:4326", "epsg:4490"})


def _bd09_to_wgs84(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _wgs84_to_bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


_TO_WGS84: Final[dict[str, Shift]] = {"gcj02": gcj02_to_wgs84, "bd09": _bd09_to_wgs84}
_FROM_WGS84: Final[dict[str, Shift]] = {"gcj02": wgs84_to_gcj02, "bd09": _wgs84_to_bd09}


@lru_cache(maxsize=64)
def normalise_datum(name: str) -> str:
    """Find the one spelling of a datum's name.

    Parameters
    ----------
    name
        ``wgs84``, ``cgcs2000``, ``gcj02``, ``bd09`` or ``EPSG:n``, in any case.

    Returns
    -------
    name
        Lower case; every name of WGS 84 and of geodetic CGCS2000 becomes ``wgs84``.

    Raises
    ------
    UnknownDatum
        If the name is none of these, the EPSG code does not exist, or nobody has published how
        it lies to WGS 84 (Beijing 1954 and Xi'an 1980 are off by up to 200 m without it).
    """
    lower = name.strip().lower()
    if lower in _SAME_AS_WGS84:
        return WGS84
    if lower in _TO_WGS84 or _is_convertible(lower):
        return lower
    msg = (
        f"unknown datum {name!r}: use wgs84, cgcs2000, gcj02, bd09 or EPSG:number, such as 4490, "
        "3857, 4513-4533 (zones 25-45) or 4534-4554 (75-135 E)"
    )
    raise UnknownDatum(msg)


def _is_convertible(name: str) -> bool:
    authority, _, number = name.partition(":")
    if authority != "epsg" or not number.isdecimal():
        return False
    try:
        system = CRS.from_epsg(int(number))
    except CRSError:
        return False
    if not (system.is_projected or system.is_geographic) or system.geodetic_crs is None:
        return False
    # EPSG lists no way from CGCS2000 to WGS 84, because there is nothing to do.
    return system.geodetic_crs.to_epsg() == _CGCS2000 or _has_way(system)


def _has_way(system: CRS) -> bool:
    with warnings.catch_warnings():
        # A better way may need a grid file; the one at hand is good to a few metres.
        warnings.filterwarnings("ignore", "Best transformation is not available")
        try:
            ways = TransformerGroup(system, "EPSG:4326", allow_ballpark=False)
        except ProjError:
            return False
    return bool(ways.transformers)


@lru_cache(maxsize=128)
def _projected(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def convert_points(
    lon: ArrayLike, lat: ArrayLike, source: str, target: str
) -> tuple[Floats, Floats]:
    """Convert points from one datum to another.

    Parameters
    ----------
    lon, lat
        Degrees, or easting and northing in the unit of a projected EPSG code; always that
        order, whatever the authority's own axis order is.
    source, target
        Names as `normalise_datum` takes them.

    Returns
    -------
    lon, lat
        New arrays of the shape given; empty in, empty out. Points that a projection cannot
        reach become infinite.

    Raises
    ------
    UnknownDatum
        If a name is not known.

    Notes
    -----
    GCJ-02 is the identity outside China's bounding box, see `geo.gcj02`.
    """
    begin, end = normalise_datum(source), normalise_datum(target)
    x, y = np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)
    if begin == end:
        return x, y
    x, y = _to_wgs84(x, y, begin)
    return _from_wgs84(x, y, end)


def _to_wgs84(x: Floats, y: Floats, source: str) -> tuple[Floats, Floats]:
    if source == WGS84:
        return x, y
    if source in _TO_WGS84:
        return _TO_WGS84[source](x, y)
    easting, northing = _projected(source, "epsg:4326").transform(x, y)
    return np.asarray(easting), np.asarray(northing)


def _from_wgs84(lon: Floats, lat: Floats, target: str) -> tuple[Floats, Floats]:
    if target == WGS84:
        return lon, lat
    if target in _FROM_WGS84:
        return _FROM_WGS84[target](lon, lat)
    easting, northing = _projected("epsg:4326", target).transform(lon, lat)
    return np.asarray(easting), np.asarray(northing)


def convert_shape(geometry: BaseGeometry, source: str, target: str) -> BaseGeometry:
    """Convert every vertex of a geometry; heights are dropped.

    Raises
    ------
    UnknownDatum
        If a name is not known.
    """
    shape: BaseGeometry = shapely.transform(geometry, _vertex_shift(source, target))
    return shape


def convert_frame(frame: gpd.GeoDataFrame, source: str, target: str) -> gpd.GeoDataFrame:
    """Convert the geometry of a frame, row by row as it stands.

    Returns
    -------
    frame
        A copy with the same rows, index and columns. Its CRS is the target's EPSG code, and
        none for GCJ-02 and BD-09, which have no code.

    Raises
    ------
    UnknownDatum
        If a name is not known.
    """
    shapes = shapely.transform(frame.geometry.to_numpy(), _vertex_shift(source, target))
    moved: gpd.GeoDataFrame = frame.set_geometry(shapes).set_crs(
        datum_crs(target), allow_override=True
    )
    return moved


def datum_crs(name: str) -> str | None:
    """EPSG code of a datum, None for the shifted ones.

    Raises
    ------
    UnknownDatum
        If the name is not known.
    """
    datum = normalise_datum(name)
    if datum in _TO_WGS84:
        return None
    return "EPSG:4326" if datum == WGS84 else datum.upper()


def _vertex_shift(source: str, target: str) -> Callable[[Floats], Floats]:
    def shift(vertices: Floats) -> Floats:
        return np.column_stack(convert_points(vertices[:, 0], vertices[:, 1], source, target))

    return shift
