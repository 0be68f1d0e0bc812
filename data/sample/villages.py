"""Where people live in the whole county: the settlement of every village and its size."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from data.sample.group_sizes import draw_group_sizes, draw_village_sizes, make_one_awkward
from data.sample.outlines import Outlines
from data.sample.plane import Points
from data.sample.settlements import Pattern, Settlement, settle_village

# Up to here the county keeps its 12 villages in 3 townships; beyond, it grows by villages.
_MOST_PER_VILLAGE: Final = 400
_FEWEST_VILLAGES: Final = 12
_VILLAGES_PER_TOWNSHIP: Final = 4
_VILLAGES_PER_TOWNSHIP_WHEN_LARGE: Final = 12
_RIVER_BANK_M: Final = 45.0


@dataclass(frozen=True, slots=True)
class Settled:
    """Settlements of all villages, in their order.

    Attributes
    ----------
    awkward
        Village index to the group of it whose size no grids can be cut from.
    """

    settlements: list[Settlement]
    awkward: dict[int, int]

    @property
    def centres(self) -> Points:
        """Middle of each village, metre plane."""
        return np.array([settlement.anchors[0] for settlement in self.settlements])


def plan_regions(households: int) -> tuple[int, int]:
    """Decide how many villages and townships a county of this many households has."""
    villages = max(_FEWEST_VILLAGES, -(-households // _MOST_PER_VILLAGE))
    if villages == _FEWEST_VILLAGES:
        return villages, villages // _VILLAGES_PER_TOWNSHIP
    return villages, max(3, round(villages / _VILLAGES_PER_TOWNSHIP_WHEN_LARGE))


def settle_villages(
    rng: np.random.Generator, outlines: Outlines, households: int, rivers_m: Any
) -> Settled:
    """Share the households out to villages and groups and place them, clear of the rivers.

    Each pattern of settlement occurs in a third of the villages.
    """
    water = shapely.buffer(shapely.union_all(rivers_m), _RIVER_BANK_M)
    grounds = shapely.difference(outlines.villages_m, water)
    count = len(grounds)
    sizes = [draw_group_sizes(rng, int(n)) for n in draw_village_sizes(rng, households, count)]
    odd = int(rng.integers(count))
    changed = make_one_awkward(sizes[odd])
    awkward = {odd: int(np.argmin(changed))} if changed is not sizes[odd] else {}
    sizes[odd] = changed
    patterns = rng.permutation(np.resize(list(Pattern), count))
    settlements = [
        settle_village(rng, ground, groups, Pattern(pattern))
        for ground, groups, pattern in zip(grounds, sizes, patterns, strict=True)
    ]
    return Settled(settlements, awkward)
