"""The position decided for one report."""

from dataclasses import dataclass
from typing import Any

from dispatch.placing.facts import GridHit
from dispatch.reasons import Reason
from dispatch.vocabulary import Confidence, PlacementMethod


@dataclass(frozen=True, slots=True)
class Placed:
    """Position decided for one report; `lon`, `lat` in WGS 84 degrees or none.

    Attributes
    ----------
    accuracy_m
        Radius in metres the position is known to.
    other, share
        Where it lies on a border: code of the grid beside, and the part of the circle of its
        accuracy that lies in the grid chosen.
    household_id
        Household it is about.
    evidence
        What was known, most trusted first: ``kind`` and ``result``, never a name or a phone.
    """

    method: PlacementMethod
    confidence: Confidence
    reason: Reason
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    grid: GridHit | None = None
    region_code: str | None = None
    other: str | None = None
    share: float | None = None
    household_id: int | None = None
    evidence: tuple[dict[str, Any], ...] = ()
