"""The coordinate system a file declares, as one of the EPSG codes we read."""

import re
from typing import Any, Final

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.datum import normalise_datum
from geo.errors import UnknownDatum
from geo.zones import PREFIXED, zone_code

_LONGEST: Final = 10_000  # letters; the longest of EPSG's own texts for our codes has 1,500
_SHOWN: Final = 80
_CERTAIN: Final = 100  # per cent; pyproj's default of 70 takes a look-alike
_CGCS2000: Final = frozenset({"china2000", "cgcs2000", "chinageodeticcoordinatesystem2000"})
_WGS84: Final = frozenset({"worldgeodeticsystem1984", "wgs1984", "wgs84"})
_FLATTENING: Final = {"cgcs2000": 298.257222101, "wgs84": 298.257223563}
_EQUATOR_M: Final = 6_378_137.0
_DEGREE: Final = 0.0174532925199433
_PARTS_PER_BILLION: Final = 1e-9
_PREFIX_M: Final = 1_000_000
_FALSE_EASTING_M: Final = 500_000
_ADVICE: Final = "convert the file to EPSG:4490, or to the county's CGCS2000 3-degree zone"


def declared_datum(text: str) -> str:
    """Find the datum behind an EPSG code or a WKT text, as Esri or OGC spell it.

    Parameters
    ----------
    text
        ``EPSG:n``, or the content of a ``.prj`` file or of a GeoPackage's definition, WKT 1
        or 2. The numbers decide (ellipsoid, meridian, false easting), not the name.

    Returns
    -------
    datum
        As `geo.datum.normalise_datum` spells it.

    Raises
    ------
    UnknownDatum
        If it is neither EPSG 4326, 4490, 3857 or 4513-4554 by its numbers nor any other code
        for certain; the message says what to do.
    """
    if re.fullmatch(r"EPSG:\d{1,6}", text.strip(), re.IGNORECASE):
        try:
            return normalise_datum(text)
        except UnknownDatum:
            raise _unknown(text) from None
    system = _parsed(text)
    code = _geographic(system) if system["type"] == "GeographicCRS" else _projected(system)
    if code is None:
        code = CRS.from_json_dict(system).to_epsg(min_confidence=_CERTAIN)
    if code is None:
        raise _unknown(str(system.get("name")))
    return declared_datum(f"EPSG:{code}")


def _unknown(name: str) -> UnknownDatum:
    return UnknownDatum(f"unknown coordinate system {name.strip()[:_SHOWN]!r}: {_ADVICE}")


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST:
        raise _unknown(text)
    try:
        system: dict[str, Any] = CRS.from_wkt(text).to_json_dict()
    except (CRSError, ValueError) as error:
        raise _unknown(text) from error
    if system["type"] == "BoundCRS" and not any(_shift(system)):
        system = system["source_crs"]
    return system


def _shift(bound: dict[str, Any]) -> list[float]:
    """Seven numbers towards WGS 84; by CGCS2000's definition all are zero."""
    parameters = bound["transformation"].get("parameters", [])
    values = [parameter.get("value") for parameter in parameters]
    return [value if isinstance(value, int | float) else 1.0 for value in values] or [1.0]


def _geographic(system: dict[str, Any]) -> int | None:
    if not _has_unit(system, "degree", _DEGREE):
        return None
    return {"cgcs2000": 4490, "wgs84": 4326, None: None}[_datum(system)]


def _datum(system: dict[str, Any]) -> str | None:
    """Which of our two datums a geographic system has, by name and by ellipsoid."""
    datum = system.get("datum") or system.get("datum_ensemble") or {}
    plain = re.sub(r"[^a-z0-9]", "", str(datum.get("name")).lower())
    plain = plain.removeprefix("d").removesuffix("ensemble")
    name = "cgcs2000" if plain in _CGCS2000 else "wgs84" if plain in _WGS84 else None
    ellipsoid = datum.get("ellipsoid", {})
    if name is None or datum.get("prime_meridian", {}).get("longitude", 0) != 0:
        return None
    flattening = ellipsoid.get("inverse_flattening", 0)
    fits = _is(ellipsoid.get("semi_major_axis"), _EQUATOR_M) and _is(flattening, _FLATTENING[name])
    return name if fits else None


def _is(value: object, wanted: float) -> bool:
    return isinstance(value, int | float) and abs(value - wanted) <= wanted * _PARTS_PER_BILLION


def _has_unit(system: dict[str, Any], name: str, factor: float) -> bool:
    axes = system.get("coordinate_system", {}).get("axis", [])
    return bool(axes) and all(_is_unit(axis.get("unit"), name, factor) for axis in axes)


def _is_unit(unit: object, name: str, factor: float) -> bool:
    return unit == name or (isinstance(unit, dict) and _is(unit.get("conversion_factor"), factor))


def _projected(system: dict[str, Any]) -> int | None:
    if system["type"] != "ProjectedCRS" or not _has_unit(system, "metre", 1.0):
        return None
    method = system["conversion"]["method"]["name"]
    base, numbers = _datum(system["base_crs"]), _numbers(system["conversion"])
    if method == "Popular Visualisation Pseudo Mercator" and base == "wgs84":
        return None if any(numbers.values()) else 3857
    if method == "Transverse Mercator" and base == "cgcs2000":
        return _zone(numbers)
    return None


def _numbers(conversion: dict[str, Any]) -> dict[str, float]:
    """Parameters in degrees, metres and ones; in another unit they are none of ours."""
    return {
        parameter["name"]: parameter["value"] if _is_ours(parameter.get("unit")) else float("nan")
        for parameter in conversion.get("parameters", [])
    }


def _is_ours(unit: object) -> bool:
    names = ("degree", "metre", "unity")
    return unit in names or any(_is_unit(unit, "", factor) for factor in (_DEGREE, 1.0))


def _zone(numbers: dict[str, float]) -> int | None:
    meridian = numbers.get("Longitude of natural origin", 0.0)
    easting = numbers.get("False easting", 0.0)
    others = (
        numbers.get("Latitude of natural origin", 0.0),
        numbers.get("Scale factor at natural origin", 1.0) - 1,
        numbers.get("False northing", 0.0),
        meridian % 1,
    )
    if any(others):
        return None
    prefixed = easting != _FALSE_EASTING_M
    code = zone_code(int(meridian), prefixed=prefixed)
    if prefixed and code is not None:
        zone = PREFIXED.index(code) + 25
        return code if easting == zone * _PREFIX_M + _FALSE_EASTING_M else None
    return code
