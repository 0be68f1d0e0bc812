"""Where the grids of every group lie on the ground."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints, Shapes
from geo.coverage import coverage
from geo.grounds import Ground
from geo.groups import GroupCut, cut_group, group_chance, nearest_shapes, straight_shapes
from geo.houses import Houses, key_text
from geo.located import SHARED_REACH_DEGREES
from geo.plane import LocalPlane, local_plane, shape_to_degrees, shape_to_metres, to_metres
from geo.sizes import SizePlan
from geo.strays import Homes, give_strays
from geo.territories import territories

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """Grids of all groups, numbered through.

    Attributes
    ----------
    shapes
        Polygons (k,), EPSG:4326, a valid coverage.
    group
        Group of each grid (k,).
    grid
        Grid of each household (n,).
    inside
        True for a household strictly inside its grid (n,).
    outlined
        True for a household strictly inside the outline given for its village (n,).
    """

    shapes: Shapes
    group: Ints
    grid: Ints
    inside: NDArray[np.bool_]
    outlined: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Plot:
    """A ground on its plane, with the cut of each of its groups."""

    plane: LocalPlane
    outline: BaseGeometry
    groups: Ints
    cuts: list[GroupCut]


def lay_out(
    houses: Houses,
    grounds: list[Ground],
    plans: list[SizePlan],
    seed: int,
    progress: Progress | None = None,
) -> Layout:
    """Cut every group and draw its grids.

    Parameters
    ----------
    houses
        Sorted households; none, no grids.
    grounds
        Outlines; every household is in the rows of exactly one, together with its group.
    plans
        Number and sizes of each group's grids.
    seed
        Same seed, same grids.
    progress
        Called with grounds done and grounds in all.

    Returns
    -------
    layout
        Straight edges wherever they separate the households; elsewhere the ground nearest
        to each grid's households.
    """
    if len(houses.row) == 0:
        return _nothing()
    plots = []
    for ground in grounds:
        plots.append(_cut(ground, houses, plans, seed))
        if progress is not None:
            progress(len(plots), len(grounds))
    counts = np.array([plan.grids for plan in plans])
    group = np.repeat(np.arange(len(plans)), counts)
    grid = np.cumsum(counts)[houses.group] - counts[houses.group]
    for plot in plots:
        for g, cut in zip(plot.groups, plot.cuts, strict=True):
            grid[houses.group == g] += cut.grid
    whole = shapely.union_all([ground.outline for ground in grounds])
    outlined = _outlined(houses, grounds)
    straight = np.ones(len(plans), dtype=bool)
    shapes = coverage(_draw(plots, group, straight), whole)
    straight[_crooked(shapes, group, grid, houses, outlined)] = False
    if not straight.all():
        shapes = coverage(_draw(plots, group, straight), whole)
    village = houses.village_of_group[group]
    reach = np.where(shared_places(houses.place, grid), SHARED_REACH_DEGREES, 0.0)
    shapes = give_strays(shapes, group, village, Homes(houses.homes, grid, reach))
    inside = shapely.contains_properly(shapes[grid], houses.homes)
    return Layout(shapes, group, grid, inside, outlined)


def _nothing() -> Layout:
    numbers, answers = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    return Layout(np.zeros(0, dtype=object), numbers, numbers, answers, answers)


def _cut(ground: Ground, houses: Houses, plans: list[SizePlan], seed: int) -> _Plot:
    plane = local_plane(ground.outline.bounds)
    metres = to_metres(plane, houses.place[ground.rows])
    counted = houses.counted[ground.rows].astype(np.int64)
    group = houses.group[ground.rows]
    groups = np.unique(group)
    cuts = []
    for g in groups:
        name = "/".join(key_text(value) for value in houses.keys[g])
        own = group == g
        cuts.append(cut_group(metres[own], counted[own], plans[g], group_chance(seed, name)))
    return _Plot(plane, shape_to_metres(plane, ground.outline), groups, cuts)


def _draw(plots: list[_Plot], group: Ints, straight: NDArray[np.bool_]) -> Shapes:
    shapes = np.empty(len(group), dtype=object)
    for plot in plots:
        for g, cut, territory in zip(plot.groups, plot.cuts, _territories(plot), strict=True):
            drawn = straight_shapes(cut, territory) if straight[g] else None
            drawn = nearest_shapes(cut, territory) if drawn is None else drawn
            shapes[group == g] = [shape_to_degrees(plot.plane, shape) for shape in drawn]
    return shapes


def _territories(plot: _Plot) -> Shapes:
    metres = np.vstack([cut.metres for cut in plot.cuts])
    owner = np.repeat(np.arange(len(plot.cuts)), [len(cut.metres) for cut in plot.cuts])
    return territories(metres, owner, len(plot.cuts), plot.outline)


def _outlined(houses: Houses, grounds: list[Ground]) -> NDArray[np.bool_]:
    outlined = np.zeros(len(houses.homes), dtype=bool)
    for ground in grounds:
        shapely.prepare(ground.outline)
        homes = houses.homes[ground.rows]
        outlined[ground.rows] = shapely.contains_properly(ground.outline, homes)
    return outlined


def _crooked(
    shapes: Shapes, group: Ints, grid: Ints, houses: Houses, outlined: NDArray[np.bool_]
) -> Ints:
    """Find groups that straight edges fail: a grid without ground, a household beyond its edge."""
    beyond = ~shapely.contains_properly(shapes[grid], houses.homes)
    astray = beyond & outlined & ~shared_places(houses.place, grid)
    bare = shapely.is_empty(shapes)
    return np.unique(np.concatenate([houses.group[astray], group[bare]]))


def shared_places(place: Shapes, grid: Ints) -> NDArray[np.bool_]:
    """Which households live at a place that is divided between grids (n,)."""
    number = np.unique(place, axis=0, return_inverse=True)[1].ravel()
    lowest = np.full(number.max() + 1, grid.max() + 1)
    highest = np.full(number.max() + 1, -1)
    np.minimum.at(lowest, number, grid)
    np.maximum.at(highest, number, grid)
    return np.asarray(lowest[number] != highest[number])
