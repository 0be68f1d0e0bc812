"""Households into grids of a wanted size, with polygons that tile their village."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.barriers import read_barriers
from geo.clusters import plan_clusters
from geo.cutting import Rules
from geo.faults import Fault, grid_names
from geo.former import Former, former_grids
from geo.grid_table import find_misplaced, grid_table, member_table, number_grids
from geo.grounds import Ground, boundary_grounds, find_overlaps, village_hulls
from geo.houses import Houses, key_text, sort_houses
from geo.layout import Layout, Mapper, Progress, dealt, ground_tasks, lay_out, nothing
from geo.sizes import check_sizes
from geo.village import redraw_ground
from geo.walls import split_grounds

# Who only draws cuts nothing.
_NO_RULES: Final = Rules((1, 1), 0, thorough=False)


@dataclass(frozen=True, slots=True)
class Partition:
    """Households divided into grids.

    Attributes
    ----------
    grids
        One row per grid, by village and serial: the splitting columns (of the group with
        most of its households), ``serial`` (1, 2, ... within a village), ``code`` (when the
        village column is ``village_code``), ``households`` (that count), ``compactness``
        (Polsby-Popper), ``distance_m`` (mean straight-line metres of its households to their
        mean), ``exception`` (rule code when the size could not be kept, else None:
        ``too-few``, ``indivisible``, ``shared-place``, ``pinned``), ``merged`` (names of the
        groups it joins, else None), ``geometry`` (EPSG:4326).
    members
        One row per household with the index of the table given: its splitting columns,
        ``serial`` and, as above, ``code``.
    faults
        Households whose grid's polygon does not hold them: ``shared-place`` (several grids
        share their place) and ``household-outside-boundary``; grids of several ``pieces``;
        ``outlines-overlap`` for two outlines; ``not-proved`` for a village where better sizes
        or fewer pieces could not be ruled out in the time allowed.
    """

    grids: gpd.GeoDataFrame
    members: pd.DataFrame
    faults: tuple[Fault, ...]


def build_grids(  # noqa: PLR0913 - the options of the command, each with a default
    households: gpd.GeoDataFrame,
    *,
    by: Sequence[str] = (),
    boundary: gpd.GeoDataFrame | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    min_size: int = 10,
    max_size: int = 15,
    size: int | None = None,
    agents: int | None = None,
    seed: int = 0,
    counts: str | None = None,
    previous: gpd.GeoDataFrame | None = None,
    best: bool = False,
    mapper: Mapper = map,
    progress: Progress | None = None,
) -> Partition:
    """Divide households into grids.

    Parameters
    ----------
    households
        Points, EPSG:4326, one row per household; the order of rows does not matter. Columns
        ``keep_with`` and ``keep_apart`` pin by hand: those of one village that share a label
        go into one grid, or into different ones (several labels in a cell with ``;``).
    by
        Columns that split them, first the village, then the villagers' group. No grid crosses
        a village; one crosses groups only where a group's number makes it impossible.
    boundary
        Outlines of the villages, matched by the village column; without that column one
        outline for all. None: the convex hull of each village's households with a margin.
    barriers
        Lines or polygons, EPSG:4326: a crossing counts for ``cost_m`` metres (200), and where
        ``hard`` says yes no grid crosses. A barrier acts where it divides an outline.
    min_size, max_size
        Bounds of a grid in households.
    size
        Wanted households per grid; the middle of the bounds when None.
    agents
        Grids in all, instead of `size`.
    seed
        Same input and seed, same grids to the last digit.
    counts
        Boolean column that says who counts towards the size; the others get a grid but do
        not fill it. None: all count.
    previous
        Earlier grids (polygons with ``serial``): households stay in theirs wherever sizes and
        pins allow, serials go on.
    best
        Search several times as long for shorter ways.
    mapper
        Runs the work of each outline; the ``map`` of a process pool runs them beside each
        other. The answer is the same.
    progress
        Called with outlines done and outlines in all.

    Returns
    -------
    partition
        Sizes within the bounds wherever the number of households allows it; polygons that
        tile each outline. No households, no grids.

    Raises
    ------
    MissingColumn, ReservedColumn, InvalidShape, InvalidCoordinate, ContradictingPins
        If the table of households, or of earlier grids, is not as described.
    WrongBarrier
        If a barrier is neither line nor polygon, or its cost no number of metres.
    MissingBoundary, InvalidShape
        If an outline is missing or broken.
    WrongSizes
        If the sizes contradict each other, or so many agents cannot hold the households.
    TooManyGrids
        If a coded village needs more than 999 grids.

    Notes
    -----
    Balanced k-means by minimum-cost flow (`geo.division`), exact packing where households
    cannot be divided (`geo.packing`), one piece each (`geo.contiguity`), power cells
    (`geo.power`, `geo.separating`), one exact coverage (`geo.coverage`).
    """
    check_sizes(min_size, max_size, size)
    bounds = (min_size, max_size)
    houses = sort_houses(households, by, counts)
    walls = read_barriers(barriers)
    former = former_grids(previous, houses, by)
    whole = _grounds(houses, boundary, by)
    grounds = split_grounds(whole, houses, walls.lines[walls.hard.astype(bool)])
    clusters = plan_clusters(houses, grounds, bounds, former, size=size, agents=agents)
    rules = Rules(bounds, seed, thorough=best)
    tasks = ground_tasks(houses, grounds, clusters, former, walls, rules)
    layout = lay_out(houses, grounds, tasks, mapper, progress) if tasks else nothing()
    partition = _tables(households, houses, layout, (by, bounds, former))
    overlaps = find_overlaps(whole, _ground_names(houses, whole))
    return replace(partition, faults=(*overlaps, *partition.faults))


def redraw_grids(
    households: gpd.GeoDataFrame,
    serial: pd.Series,
    *,
    by: Sequence[str] = (),
    boundary: gpd.GeoDataFrame | None = None,
    min_size: int = 10,
    max_size: int = 15,
    counts: str | None = None,
) -> Partition:
    """Draw grids for households that a person has put into them.

    Parameters
    ----------
    households, by, boundary, min_size, max_size, counts
        As for `build_grids`.
    serial
        Serial number of each household's grid within its village, by the index of
        `households`.

    Returns
    -------
    partition
        Nobody is moved: ``exception`` is ``pinned`` for a grid out of range, and a grid whose
        households lie among others' comes in several pieces and is named.

    Raises
    ------
    MissingColumn, ReservedColumn, InvalidShape, InvalidCoordinate, MissingBoundary
        As for `build_grids`.
    """
    houses = sort_houses(households, by, counts)
    own = serial.loc[households.index].to_numpy(dtype=np.int64)[houses.row]
    village = houses.village_of_group[houses.group]
    pairs, row = np.unique(np.column_stack([village, own]), axis=0, return_inverse=True)
    nowhere = np.full(len(pairs), shapely.Polygon())
    former = Former(row.ravel(), pairs[:, 1], [""] * len(pairs), nowhere)
    grounds = _grounds(houses, boundary, by)
    tasks = ground_tasks(houses, grounds, (), former, read_barriers(None), _NO_RULES)
    layout = lay_out(houses, grounds, tasks, work=redraw_ground) if tasks else nothing()
    return _tables(households, houses, layout, (by, (min_size, max_size), former))


def _tables(
    households: gpd.GeoDataFrame,
    houses: Houses,
    layout: Layout,
    terms: tuple[Sequence[str], tuple[int, int], Former | None],
) -> Partition:
    by, bounds, former = terms
    serial = number_grids(houses, layout, former)
    layout = dealt(houses, layout, serial)
    grids, row = grid_table(houses, layout, serial, by, bounds)
    misplaced = find_misplaced(houses, layout, grids, row, households.index)
    members = member_table(households, grids, row, by)
    return Partition(grids, members, (*misplaced, *_remarks(houses, layout, grids)))


def _ground_names(houses: Houses, grounds: list[Ground]) -> list[str]:
    """Village of each ground, where it has only one."""
    keys = [houses.keys[houses.group[ground.rows[0]]] for ground in grounds]
    return [key_text(key[0]) if key else "" for key in keys]


def _remarks(houses: Houses, layout: Layout, grids: gpd.GeoDataFrame) -> list[Fault]:
    """Grids of several pieces, and villages where nobody proved that it must be so."""
    names = grid_names(grids)
    pieces = shapely.get_num_geometries(grids.geometry.to_numpy())
    found = [
        Fault("pieces", (names[i],), {"pieces": int(pieces[i])}) for i in np.flatnonzero(pieces > 1)
    ]
    first = np.unique(houses.village_of_group, return_index=True)[1]
    for village in layout.unproved:
        key = houses.keys[first[village]]
        found.append(Fault("not-proved", (), {"village": key_text(key[0]) if key else ""}))
    return found


def _grounds(houses: Houses, boundary: gpd.GeoDataFrame | None, by: Sequence[str]) -> list[Ground]:
    village = houses.village_of_group[houses.group]
    if boundary is None:
        return village_hulls(houses.place, village)
    first = np.unique(houses.village_of_group, return_index=True)[1]
    names = [houses.keys[group][0] if by else "" for group in first]
    return boundary_grounds(boundary, village, names, by[0] if by else None)
