"""Where a point lies: in a grid, on a border, near a grid, or nowhere."""

import math
from dataclasses import dataclass, replace
from typing import Final

from dispatch.placing.facts import Found, GridHit, HouseholdHit, Slice, Spot
from dispatch.placing.placed import Placed
from dispatch.reasons import Params, Reason, ReasonCode
from dispatch.vocabulary import Confidence, PlacementMethod

HIGH_WITHIN_M: Final = 30.0
"""A phone's fix under open sky; grids are some 100 m wide."""
MEDIUM_WITHIN_M: Final = 200.0
"""About the width of two grids: the grid is likely, its neighbour possible."""
ELSEWHERE_FROM_M: Final = 500.0
"""A point this far from a household speaks of another place."""
CONTRADICTED_FROM_M: Final = 2000.0
"""A point this far from the village of the address speaks of another village."""

_PLAIN: Final = frozenset({ReasonCode.POINT_GRID, ReasonCode.PIN_GRID})


@dataclass(frozen=True, slots=True)
class Settled:
    """The grid of a point, with the reason; `other` and `share` as in `Placed`."""

    grid: GridHit
    reason: Reason
    other: str | None = None
    share: float | None = None


def trouble_of(found: Found) -> ReasonCode | None:
    """Why the given point cannot be right; none without a point or a reason."""
    point = found.point
    if point is None:
        return None
    told = {
        ReasonCode.DEFAULT_POINT: found.default,
        ReasonCode.ZERO_POINT: found.zero and not point.grids,
        ReasonCode.SWAPPED_POINT: found.swapped and not point.grids,
        ReasonCode.PROBABLE_DATUM: found.shifted is not None and not point.grids,
        ReasonCode.OUTSIDE_COUNTY: not (found.in_county or point.grids or point.near),
    }
    return next((code for code, true in told.items() if true), None)


def usable_point(found: Found) -> Spot | None:
    """The given point if it can be right; none without one."""
    return None if trouble_of(found) else found.point


def by_point(found: Found, home: HouseholdHit | None = None) -> Placed | None:
    """Place a report by the point sent with it; none where that cannot be right.

    Parameters
    ----------
    home
        Household known by phone or head that the point does not speak of: it decides only
        between the grids that the circle of the accuracy meets.
    """
    point = usable_point(found)
    if point is None:
        return None
    plain = ReasonCode.PIN_GRID if found.pin else ReasonCode.POINT_GRID
    settled = settle(point, plain, home.grid if home else None)
    method = PlacementMethod.PIN if found.pin else PlacementMethod.POINT
    placed = _at_point(point, method, settled)
    if placed.reason.code is ReasonCode.BORDER_HOUSEHOLD and home is not None:
        params = {**placed.reason.params, "household": home.number}
        reason = Reason(ReasonCode.BORDER_HOUSEHOLD, params)
        placed = replace(placed, reason=reason, household_id=home.id)
    return _doubted(placed, found, home)


def settle(spot: Spot, plain: ReasonCode, own: GridHit | None = None) -> Settled | None:
    """Choose the grid of a point; none where it lies in none and near none.

    Parameters
    ----------
    plain
        Reason of a point that lies in one grid without doubt.
    own
        Grid of a household that decides if the circle of the accuracy meets it.
    """
    if not spot.grids and spot.near is None:
        return None
    if len(spot.circle) > 1:
        return _on_border(spot.circle, own)
    if not spot.grids and spot.near is not None:
        metres = round(spot.near.distance_m)
        nearest: Params = {"grid": spot.near.grid.code, "distance_m": metres}
        return Settled(spot.near.grid, Reason(ReasonCode.NEAREST_GRID, nearest))
    grid, *others = sorted(spot.grids, key=lambda hit: hit.code)
    if others:
        params: Params = {"grid": grid.code, "other": others[0].code}
        return Settled(grid, Reason(ReasonCode.SHARED_EDGE, params), others[0].code)
    return Settled(grid, Reason(plain, {"grid": grid.code, "accuracy_m": spot.accuracy_m}))


def border_of(circle: tuple[Slice, ...], own: GridHit | None) -> Settled | None:
    """The grid of a household among those a circle meets, marked; none if it meets it not."""
    met = own is not None and any(one.grid.code == own.code for one in circle)
    return _on_border(circle, own) if met and len(circle) > 1 else None


def confidence_of(accuracy_m: float | None) -> Confidence:
    """How far a point of an accuracy can be trusted to lie in its grid."""
    if accuracy_m is None or HIGH_WITHIN_M < accuracy_m <= MEDIUM_WITHIN_M:
        return Confidence.MEDIUM
    return Confidence.HIGH if accuracy_m <= HIGH_WITHIN_M else Confidence.LOW


def is_contradicted(found: Found) -> bool:
    """Whether the address certainly names a village far from the given point."""
    address = found.address
    if address is None or address.from_text or address.village is None:
        return False
    return found.away_m is not None and found.away_m > CONTRADICTED_FROM_M


def _on_border(circle: tuple[Slice, ...], own: GridHit | None) -> Settled:
    chosen = next((one for one in circle if own and one.grid.code == own.code), None)
    code = ReasonCode.BORDER_HOUSEHOLD if chosen else ReasonCode.BORDER
    chosen = chosen or circle[0]
    other = next(one for one in circle if one is not chosen)
    params: Params = {
        "grid": chosen.grid.code,
        "other": other.grid.code,
        "share": math.floor(100 * chosen.share + 0.5),
        "other_m": round(other.distance_m),
    }
    return Settled(chosen.grid, Reason(code, params), other.grid.code, chosen.share)


def _at_point(point: Spot, method: PlacementMethod, settled: Settled | None) -> Placed:
    reason = Reason(ReasonCode.OUTSIDE_GRID, {"region": point.region_code})
    confidence, grid = Confidence.LOW, None
    if settled is not None:
        reason, grid = settled.reason, settled.grid
        confidence = _sure(reason.code, point.accuracy_m)
    return Placed(
        *(method, confidence, reason),
        *(point.lon, point.lat, point.accuracy_m),
        grid=grid,
        region_code=(grid.region_code if grid else None) or point.region_code,
        other=settled.other if settled else None,
        share=settled.share if settled else None,
    )


def _sure(code: ReasonCode, accuracy_m: float | None) -> Confidence:
    if code is ReasonCode.NEAREST_GRID:
        return Confidence.LOW
    confidence = confidence_of(accuracy_m)
    on_border = code in {ReasonCode.BORDER, ReasonCode.BORDER_HOUSEHOLD}
    return Confidence.MEDIUM if on_border and confidence is Confidence.HIGH else confidence


def _doubted(placed: Placed, found: Found, home: HouseholdHit | None) -> Placed:
    """Say whom the point contradicts: the caller's house, or the village of the address."""
    contradicted = is_contradicted(found)
    if contradicted:
        placed = replace(placed, confidence=Confidence.LOW)
    if placed.reason.code not in _PLAIN:
        return placed
    if home is not None and home.distance_m is not None:
        far: Params = {"household": home.number, "distance_m": round(home.distance_m)}
        return _because(placed, ReasonCode.CALLER_ELSEWHERE, far)
    if contradicted and found.address is not None and found.away_m is not None:
        told: Params = {"named": found.address.village, "distance_m": round(found.away_m)}
        return _because(placed, ReasonCode.ADDRESS_ELSEWHERE, told)
    return placed


def _because(placed: Placed, code: ReasonCode, told: Params) -> Placed:
    return replace(placed, reason=Reason(code, {**placed.reason.params, **told}))
