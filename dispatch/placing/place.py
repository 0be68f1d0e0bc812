"""The order of trust: the first evidence that leads somewhere decides."""

from dataclasses import replace
from typing import Final

from dispatch.placing.addresses import by_address, by_region, nowhere
from dispatch.placing.evidence import evidence_of
from dispatch.placing.facts import Found
from dispatch.placing.houses import by_caller, by_head, by_number
from dispatch.placing.placed import Placed
from dispatch.placing.points import by_point

_RULES: Final = (by_number, by_caller, by_head, by_point, by_address, by_region)
"""Most trusted first."""


def place(found: Found) -> Placed:
    """Decide the position of one report.

    A household named by its number beats all else; one known by the caller's phone says who
    calls, and gives way to a point or an address elsewhere; then the household whose head is
    named with its village, the point, the address, and the village alone. A point that cannot
    be right is kept as evidence and not used.
    """
    decided = (rule(found) for rule in _RULES)
    placed = next((one for one in decided if one is not None), None) or nowhere(found)
    if found.household is not None:
        placed = replace(placed, household_id=found.household.id)
    return replace(placed, evidence=evidence_of(found, placed))
