"""What an address, or the village alone, says of the place."""

from dispatch.placing.address import Address
from dispatch.placing.facts import Found, GridHit
from dispatch.placing.placed import Placed
from dispatch.placing.points import settle, trouble_of
from dispatch.reasons import Params, Reason, ReasonCode
from dispatch.region_codes import is_statistical, level_of, township_over
from dispatch.vocabulary import Confidence, PlacementMethod, RegionLevel


def by_address(found: Found) -> Placed | None:
    """Place by what the address certainly says; none where that is no village or landmark."""
    address = found.address
    if address is None or address.ambiguous:
        return None
    return _at_landmark(found, address) or _in_village(found, address)


def by_region(found: Found) -> Placed | None:
    """Place in the village that report or desk names, unless the address speaks of elsewhere."""
    region = found.region_named
    if region is None or not _is_village(region) or _speaks_of_elsewhere(found, region):
        return None
    method = PlacementMethod.VILLAGE
    if found.only_grid_named is not None:
        return _only(found.only_grid_named, region, method, Confidence.LOW)
    reason = Reason(ReasonCode.VILLAGE_ONLY, {"region": region})
    return Placed(method, Confidence.LOW, reason, region_code=region)


def nowhere(found: Found) -> Placed:
    """Say why nothing led to a village, and keep the township where that at least is known."""
    reason, region = _why_nowhere(found)
    return Placed(PlacementMethod.NONE, Confidence.NONE, reason, region_code=region)


def _why_nowhere(found: Found) -> tuple[Reason, str | None]:
    address, trouble = found.address, trouble_of(found)
    if address and address.ambiguous and not address.from_text:
        first, second = (*address.candidates, None, None)[:2]
        told: Params = {"first": first, "second": second}
        return Reason(ReasonCode.ADDRESS_AMBIGUOUS, told), address.common_township
    if address and address.township:
        told = {"region": address.township}
        return Reason(ReasonCode.ADDRESS_TOWNSHIP, told), address.township
    region = township_over(found.region_named)
    if trouble is not None:
        shifted = found.shifted if trouble is ReasonCode.PROBABLE_DATUM else None
        told = {"datum": shifted[0].value, "grid": shifted[1]} if shifted else {}
        return Reason(trouble, told), region
    if address is None or address.from_text:
        return Reason(ReasonCode.NO_POSITION), region
    if address.candidates:
        return Reason(ReasonCode.ADDRESS_UNSURE, {"first": address.candidates[0]}), region
    return Reason(ReasonCode.ADDRESS_UNKNOWN), region


def _at_landmark(found: Found, address: Address) -> Placed | None:
    spot = found.spot
    settled = settle(spot, ReasonCode.ADDRESS_LANDMARK) if spot else None
    if spot is None or settled is None:
        return None
    landmark: Params = {"landmark": address.landmark or address.household}
    near = settled.reason.code is ReasonCode.NEAREST_GRID
    code = settled.reason.code if near else ReasonCode.ADDRESS_LANDMARK
    return Placed(
        PlacementMethod.ADDRESS,
        Confidence.LOW if near or settled.other else Confidence.MEDIUM,
        Reason(code, {**settled.reason.params, **landmark}),
        *(spot.lon, spot.lat, spot.accuracy_m),
        *(settled.grid, settled.grid.region_code or address.village),
        *(settled.other, settled.share),
    )


def _in_village(found: Found, address: Address) -> Placed | None:
    village, group = address.village, found.group
    if village is None:
        return None
    told: Params = {"region": village, "group": address.group}
    if group is not None and group.grid is not None:
        return Placed(
            *(PlacementMethod.ADDRESS, Confidence.MEDIUM),
            Reason(ReasonCode.ADDRESS_GROUP, {"grid": group.grid.code, **told}),
            *(group.lon, group.lat, group.radius_m),
            *(group.grid, group.grid.region_code or village),
        )
    if found.only_grid is not None:
        return _only(found.only_grid, village, PlacementMethod.ADDRESS, Confidence.MEDIUM)
    reason = Reason(ReasonCode.ADDRESS_VILLAGE, told)
    return Placed(PlacementMethod.VILLAGE, Confidence.LOW, reason, region_code=village)


def _only(grid: GridHit, village: str, method: PlacementMethod, confidence: Confidence) -> Placed:
    reason = Reason(ReasonCode.ONLY_GRID, {"grid": grid.code, "region": village})
    return Placed(method, confidence, reason, grid=grid, region_code=village)


def _is_village(region: str) -> bool:
    return not is_statistical(region) or level_of(region) is RegionLevel.VILLAGE


def _speaks_of_elsewhere(found: Found, region: str) -> bool:
    address = found.address
    if address is None:
        return False
    if address.ambiguous:
        return not address.from_text
    return address.township is not None and address.township != township_over(region)
