"""What a fault of a set of grids says in words: what, where, and what to do."""

from typing import Final

from geo.faults import Fault
from geo.sizes import TOO_FEW

_AGAIN: Final = "cut the village again with 'wangge grids build'"

_TEXTS: Final = {
    "invalid-shape": f"{{grids}}: broken polygon ({{reason}}){{at}}: redraw it, or {_AGAIN}",
    "nameless": "{grids} has no {column}: give it one, nothing can be assigned to it without",
    "duplicate-name": (
        "{grids}: {rows} grids have this name: give each its own, or unite them if they are one"
    ),
    "pieces": (
        "{grids}: one of its {pieces} pieces{why} ({area_m2:.6g} m²{holding}){at}: "
        f"give it to a grid beside it, or {_AGAIN}{{unknown}}"
    ),
    "pieces-built": (
        "{grids}: lies in {pieces} pieces, and no way was found to make it one with the sizes "
        "wanted: one of them lies{at}"
    ),
    "pieces-apart": (
        "{grids}: one of its {pieces} pieces{why} ({area_m2:.6g} m²{holding}){at}; the "
        "households of one side alone cannot make grids, so one grid has to lie on both: "
        "nothing to do"
    ),
    "overlap": f"{{grids}}: overlap by {{area_m2:.6g}} m²{{at}}: move the edge of one, or {_AGAIN}",
    "gap": f"gap of {{area_m2:.6g}} m²{{at}}: give the ground to a grid beside it, or {_AGAIN}",
    "outside-boundary": (
        "{grids}: {area_m2:.6g} m² outside the boundary{at}: cut it off, or widen the outline"
    ),
    "household-unplaced": "household {household} has no place: give it lon and lat",
    "household-outside": (
        "household {household} is in no grid{at}{near}: correct its place, or, "
        "if the place is right, widen a grid to it"
    ),
    "household-outside-boundary": (
        "{grids}: household {household} is outside the boundary{at}: correct its place or its "
        "village, or widen the outline; until then the grid counts it without holding it"
    ),
    "shared-place": (
        "{grids}: household {household} shares its place with another grid{at}: "
        "more live there than one grid takes, so tell them apart by the list of members"
    ),
    "outlines-overlap": (
        "{grids}: their outlines overlap by {area_m2:.6g} m²{at}: correct the boundary file, "
        "whose the ground is cannot be guessed"
    ),
    "not-proved": (
        "village {village}: it was not proved within the time that there is nothing better; "
        "look at its exceptions and pieces, or try --best or another --seed"
    ),
    "count-differs": (
        "{grids}: {stated} households stated, {found} found{at}: check with the file it was cut "
        f"from and the same --count and --min-area, or {_AGAIN}"
    ),
    "size": (
        "{grids}: {households} households, out of range ({min} to {max}){at}: move households "
        "to or from a neighbour, or give the reason in the column exception"
    ),
    "size-untrue": (
        "{grids}: {households} households are not out of range ({min} to {max}){at}, "
        "yet exception says '{exception}': empty it"
    ),
    "size-other": (
        "{grids}: {households} households, out of range ({min} to {max}){at}, which exception "
        "'{exception}' does not explain: give the true reason, or move households to a neighbour"
    ),
}

_PIECES: Final = {
    "island": " lies on another part of the outline",
    "group": " lies on another part of its group's ground",
    "corner": " hangs on the rest by a point only",
    "loose": " lies apart from the rest",
}

EXCEPTIONS: Final = {
    TOO_FEW: "fewer live there than one grid needs, and no neighbouring group could take them",
    "indivisible": "the households are too many for so many grids and too few for one more",
    "shared-place": "households of one place cannot be parted by a line",
    "pinned": "the pins keep_with and keep_apart leave no other size",
}
"""Why a grid may be out of range, by the word in its column ``exception``."""


def fault_text(fault: Fault) -> str:
    """One line, in English."""
    params = fault.params
    words = {
        "at": f" at {params['lon']:.6f}, {params['lat']:.6f}" if "lon" in params else "",
        "holding": f", {params['households']} households" if "households" in params else "",
        "near": _near(fault),
        "unknown": _unknown(fault),
    }
    named = {"grids": " and ".join(fault.grids), **words, **params}
    named["why"] = _PIECES.get(str(params.get("why")), _PIECES["loose"])
    return _TEXTS[_wording(fault)].format(**named)


def _unknown(fault: Fault) -> str:
    """What the check would have needed to see whether a piece has to be."""
    if "households" in fault.params or fault.params.get("why") not in ("island", "group"):
        return ""
    return "; with --households it shows whether it has to be so"


def _near(fault: Fault) -> str:
    if "nearest" not in fault.params:
        return ""
    return f", {fault.params['distance_m']:,.1f} m from {fault.params['nearest']}"


def _wording(fault: Fault) -> str:
    if fault.code == "pieces" and "area_m2" not in fault.params:
        return "pieces-built"
    if fault.code != "size" or "exception" not in fault.params:
        return fault.code
    held = int(fault.params["households"])
    in_range = int(fault.params["min"]) <= held <= int(fault.params["max"])
    return "size-untrue" if in_range else "size-other"
