"""Which pairs of numbers are a place on the globe."""

import math

from geo.errors import InvalidCoordinate, SwappedCoordinate

MAX_LON, MAX_LAT = 180.0, 90.0


def check_lonlat(lon: float, lat: float) -> None:
    """Refuse a pair of numbers that is no place.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees, ``-180 <= lon <= 180`` and ``-90 <= lat <= 90``.

    Raises
    ------
    SwappedCoordinate
        If the latitude is impossible but the pair would be a place the other way round.
    InvalidCoordinate
        If a number is NaN or infinite, or the pair is off the globe.
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        msg = f"lon={lon}, lat={lat}: both must be finite numbers; leave the place out if unknown"
        raise InvalidCoordinate(msg)
    if abs(lon) <= MAX_LON and abs(lat) <= MAX_LAT:
        return
    if abs(lat) <= MAX_LON and abs(lon) <= MAX_LAT:
        msg = (
            f"lat={lat} is not between -90 and 90: lon and lat look swapped, "
            f"send lon={lat}, lat={lon}"
        )
        raise SwappedCoordinate(msg)
    msg = f"lon={lon}, lat={lat} is off the globe: lon is -180 to 180, lat is -90 to 90, in degrees"
    raise InvalidCoordinate(msg)
