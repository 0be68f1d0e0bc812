"""Where an issue lies: household beats point, and the doubt is said."""

from dataclasses import dataclass, replace
from typing import Final

from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import Confidence, Datum, PlacementMethod

HIGH_WITHIN_M: Final = 30.0
"""A phone's fix under open sky; grids are some 100 m wide."""
MEDIUM_WITHIN_M: Final = 200.0
"""About the width of two grids: the grid is likely, its neighbour possible."""
HOUSEHOLD_ACCURACY_M: Final = 10.0
"""A registered house is known to about the size of its yard."""
ELSEWHERE_FROM_M: Final = 500.0
"""A point this far from the household named speaks of another place."""


@dataclass(frozen=True, slots=True)
class GridHit:
    """A grid under one boundary version.

    Attributes
    ----------
    region_code
        Village of the grid; none in a free scheme without regions.
    version_id
        Boundary version; none when the grid has no boundary on that day.
    """

    code: str
    version_id: int | None
    region_code: str | None


@dataclass(frozen=True, slots=True)
class HouseholdHit:
    """A registered household; place in WGS 84 degrees, none while nobody has found its house.

    Attributes
    ----------
    region_code
        Its village.
    grid
        Grid it belongs to; where it belongs to none, the one that covers its house, or the point
        sent with it while the house is not found.
    distance_m
        From its house to the point sent with it; none without either.
    accuracy_m
        Radius in metres the house is known to; none when nobody said.
    """

    id: int
    number: str
    lon: float | None
    lat: float | None
    region_code: str | None
    grid: GridHit | None
    distance_m: float | None
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the registers know about one report's place.

    Attributes
    ----------
    lon, lat
        The given point in WGS 84 degrees; both none without a point.
    accuracy_m
        Radius in metres the point is known to.
    grids
        Grids that cover the point, lower code first (a point on a shared edge has several).
    region_code
        Lowest region that covers the point.
    in_county
        Whether the point lies in the area this database covers.
    shifted
        Datum and grid when the point falls in no grid but would if it were in that datum.
    """

    household: HouseholdHit | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    grids: tuple[GridHit, ...] = ()
    region_code: str | None = None
    in_county: bool = False
    shifted: tuple[Datum, str] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Position decided for one report; `lon`, `lat` in WGS 84 degrees or none."""

    method: PlacementMethod
    confidence: Confidence
    reason: Reason
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    grid: GridHit | None = None
    region_code: str | None = None


def place(found: Found) -> Placed:
    """Decide the position of one report.

    A household named beats the point sent with it, unless nobody has found its house yet; a
    point on a shared edge belongs to the lower code; a point in no grid keeps its village and
    is marked.
    """
    home = found.household
    if home is not None and home.lon is None:
        return _at_unfound(home, found)
    if home is not None:
        return _at_household(home)
    return _by_point(found)


def _by_point(found: Found) -> Placed:
    if found.lon is None:
        return Placed(PlacementMethod.NONE, Confidence.NONE, Reason(ReasonCode.NO_POSITION))
    if found.grids:
        return _in_grid(found)
    return _in_no_grid(found)


def _at_household(home: HouseholdHit) -> Placed:
    grid = home.grid.code if home.grid else None
    distance_m = home.distance_m
    reason = Reason(ReasonCode.HOUSEHOLD_GRID, {"household": home.number, "grid": grid})
    confidence = Confidence.HIGH
    if home.accuracy_m is not None and home.accuracy_m > HIGH_WITHIN_M:
        confidence = Confidence.MEDIUM
    if distance_m is not None and distance_m > ELSEWHERE_FROM_M:
        params = {**reason.params, "distance_m": round(distance_m)}
        reason = Reason(ReasonCode.HOUSEHOLD_ELSEWHERE, params)
        confidence = Confidence.MEDIUM
    if home.grid is None:
        reason = Reason(
            ReasonCode.OUTSIDE_GRID, {"region": home.region_code, "household": home.number}
        )
    return Placed(
        PlacementMethod.HOUSEHOLD,
        confidence,
        reason,
        home.lon,
        home.lat,
        HOUSEHOLD_ACCURACY_M if home.accuracy_m is None else home.accuracy_m,
        home.grid,
        _region(home),
    )


def _at_unfound(home: HouseholdHit, found: Found) -> Placed:
    """Place what names a household whose house nobody has found: in its village and grid."""
    pointed = found.lon is not None and found.in_county
    if pointed and home.grid in found.grids:
        return _in_grid(replace(found, grids=tuple(hit for hit in (home.grid,) if hit)))
    if home.grid is None and (pointed or home.region_code is None):
        region = home.region_code or found.region_code
        return _by_point(replace(found, region_code=region))
    placed = Placed(
        PlacementMethod.HOUSEHOLD,
        Confidence.MEDIUM if home.grid else Confidence.LOW,
        _why_unfound(home),
        grid=home.grid,
        region_code=_region(home),
    )
    if not pointed:
        return placed
    return replace(placed, lon=found.lon, lat=found.lat, accuracy_m=found.accuracy_m)


def _why_unfound(home: HouseholdHit) -> Reason:
    if home.grid is None:
        return Reason(
            ReasonCode.HOUSEHOLD_NOWHERE, {"region": home.region_code, "household": home.number}
        )
    return Reason(ReasonCode.HOUSEHOLD_UNFOUND, {"household": home.number, "grid": home.grid.code})


def _region(home: HouseholdHit) -> str | None:
    return home.grid.region_code if home.grid and home.grid.region_code else home.region_code


def _in_grid(found: Found) -> Placed:
    grid = min(found.grids, key=lambda hit: hit.code)
    others = sorted(hit.code for hit in found.grids if hit.code != grid.code)
    reason = Reason(ReasonCode.POINT_GRID, {"grid": grid.code, "accuracy_m": found.accuracy_m})
    if others:
        reason = Reason(ReasonCode.SHARED_EDGE, {"grid": grid.code, "other": others[0]})
    return Placed(
        PlacementMethod.POINT,
        _confidence(found.accuracy_m),
        reason,
        found.lon,
        found.lat,
        found.accuracy_m,
        grid,
        grid.region_code or found.region_code,
    )


def _in_no_grid(found: Found) -> Placed:
    if not found.in_county and found.shifted is None:
        return Placed(PlacementMethod.NONE, Confidence.NONE, Reason(ReasonCode.OUTSIDE_COUNTY))
    reason = Reason(ReasonCode.OUTSIDE_GRID, {"region": found.region_code})
    if found.shifted is not None:
        datum, grid = found.shifted
        reason = Reason(ReasonCode.PROBABLE_DATUM, {"datum": datum.value, "grid": grid})
    return Placed(
        PlacementMethod.POINT,
        Confidence.LOW,
        reason,
        found.lon,
        found.lat,
        found.accuracy_m,
        None,
        found.region_code,
    )


def _confidence(accuracy_m: float | None) -> Confidence:
    if accuracy_m is None or HIGH_WITHIN_M < accuracy_m <= MEDIUM_WITHIN_M:
        return Confidence.MEDIUM
    return Confidence.HIGH if accuracy_m <= HIGH_WITHIN_M else Confidence.LOW
