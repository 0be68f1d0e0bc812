"""What a fault of a set of grids says in words."""

from typing import Final

from geo.faults import Fault

_TEXTS: Final = {
    "invalid-shape": "{grids}: broken polygon ({reason})",
    "overlap": "{grids}: overlap by {area_m2:.6g} m²",
    "gap": "gap of {area_m2:.6g} m² at {lon:.6f}, {lat:.6f}",
    "outside-boundary": "{grids}: {area_m2:.6g} m² outside the boundary",
    "household-outside": "household {household} at {lon:.6f}, {lat:.6f} is in no grid",
    "household-outside-boundary": "{grids}: household {household} is outside the boundary",
    "shared-place": "{grids}: household {household} shares its place with another grid",
    "count-differs": "{grids}: {stated} households stated, {found} found",
    "size": "{grids}: {households} households, out of range",
}


def fault_text(fault: Fault) -> str:
    """One line, in English."""
    return _TEXTS[fault.code].format(grids=" and ".join(fault.grids), **fault.params)
