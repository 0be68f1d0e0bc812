"""What a household says of the place: by its number, by the caller's phone, by its head."""

from dataclasses import replace
from typing import Final

from dispatch.placing.facts import Found, HouseholdHit, Spot
from dispatch.placing.placed import Placed
from dispatch.placing.points import (
    ELSEWHERE_FROM_M,
    HIGH_WITHIN_M,
    border_of,
    by_point,
    usable_point,
)
from dispatch.reasons import Params, Reason, ReasonCode
from dispatch.vocabulary import Confidence, PlacementMethod

HOUSEHOLD_ACCURACY_M: Final = 10.0
"""A registered house is known to about the size of its yard."""


def by_number(found: Found) -> Placed | None:
    """Place what names a household; none where neither its house nor its village is known."""
    home = found.household
    if home is None:
        return None
    if home.lon is not None:
        return _at_house(found, home, ReasonCode.HOUSEHOLD_GRID)
    point = usable_point(found)
    if point is not None:
        return _unfound_with_point(found, home, point)
    if home.grid is None and home.region_code is None:
        return None
    return _without_house(found, home, ReasonCode.HOUSEHOLD_UNFOUND)


def by_caller(found: Found) -> Placed | None:
    """Place by the one household that has the caller's phone.

    A phone tells who calls, not where: a point elsewhere decides, and an address that certainly
    names another village does.
    """
    home = found.caller
    if home is None:
        return None
    pointed = usable_point(found) is not None
    if pointed and _is_elsewhere(home):
        return by_point(found, home)
    if not pointed and _names_another_village(found, home):
        return None
    return _by_known(found, home, ReasonCode.PHONE_HOUSEHOLD)


def by_head(found: Found) -> Placed | None:
    """Place by the one household of the village named whose head is named with it."""
    home = found.named
    return None if home is None else _by_known(found, home, ReasonCode.HEAD_HOUSEHOLD)


def _unfound_with_point(found: Found, home: HouseholdHit, point: Spot) -> Placed | None:
    """Place by the point, as far as it does not speak against the household's own grid."""
    if home.grid is None:
        return by_point(replace(found, region_code=home.region_code or found.region_code))
    if border_of(point.circle, home.grid):
        return by_point(found, home)
    if home.grid in point.grids:
        return by_point(replace(found, grids=(home.grid,), circle=()))
    return _without_house(found, home, ReasonCode.HOUSEHOLD_UNFOUND)


def _by_known(found: Found, home: HouseholdHit, code: ReasonCode) -> Placed | None:
    if home.lon is not None:
        return _at_house(found, home, code)
    if usable_point(found) is not None:
        return by_point(found, home)
    return None if home.grid is None else _without_house(found, home, code)


def _is_elsewhere(home: HouseholdHit) -> bool:
    return home.distance_m is not None and home.distance_m > ELSEWHERE_FROM_M


def _names_another_village(found: Found, home: HouseholdHit) -> bool:
    address = found.address
    if address is None or address.from_text or address.village is None:
        return False
    return address.village != _region(home)


def _at_house(found: Found, home: HouseholdHit, code: ReasonCode) -> Placed:
    grid = home.grid or (home.near.grid if home.near else None)
    reason, border = _why(found, home, code), None
    if reason.code is ReasonCode.BORDER_HOUSEHOLD:
        border = border_of(found.circle, home.grid)
    return Placed(
        *(PlacementMethod.HOUSEHOLD, _sure(home, reason.code, code), reason),
        *(home.lon, home.lat),
        HOUSEHOLD_ACCURACY_M if home.accuracy_m is None else home.accuracy_m,
        grid,
        (grid.region_code if grid else None) or home.region_code,
        border.other if border else None,
        border.share if border else None,
        home.id,
    )


def _why(found: Found, home: HouseholdHit, code: ReasonCode) -> Reason:
    told: Params = {"household": home.number}
    if home.grid is None and home.near is not None:
        metres: Params = {"grid": home.near.grid.code, "distance_m": round(home.near.distance_m)}
        return Reason(ReasonCode.NEAREST_GRID, {**told, **metres})
    if home.grid is None:
        return Reason(ReasonCode.OUTSIDE_GRID, {"region": home.region_code, **told})
    told["grid"] = home.grid.code
    if _is_elsewhere(home):
        told["distance_m"] = round(home.distance_m or 0)
        by_number = code is ReasonCode.HOUSEHOLD_GRID
        return Reason(ReasonCode.HOUSEHOLD_ELSEWHERE if by_number else code, told)
    border = border_of(found.circle, home.grid) if usable_point(found) else None
    return (
        Reason(border.reason.code, {**border.reason.params, **told})
        if border
        else Reason(code, told)
    )


def _sure(home: HouseholdHit, code: ReasonCode, asked: ReasonCode) -> Confidence:
    far = _is_elsewhere(home)
    if code is ReasonCode.NEAREST_GRID or (far and asked is ReasonCode.HEAD_HOUSEHOLD):
        return Confidence.LOW
    blurred = home.accuracy_m is not None and home.accuracy_m > HIGH_WITHIN_M
    doubtful = blurred or asked is not ReasonCode.HOUSEHOLD_GRID
    return Confidence.MEDIUM if doubtful or (far and home.grid is not None) else Confidence.HIGH


def _without_house(found: Found, home: HouseholdHit, code: ReasonCode) -> Placed:
    """Place in the village and grid of a household whose house nobody has found."""
    told: Params = {"household": home.number}
    if home.grid is None:
        reason = Reason(ReasonCode.HOUSEHOLD_NOWHERE, {"region": home.region_code, **told})
    else:
        reason = Reason(code, {**told, "grid": home.grid.code})
    certain = home.grid is not None and code is ReasonCode.HOUSEHOLD_UNFOUND
    placed = Placed(
        PlacementMethod.HOUSEHOLD,
        Confidence.MEDIUM if certain else Confidence.LOW,
        reason,
        grid=home.grid,
        region_code=_region(home),
        household_id=home.id,
    )
    point = usable_point(found)
    if point is None:
        return placed
    return replace(placed, lon=point.lon, lat=point.lat, accuracy_m=point.accuracy_m)


def _region(home: HouseholdHit) -> str | None:
    return home.grid.region_code if home.grid and home.grid.region_code else home.region_code
