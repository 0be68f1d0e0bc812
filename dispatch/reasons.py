"""Why a rule decided as it did: a code with parameters, never a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

RULE_VERSION: Final = 3
"""Raised whenever a rule of placing or assignment changes what it decides."""


class ReasonCode(StrEnum):
    """Every reason the rules of placing and assignment can give."""

    HOUSEHOLD_GRID = "household-grid"
    HOUSEHOLD_ELSEWHERE = "household-elsewhere"
    HOUSEHOLD_UNFOUND = "household-unfound"
    HOUSEHOLD_NOWHERE = "household-nowhere"
    HOUSE_FOUND = "house-found"
    POINT_GRID = "point-grid"
    SHARED_EDGE = "shared-edge"
    PROBABLE_DATUM = "probable-datum"
    OUTSIDE_GRID = "outside-grid"
    GRID_REDRAWN = "grid-redrawn"
    OUTSIDE_COUNTY = "outside-county"
    NO_POSITION = "no-position"
    PHONE_HOUSEHOLD = "phone-household"
    HEAD_HOUSEHOLD = "head-household"
    CALLER_ELSEWHERE = "caller-elsewhere"
    BORDER = "border"
    BORDER_HOUSEHOLD = "border-household"
    NEAREST_GRID = "nearest-grid"
    PIN_GRID = "pin-grid"
    ADDRESS_LANDMARK = "address-landmark"
    ADDRESS_GROUP = "address-group"
    ADDRESS_VILLAGE = "address-village"
    ADDRESS_TOWNSHIP = "address-township"
    ADDRESS_AMBIGUOUS = "address-ambiguous"
    ADDRESS_UNKNOWN = "address-unknown"
    ADDRESS_UNSURE = "address-unsure"
    ADDRESS_ELSEWHERE = "address-elsewhere"
    VILLAGE_ONLY = "village-only"
    ONLY_GRID = "only-grid"
    SWAPPED_POINT = "swapped-point"
    ZERO_POINT = "zero-point"
    DEFAULT_POINT = "default-point"
    HOLDER = "holder"
    DEPUTY = "deputy"
    DEPUTY_ON_LEAVE = "deputy-on-leave"
    HANDED_OVER = "handed-over"
    NO_HOLDER = "no-holder"
    SECRETARY = "secretary"
    VILLAGE_DESK = "village-desk"
    TOWNSHIP_DESK = "township-desk"
    COUNTY_DESK = "county-desk"
    RECEIVED = "received"
    PLACED = "placed"
    ORDINARY = "ordinary"
    ABOVE_ACCUSED = "above-accused"
    HELD_AGAIN = "held-again"
    CATEGORISED = "categorised"
    DESKS_ALERTED = "desks-alerted"
    ALERT_PASSED_ON = "alert-passed-on"
    ALERT_PASSED_UP = "alert-passed-up"
    ALERT_REPEATED = "alert-repeated"
    COUNTY_KNOWS = "county-knows"
    TOWNSHIP_KNOWS = "township-knows"
    RATED_GOOD = "rated-good"
    RATED_FAIR = "rated-fair"
    RATED_BAD = "rated-bad"
    NOT_SOLVED = "not-solved"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    REPEATED = "repeated"
    FILES_ATTACHED = "files-attached"
    FILES_ERASED = "files-erased"
    SAME_PERSON_AGAIN = "same-person-again"
    MAY_BE_REVIEWED = "may-be-reviewed"
    SAME_MATTER = "same-matter"
    NEAR_AND_ALIKE = "near-and-alike"
    LINKED = "linked"
    LINKED_HERE = "linked-here"
    UNLINKED = "unlinked"
    UNLINKED_HERE = "unlinked-here"
    PARTED = "parted"
    PERSON_ADDED = "person-added"
    REPRESENTATIVE_ADDED = "representative-added"


Params = dict[str, str | int | float | None]
"""Parameters of a reason as plain values."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: rule code, its parameters as plain values, and the version of the rules."""

    code: ReasonCode
    params: Params = field(default_factory=dict)
    rule_version: int = RULE_VERSION


_OF_THE_HOUSE: Final = frozenset(
    {
        ReasonCode.HOUSEHOLD_GRID,
        ReasonCode.HOUSEHOLD_ELSEWHERE,
        ReasonCode.HOUSEHOLD_UNFOUND,
        ReasonCode.HOUSEHOLD_NOWHERE,
        ReasonCode.HOUSE_FOUND,
        ReasonCode.POINT_GRID,
        ReasonCode.SHARED_EDGE,
        ReasonCode.PROBABLE_DATUM,
        ReasonCode.OUTSIDE_GRID,
        ReasonCode.GRID_REDRAWN,
        ReasonCode.PHONE_HOUSEHOLD,
        ReasonCode.HEAD_HOUSEHOLD,
        ReasonCode.CALLER_ELSEWHERE,
        ReasonCode.BORDER,
        ReasonCode.BORDER_HOUSEHOLD,
        ReasonCode.NEAREST_GRID,
        ReasonCode.PIN_GRID,
        ReasonCode.ADDRESS_LANDMARK,
        ReasonCode.ADDRESS_GROUP,
        ReasonCode.ADDRESS_ELSEWHERE,
        ReasonCode.ONLY_GRID,
    }
)
"""Reasons that tell where a house stands, or how it was found."""
_OPEN_PARAMS: Final = frozenset(
    {
        "agent",
        "date",
        "region",
        "holder",
        "until",
        "giver",
        "first",
        "second",
        "number",
        "category",
        "category_before",
    }
)
"""Parameters that tell nothing of a house; whatever is new is kept back until it stands here."""


def without_the_house(code: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A reason as those may read it who are not shown the house.

    Parameters
    ----------
    code, params
        As kept with the reason; ``why`` is the code of the placing it follows from.

    Returns
    -------
    code, params
        `ReasonCode.PLACED` instead of what placed it; only parameters that name no house.
    """
    kept = {name: value for name, value in params.items() if name in _OPEN_PARAMS}
    if "why" in params:
        kept["why"] = _open_code(str(params["why"]))
    return _open_code(code), kept


def _open_code(code: str) -> str:
    return ReasonCode.PLACED if code in _OF_THE_HOUSE else code
