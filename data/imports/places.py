"""The place that two cells of a table tell, in WGS 84."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from shapely import Point

from data.errors import UnreadableFile
from geo.coordinates import check_lonlat
from geo.datum import convert_points, datum_crs
from geo.errors import InvalidCoordinate
from geo.zones import check_zone

_SHOWN: Final = 40
_DEGREES: Final = frozenset({None, "EPSG:4326"})


class NoPlace(ValueError):
    """Two cells tell no place; the message shows them and says why."""


def read_place(lon: str, lat: str, datum: str) -> Point | None:
    """Point of two cells, None where both are empty.

    Raises
    ------
    NoPlace
        If one is empty, not a number, or the pair is no place.
    """
    if not lon and not lat:
        return None
    try:
        if not lon or not lat:
            msg = f"{'lat' if lon else 'lon'} is missing"
            raise InvalidCoordinate(msg)  # noqa: TRY301 - told like every other reason
        x, y = float(lon), float(lat)
        if datum_crs(datum) in _DEGREES:  # a swap shows before the shift
            check_lonlat(x, y)
        moved = convert_points([x], [y], datum, "wgs84")
        place = float(moved[0][0]), float(moved[1][0])
        check_lonlat(*place)
    except (ValueError, InvalidCoordinate) as error:
        words = str(error) if isinstance(error, InvalidCoordinate) else "not numbers"
        msg = f"lon={lon[:_SHOWN]!r}, lat={lat[:_SHOWN]!r}: {words}"
        raise NoPlace(msg) from error
    return Point(*place)


def is_metres(datum: str) -> bool:
    """Tell whether a datum's coordinates are metres."""
    return datum_crs(datum) not in _DEGREES


def check_metres(cells: Iterable[tuple[str, str]], datum: str) -> None:
    """Refuse a table whose metres are those of another zone; only all together tell.

    Raises
    ------
    UnreadableFile
        If they are.
    """
    pairs = [pair for lon, lat in cells if (pair := _pair(lon, lat))]
    places = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    try:
        check_zone(places[:, 0], places[:, 1], int(str(datum_crs(datum)).partition(":")[2]))
    except InvalidCoordinate as error:
        raise UnreadableFile(str(error)) from error


def _pair(lon: str, lat: str) -> tuple[float, float] | None:
    try:
        return float(lon), float(lat)
    except ValueError:
        return None
