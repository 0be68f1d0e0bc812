"""What spoke for a position, and what became of each piece: never a name or a phone."""

from collections.abc import Iterator
from typing import Any, Final

from dispatch.placing.facts import Found, HouseholdHit
from dispatch.placing.placed import Placed
from dispatch.placing.points import ELSEWHERE_FROM_M, is_contradicted, trouble_of
from dispatch.reasons import ReasonCode
from dispatch.vocabulary import EvidenceKind, PlacementMethod

_POINTED: Final = frozenset({PlacementMethod.POINT, PlacementMethod.PIN})
_BY_ADDRESS: Final = frozenset({ReasonCode.ADDRESS_VILLAGE, ReasonCode.ADDRESS_TOWNSHIP})


def evidence_of(found: Found, placed: Placed) -> tuple[dict[str, Any], ...]:
    """List the evidence of a report, most trusted first, with what became of it.

    Each has ``kind`` and ``result``: ``used``, ``unused``, ``elsewhere``, ``several`` (with the
    number of ``households``), ``ambiguous``, ``unknown``, or the reason why a point is no place.
    """
    return tuple({"kind": kind.value, **told} for kind, told in _results(found, placed))


def _results(found: Found, placed: Placed) -> Iterator[tuple[EvidenceKind, dict[str, Any]]]:
    if found.household is not None:
        yield EvidenceKind.HOUSEHOLD, {"result": _of_house(found, placed, found.household)}
    if found.callers:
        yield EvidenceKind.PHONE, _of_several(found, placed, found.caller, found.callers)
    if found.namesakes:
        yield EvidenceKind.HEAD, _of_several(found, placed, found.named, found.namesakes)
    if found.point is not None:
        kind = EvidenceKind.PIN if found.pin else EvidenceKind.POINT
        yield kind, {"result": _of_point(found, placed)}
    address = found.address
    if address is not None and not (address.from_text and address.level is None):
        kind = EvidenceKind.TEXT if address.from_text else EvidenceKind.ADDRESS
        yield kind, {"result": _of_address(found, placed)}
    if found.region_named is not None:
        yield EvidenceKind.VILLAGE, {"result": _of_region(found, placed)}


def _used(used: bool) -> str:  # noqa: FBT001 - the whole question
    return "used" if used else "unused"


def _of_house(found: Found, placed: Placed, home: HouseholdHit) -> str:
    decided = (
        placed.method is PlacementMethod.HOUSEHOLD
        or placed.reason.code is ReasonCode.BORDER_HOUSEHOLD
    )
    if decided and placed.household_id == home.id:
        return "used"
    far = home.distance_m is not None and home.distance_m > ELSEWHERE_FROM_M
    return "elsewhere" if far and trouble_of(found) is None else "unused"


def _of_several(
    found: Found, placed: Placed, home: HouseholdHit | None, households: int
) -> dict[str, Any]:
    if home is None:
        return {"result": "several", "households": households}
    return {"result": _of_house(found, placed, home)}


def _of_point(found: Found, placed: Placed) -> str:
    trouble = trouble_of(found)
    if trouble is not None:
        return trouble.value
    there = placed.method is PlacementMethod.HOUSEHOLD and placed.lon == found.lon
    return _used(placed.method in _POINTED or (there and placed.lat == found.lat))


def _of_address(found: Found, placed: Placed) -> str:
    address = found.address
    if address is None or address.level is None:
        return "ambiguous" if address and address.ambiguous else "unknown"
    if is_contradicted(found):
        return "elsewhere"
    return _used(placed.method is PlacementMethod.ADDRESS or placed.reason.code in _BY_ADDRESS)


def _of_region(found: Found, placed: Placed) -> str:
    by_name = placed.method is PlacementMethod.VILLAGE
    by_name = by_name and placed.reason.code is not ReasonCode.ADDRESS_VILLAGE
    kept = placed.method is PlacementMethod.NONE and placed.region_code == found.region_named
    return _used(by_name or kept)
