"""Why a rule decided as it did: a code with parameters, never a sentence."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

RULE_VERSION: Final = 1
"""Raised whenever a rule of placing or assignment changes what it decides."""


class ReasonCode(StrEnum):
    """Every reason the rules of placing and assignment can give."""

    HOUSEHOLD_GRID = "household-grid"
    HOUSEHOLD_ELSEWHERE = "household-elsewhere"
    POINT_GRID = "point-grid"
    SHARED_EDGE = "shared-edge"
    PROBABLE_DATUM = "probable-datum"
    OUTSIDE_GRID = "outside-grid"
    OUTSIDE_COUNTY = "outside-county"
    NO_POSITION = "no-position"
    HOLDER = "holder"
    DEPUTY = "deputy"
    NO_HOLDER = "no-holder"
    VILLAGE_DESK = "village-desk"
    COUNTY_DESK = "county-desk"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: rule code, its parameters as plain values, and the version of the rules."""

    code: ReasonCode
    params: dict[str, str | int | float | None] = field(default_factory=dict)
    rule_version: int = RULE_VERSION
