"""What a person must find so that an issue can be placed."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from dispatch.reasons import ReasonCode


class Missing(StrEnum):
    """One thing that nobody knows yet, or that must be corrected."""

    POSITION = "position"
    VILLAGE = "village"
    WHICH_VILLAGE = "which-village"
    HOUSE = "house"
    GRID = "grid"
    DATUM = "datum"
    COORDINATES = "coordinates"
    OUTSIDE_COUNTY = "outside-county"


_MISSING: Final[dict[str, tuple[Missing, ...]]] = {
    ReasonCode.NO_POSITION: (Missing.POSITION, Missing.VILLAGE),
    ReasonCode.ADDRESS_UNKNOWN: (Missing.POSITION, Missing.VILLAGE),
    ReasonCode.ADDRESS_UNSURE: (Missing.WHICH_VILLAGE,),
    ReasonCode.ADDRESS_TOWNSHIP: (Missing.VILLAGE,),
    ReasonCode.ADDRESS_AMBIGUOUS: (Missing.WHICH_VILLAGE,),
    ReasonCode.ADDRESS_VILLAGE: (Missing.HOUSE,),
    ReasonCode.VILLAGE_ONLY: (Missing.HOUSE,),
    ReasonCode.HOUSEHOLD_NOWHERE: (Missing.HOUSE,),
    ReasonCode.OUTSIDE_GRID: (Missing.GRID,),
    ReasonCode.PROBABLE_DATUM: (Missing.DATUM,),
    ReasonCode.SWAPPED_POINT: (Missing.COORDINATES,),
    ReasonCode.ZERO_POINT: (Missing.COORDINATES,),
    ReasonCode.DEFAULT_POINT: (Missing.COORDINATES,),
    ReasonCode.OUTSIDE_COUNTY: (Missing.OUTSIDE_COUNTY,),
}
"""Whatever else placed an issue put it into a grid."""


def missing(code: str, params: Mapping[str, Any] | None = None) -> tuple[Missing, ...]:
    """List what is still to be found, the first thing to ask first; nothing for what has a grid.

    Parameters
    ----------
    code, params
        Reason of the placing, or of the assignment that follows from it, as kept.
    """
    why = (params or {}).get("why")
    return _MISSING.get(str(why or code), ())
