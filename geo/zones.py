"""CGCS2000 3-degree Gauss-Kruger zones: their EPSG codes, and eastings that fit another one."""

from typing import Final

import numpy as np

from geo.arrays import Floats
from geo.errors import InvalidCoordinate, SwappedCoordinate

# EPSG 4513-4533 are zones 25-45, whose eastings begin with the zone; 4534-4554 are the same
# meridians, 75-135 E, without it (EPSG dataset; CH/T 2014 uses both).
PREFIXED: Final = range(4513, 4534)
UNPREFIXED: Final = range(4534, 4555)
_FIRST_ZONE: Final = 25
_ZONE_WIDTH: Final = 3
_ZONE_STEP_M: Final = 1_000_000.0
_FALSE_EASTING_M: Final = 500_000.0
# Half a zone is 167 km at the equator and 144 km at 30 N; a county that straddles two is
# drawn in one of them, so some kilometres more.
_HALF_ZONE_M: Final = 180_000.0
# China's northings, and bounds in degrees, with the sea left out.
_NORTHINGS: Final = (1_900_000.0, 6_000_000.0)
_CHINA: Final = (73.0, 17.0, 136.0, 54.0)


def zone_code(meridian: int, *, prefixed: bool) -> int | None:
    """EPSG code of the zone around a meridian, none where there is no such zone.

    Parameters
    ----------
    meridian
        Degrees east: 75, 78 ... 135.
    prefixed
        Whether eastings begin with the number of the zone.
    """
    number, rest = divmod(meridian, _ZONE_WIDTH)
    codes = PREFIXED if prefixed else UNPREFIXED
    index = number - _FIRST_ZONE
    return codes[index] if rest == 0 and 0 <= index < len(codes) else None


def code_meridian(code: int) -> int:
    """Central meridian of one of the zones, in degrees east."""
    codes = PREFIXED if code in PREFIXED else UNPREFIXED
    return (codes.index(code) + _FIRST_ZONE) * _ZONE_WIDTH


def check_zone(easting: Floats, northing: Floats, code: int) -> None:
    """Refuse coordinates that all fit another zone, or fit the other way round.

    Parameters
    ----------
    easting, northing
        Metres, shape (n,), as they stand in one file; none, or infinite ones, are passed over.
    code
        EPSG code that the file or its owner declares; others than the zones are not looked at.

    Raises
    ------
    SwappedCoordinate
        If every pair is a northing before an easting.
    InvalidCoordinate
        If every easting lies in a zone other than the declared one; the message names it.

    Notes
    -----
    Places far outside their zone are taken as they are as long as they are no county's worth
    of another zone: 111 E has an easting in zone 25, too.
    """
    finite = np.isfinite(easting) & np.isfinite(northing)
    easting, northing = easting[finite], northing[finite]
    if not len(easting) or (code not in PREFIXED and code not in UNPREFIXED):
        return
    if _are_swapped(easting, northing, code):
        msg = (
            f"x of {easting[0]:.0f} is a northing and y of {northing[0]:.0f} an easting: the axes "
            "are swapped; write the easting as x (or lon) and the northing as y (or lat)"
        )
        raise SwappedCoordinate(msg)
    fits = _fitting_code(easting, code)
    if fits is not None and fits != code:
        msg = (
            f"the eastings (such as {easting[0]:.0f}) are not those of EPSG:{code} but of "
            f"EPSG:{fits}: declare that one"
        )
        raise InvalidCoordinate(msg)


def _are_swapped(easting: Floats, northing: Floats, code: int) -> bool:
    south, north = _NORTHINGS
    if not ((easting > south) & (easting < north)).all():
        return False
    if code in PREFIXED:
        return bool((northing > _FIRST_ZONE * _ZONE_STEP_M).all())
    return bool(((northing > 0) & (northing < 2 * _FALSE_EASTING_M)).all())


def _fitting_code(easting: Floats, code: int) -> int | None:
    """Zone in whose strip every easting lies, with or without its number before it."""
    numbers = np.unique(np.floor_divide(easting, _ZONE_STEP_M))
    if len(numbers) > 1:
        return None
    number = int(numbers[0])
    offset = np.abs(easting - number * _ZONE_STEP_M - _FALSE_EASTING_M)
    if number == 0:
        # 0 to 1,000 km: no prefix. In a zone that has one it would be the far side of the globe.
        return zone_code(code_meridian(code), prefixed=False) if code in PREFIXED else None
    if (offset > _HALF_ZONE_M).any():
        return None
    return zone_code(number * _ZONE_WIDTH, prefixed=True)


def in_china(lon: Floats, lat: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which places lie in the rectangle around China.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees, shape (n,); infinite ones do not.
    """
    west, south, east, north = _CHINA
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        (lon > west) & (lon < east) & (lat > south) & (lat < north)
    )
    return inside
