"""A number of agents shared out over groups of households."""

import math

import numpy as np

from geo.arrays import Ints
from geo.errors import WrongSizes


def share_agents(households: Ints, agents: int, bounds: tuple[int, int]) -> Ints:
    """Share out a number of grids in proportion to households.

    Parameters
    ----------
    households
        Households that count in each group (g,).
    agents
        Grids in all, one for each agent.
    bounds
        Fewest and most households of a grid.

    Returns
    -------
    grids
        Grids of each group (g,), at least 1, within what its bounds allow.

    Raises
    ------
    WrongSizes
        If so many grids cannot hold the households within the bounds.

    Notes
    -----
    Each next grid goes to the group whose grids are largest, from the fewest each group needs.
    """
    smallest, largest = bounds
    most = np.maximum(households // smallest, 1)
    fewest = np.minimum(np.maximum(-(-households // largest), 1), most)
    if not fewest.sum() <= agents <= most.sum():
        msg = (
            f"{agents} agents cannot hold {households.sum():,} households in grids of {smallest} "
            f"to {largest}: between {fewest.sum()} and {most.sum()} are possible"
        )
        raise WrongSizes(msg)
    grids = fewest.copy()
    for _ in range(agents - int(fewest.sum())):
        load = np.where(grids < most, households / grids, -math.inf)
        grids[int(load.argmax())] += 1
    return np.asarray(grids, dtype=np.int64)
