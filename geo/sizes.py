"""How many grids a number of households needs, and how big each may be."""

import math
from dataclasses import dataclass
from typing import Final

from geo.errors import WrongSizes

TOO_FEW: Final = "too-few"
INDIVISIBLE: Final = "indivisible"


@dataclass(frozen=True, slots=True)
class SizePlan:
    """The cut of one group of households.

    Attributes
    ----------
    grids
        Number of grids.
    smallest, largest
        Bounds in households that the grids of this group can all keep.
    exception
        Why these bounds leave the wanted ones: ``too-few`` (fewer households than one grid
        needs), ``indivisible`` (too many for so many grids, too few for one more; 16 to 19
        when grids hold 10 to 15). None when they do not.
    """

    grids: int
    smallest: int
    largest: int
    exception: str | None


def plan_sizes(households: int, min_size: int, max_size: int, size: int | None = None) -> SizePlan:
    """Plan the grids of a group.

    Parameters
    ----------
    households
        Households that count; 0 still gives one (empty) grid.
    min_size, max_size
        Bounds of one grid.
    size
        Wanted households per grid; the middle of the bounds when None. The nearest number of
        grids that keeps the bounds is taken.

    Returns
    -------
    plan
        Bounds kept whenever ``ceil(n / max) <= floor(n / min)``. Otherwise the number of grids
        with the least total violation, and sizes as even as possible.

    Raises
    ------
    WrongSizes
        If the bounds are not ``1 <= min <= max``, or `size` is outside them.

    Notes
    -----
    For 10 to 15: 1 to 9 and 16 to 19 cannot be cut, everything else can. 16 and 17 stay one
    grid (1 or 2 over), 18 becomes 9 + 9, 19 becomes 10 + 9.
    """
    check_sizes(min_size, max_size, size)
    fewest, most = math.ceil(households / max_size), households // min_size
    if most == 0:
        return _even(households, 1, TOO_FEW)
    if fewest > most:
        shortfall, excess = fewest * min_size - households, households - most * max_size
        return _even(households, most if excess < shortfall else fewest, INDIVISIBLE)
    wanted = round(households / (size or (min_size + max_size) / 2))
    return SizePlan(min(max(wanted, fewest), most), min_size, max_size, None)


def _even(households: int, grids: int, exception: str) -> SizePlan:
    return SizePlan(grids, households // grids, math.ceil(households / grids), exception)


def check_sizes(min_size: int, max_size: int, size: int | None) -> None:
    """Refuse sizes that contradict each other.

    Raises
    ------
    WrongSizes
        If the bounds are not ``1 <= min <= max``, or `size` is outside them.
    """
    if not 1 <= min_size <= max_size:
        msg = f"grids of {min_size} to {max_size} households: need 1 <= min <= max"
        raise WrongSizes(msg)
    if size is not None and not min_size <= size <= max_size:
        msg = f"wanted size {size} is outside {min_size} to {max_size}"
        raise WrongSizes(msg)
