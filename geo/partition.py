"""Households into grids of a wanted size, with polygons that tile their village."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.faults import Fault
from geo.grid_table import find_misplaced, grid_sizes, grid_table, member_table
from geo.grounds import Ground, boundary_grounds, village_hulls
from geo.houses import Houses, sort_houses
from geo.layout import Progress, lay_out
from geo.sizes import check_sizes, plan_sizes


@dataclass(frozen=True, slots=True)
class Partition:
    """Households divided into grids.

    Attributes
    ----------
    grids
        One row per grid, by village and serial: the splitting columns, ``serial`` (1, 2, ...
        within a village), ``code`` (when the village column is ``village_code``),
        ``households`` (that count), ``compactness`` (Polsby-Popper), ``exception`` (rule code
        when the size could not be kept, else None), ``geometry`` (EPSG:4326).
    members
        One row per household with the index of the table given: the splitting columns,
        ``serial`` and, as above, ``code``.
    faults
        Households whose grid's polygon does not hold them: ``shared-place`` (several grids
        share their place) and ``household-outside-boundary``.
    """

    grids: gpd.GeoDataFrame
    members: pd.DataFrame
    faults: tuple[Fault, ...]


def build_grids(  # noqa: PLR0913 - the options of the command, each with a default
    households: gpd.GeoDataFrame,
    *,
    by: Sequence[str] = (),
    boundary: gpd.GeoDataFrame | None = None,
    min_size: int = 10,
    max_size: int = 15,
    size: int | None = None,
    seed: int = 0,
    counts: str | None = None,
    progress: Progress | None = None,
) -> Partition:
    """Divide households into grids.

    Parameters
    ----------
    households
        Points, EPSG:4326, one row per household; the order of rows does not matter.
    by
        Columns that split them, first the village; no grid crosses a split.
    boundary
        Outlines of the villages, matched by the village column; without that column one
        outline for all. None: the convex hull of each village's households with a margin.
    min_size, max_size
        Bounds of a grid in households.
    size
        Wanted households per grid; the middle of the bounds when None.
    seed
        Same input and seed, same grids to the last digit.
    counts
        Boolean column that says who counts towards the size; the others get a grid but do
        not fill it. None: all count.
    progress
        Called with outlines done and outlines in all.

    Returns
    -------
    partition
        Sizes within the bounds wherever the number of households allows it; polygons that
        tile each outline. No households, no grids.

    Raises
    ------
    MissingColumn, ReservedColumn, InvalidShape, InvalidCoordinate
        If the table of households is not as described.
    MissingBoundary, InvalidShape
        If an outline is missing or broken.
    WrongSizes
        If the sizes contradict each other.
    TooManyGrids
        If a coded village needs more than 999 grids.

    Notes
    -----
    Balanced k-means by minimum-cost flow (`geo.division`), power cells (`geo.power`), one
    exact coverage (`geo.coverage`).
    """
    check_sizes(min_size, max_size, size)
    houses = sort_houses(households, by, counts)
    numbers = np.bincount(houses.group, houses.counted, len(houses.keys)).astype(int)
    plans = [plan_sizes(int(n), min_size, max_size, size) for n in numbers]
    layout = lay_out(houses, _grounds(houses, boundary, by), plans, seed, progress)
    exceptions = [
        None if min_size <= held <= max_size else plans[group].exception
        for held, group in zip(grid_sizes(houses, layout), layout.group, strict=True)
    ]
    grids, row = grid_table(houses, layout, exceptions, by)
    members = member_table(grids, row, by, households.index)
    return Partition(grids, members, find_misplaced(houses, layout, grids, row, households.index))


def _grounds(houses: Houses, boundary: gpd.GeoDataFrame | None, by: Sequence[str]) -> list[Ground]:
    village = houses.village_of_group[houses.group]
    if boundary is None:
        return village_hulls(houses.place, village)
    first = np.unique(houses.village_of_group, return_index=True)[1]
    names = [houses.keys[group][0] if by else "" for group in first]
    return boundary_grounds(boundary, village, names, by[0] if by else None)
