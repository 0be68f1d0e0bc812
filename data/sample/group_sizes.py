"""How many households each village and each villagers' group (村民小组) has."""

from typing import Final

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]

ABSENT_SHARE: Final = 0.12
_HOUSEHOLDS_PER_GROUP: Final = 55
_FEWEST_PER_GROUP: Final = 11
_MOST_GROUPS: Final = 6

# A group of 16 to 19 residents cannot be cut into grids of 10 to 15. Real registers have such
# groups, so the sample has this one: 19 on the register, 17 at home.
AWKWARD_REGISTERED: Final = 19
AWKWARD_RESIDENT: Final = 17


def draw_village_sizes(rng: np.random.Generator, households: int, villages: int) -> Counts:
    """Share the register out to villages, 0.75 to 1.25 of the mean each; exact in sum."""
    return _shares(rng.uniform(0.75, 1.25, villages), households)


def draw_group_sizes(rng: np.random.Generator, households: int) -> Counts:
    """Share a village's register out to 1 to 6 villagers' groups; exact in sum."""
    most = max(1, min(_MOST_GROUPS, households // _FEWEST_PER_GROUP))
    wanted = round(households / _HOUSEHOLDS_PER_GROUP + rng.uniform(-0.5, 0.5))
    groups = min(max(wanted, 2), most)
    spare = households - groups * min(_FEWEST_PER_GROUP, households // groups)
    return (households - spare) // groups + _shares(rng.uniform(0.6, 1.4, groups), spare)


def make_one_awkward(sizes: Counts) -> Counts:
    """Make the smallest group 19, the rest going to the largest; tiny villages stay as they are."""
    if len(sizes) == 1 or sizes.sum() < AWKWARD_REGISTERED * (len(sizes) + 1):
        return sizes
    changed = sizes.copy()
    changed[np.argmax(sizes)] += sizes.min() - AWKWARD_REGISTERED
    changed[np.argmin(sizes)] = AWKWARD_REGISTERED
    return changed


def draw_residents(rng: np.random.Generator, registered: int, *, awkward: bool) -> int:
    """Households of a group that live there: about 88 %, a number grids can be cut from.

    Grids hold 10 to 15 households; 1 to 9 and 16 to 19 cannot be cut. Only an awkward group keeps
    such a number.
    """
    if awkward:
        return AWKWARD_RESIDENT
    drawn = registered - int(rng.binomial(registered, ABSENT_SHARE))
    workable = [n for n in range(registered + 1) if -(-n // 15) <= n // 10 and n > 0]
    return min(workable, key=lambda n: abs(n - drawn), default=drawn)


def _shares(weights: npt.NDArray[np.float64], total: int) -> Counts:
    """Whole numbers in proportion to weights that add up to a total."""
    ends = np.round(np.cumsum(weights) / weights.sum() * total).astype(np.int64)
    parts: Counts = np.diff(ends, prepend=0)
    return parts
