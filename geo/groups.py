"""One group of households cut into grids, first as lists, then as shapes."""

import zlib
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints, Shapes
from geo.division import Division, divide, nearest_grid
from geo.flow import Shares
from geo.power import power_cells
from geo.sizes import SizePlan
from geo.territories import territories


@dataclass(frozen=True, slots=True)
class GroupCut:
    """The grids of one group.

    Attributes
    ----------
    plan
        Number and sizes wanted.
    division
        Centres, weights and shares, in metres.
    metres
        Households on the plane (n, 2).
    grid
        Grid of each household (n,), from 0.
    """

    plan: SizePlan
    division: Division
    metres: Floats
    grid: Ints


def group_chance(seed: int, name: str) -> np.random.Generator:
    """Source of chance of a group, independent of every other group of the county."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def cut_group(metres: Floats, counted: Ints, plan: SizePlan, rng: np.random.Generator) -> GroupCut:
    """Cut a group of households into grids.

    Parameters
    ----------
    metres
        Households on a plane (n, 2), equal for one place; at least one.
    counted
        1 for a household that counts towards the size, 0 for one that does not (n,).
    plan
        From `plan_sizes` over the households that count.
    rng
        Source of chance.

    Returns
    -------
    cut
        Households that do not count go where the cells put them.
    """
    places, place = np.unique(metres, axis=0, return_inverse=True)
    counts = np.bincount(place, counted, len(places)).astype(np.int64)
    lived = np.flatnonzero(counts)
    if len(lived):
        division = divide(places[lived], counts[lived], plan, rng)
    else:
        none = np.zeros(0, dtype=np.int64)
        division = Division(Shares(none, none, none), places[:1], np.zeros(1))
    grid = np.empty(len(metres), dtype=np.int64)
    grid[counted == 0] = nearest_grid(metres[counted == 0], division)
    shares = division.shares
    order = np.argsort(place, kind="stable")
    grid[order[counted[order] == 1]] = np.repeat(shares.grid, shares.households)
    return GroupCut(plan, division, metres, grid)


def straight_shapes(cut: GroupCut, territory: BaseGeometry) -> Shapes | None:
    """Shapes (k,) of the grids with straight edges between them, in metres.

    None when no such shapes separate the households.
    """
    division = cut.division
    if division.weights is None:
        return None
    if len(division.centres) == 1:
        return np.array([territory])
    reach = shapely.union_all([territory, shapely.MultiPoint(cut.metres)]).bounds
    cells = power_cells(division.centres, division.weights, reach)
    return np.asarray(shapely.intersection(cells, territory))


def nearest_shapes(cut: GroupCut, territory: BaseGeometry) -> Shapes:
    """Shapes (k,) of the ground nearest to each grid's households, in metres."""
    return territories(cut.metres, cut.grid, cut.plan.grids, territory)
