"""Where the grids of every group lie on the ground."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.arrays import Ints, Shapes
from geo.barriers import Barriers
from geo.clusters import Cluster
from geo.coverage import fit_together
from geo.cutting import Rules
from geo.doors import deal_doors
from geo.former import Former
from geo.grounds import Ground
from geo.houses import Houses
from geo.village import GroundGrids, GroundTask, GroupRows, cut_ground

Progress: TypeAlias = Callable[[int, int], None]
Mapper: TypeAlias = Callable[
    [Callable[[GroundTask], GroundGrids], list[GroundTask]], Iterable[GroundGrids]
]


@dataclass(frozen=True, slots=True)
class Layout:
    """Grids of all grounds, numbered through.

    Attributes
    ----------
    shapes
        Polygons (k,), EPSG:4326; a valid coverage wherever the outlines given do not overlap.
    village
        Village of each grid (k,).
    grid
        Grid of each household (n,).
    exception
        Why the sizes of a grid's group leave the bounds (k,), None when they do not.
    former
        Row of the earlier grid that each one goes on from (k,), -1 for a new one.
    inside
        True for a household strictly inside its grid (n,).
    outlined
        True for a household strictly inside the outline given for its village (n,).
    unproved
        Villages where better sizes or fewer pieces could not be ruled out.
    """

    shapes: Shapes
    village: Ints
    grid: Ints
    exception: list[str | None]
    former: Ints
    inside: NDArray[np.bool_]
    outlined: NDArray[np.bool_]
    unproved: Ints


def lay_out(
    houses: Houses,
    grounds: Sequence[Ground],
    tasks: list[GroundTask],
    mapper: Mapper = map,
    progress: Progress | None = None,
    *,
    work: Callable[[GroundTask], GroundGrids] = cut_ground,
) -> Layout:
    """Cut every ground and fit the grids together.

    Parameters
    ----------
    houses
        Sorted households.
    grounds
        Outlines; every household is in the rows of exactly one.
    tasks
        One per ground, as `ground_tasks` makes them.
    mapper
        Runs the tasks, beside each other if it likes, and answers in their order.
    progress
        Called with grounds done and grounds in all.
    work
        What is done with a task.
    """
    answers = []
    for answer in mapper(work, tasks):
        answers.append(answer)
        if progress is not None:
            progress(len(answers), len(tasks))
    grid = np.empty(len(houses.row), dtype=np.int64)
    first = np.cumsum([0, *(len(answer.shapes) for answer in answers)])
    for ground, answer, offset in zip(grounds, answers, first, strict=False):
        grid[ground.rows] = answer.label + offset
    of_ground = np.repeat(np.arange(len(grounds)), np.diff(first))
    outlines = np.array([ground.outline for ground in grounds], dtype=object)
    shapes = np.concatenate([answer.shapes for answer in answers])
    shapes = fit_together(shapes, of_ground, outlines)
    village = np.empty(len(shapes), dtype=np.int64)
    village[grid] = houses.village_of_group[houses.group]
    unproved = [
        houses.village_of_group[houses.group[ground.rows]]
        for ground, answer in zip(grounds, answers, strict=True)
        if not answer.proved
    ]
    return Layout(
        shapes=shapes,
        village=village,
        grid=grid,
        exception=[answer.exception[g] for answer in answers for g in answer.group],
        former=_once(np.concatenate([answer.kept for answer in answers]), grid),
        inside=shapely.contains_properly(shapes[grid], houses.homes),
        outlined=_outlined(houses, grounds),
        unproved=np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *unproved])),
    )


def dealt(houses: Houses, layout: Layout, serial: Ints) -> Layout:
    """Layout with the households of shared places dealt to their grids by serial number."""
    grid = deal_doors(houses, layout.grid, serial)
    inside = shapely.contains_properly(layout.shapes[grid], houses.homes)
    return replace(layout, grid=grid, inside=inside)


def nothing() -> Layout:
    """Layout of no households."""
    none = np.zeros(0, dtype=np.int64)
    never = np.zeros(0, dtype=bool)
    return Layout(np.zeros(0, dtype=object), none, none, [], none, never, never, none)


def ground_tasks(
    houses: Houses,
    grounds: Sequence[Ground],
    clusters: Sequence[Cluster],
    former: Former | None,
    barriers: Barriers,
    rules: Rules,
) -> list[GroundTask]:
    """Make the piece of work of each ground."""
    row = _former_rows(houses, clusters, former)
    soft = np.flatnonzero(~barriers.hard.astype(bool))
    tree = shapely.STRtree(barriers.lines[soft])
    of_ground: dict[int, list[Cluster]] = {}
    for cluster in clusters:
        of_ground.setdefault(cluster.ground, []).append(cluster)
    tasks = []
    for number, ground in enumerate(grounds):
        met = soft[np.sort(tree.query(ground.outline, predicate="intersects"))]
        task = GroundTask(
            outline=ground.outline,
            **_rows_of(houses, ground.rows),
            former=row[ground.rows],
            former_shapes=_shapes_of(former, row[ground.rows]),
            groups=_groups_of(of_ground.get(number, []), ground.rows),
            lines=barriers.lines[met],
            cost_m=barriers.cost_m[met],
            rules=rules,
        )
        tasks.append(task)
    return tasks


def _rows_of(houses: Houses, own: Ints) -> dict[str, Any]:
    """What a task says of its households."""
    local = np.full(len(houses.row), -1)
    local[own] = np.arange(len(own))
    apart = local[houses.apart]
    return {
        "homes": shapely.get_coordinates(houses.homes[own]),
        "places": houses.place[own],
        "counted": houses.counted[own].astype(np.int64),
        "bond": houses.bond[own],
        "apart": apart[(apart >= 0).all(axis=1)],
    }


def _groups_of(clusters: Sequence[Cluster], own: Ints) -> tuple[GroupRows, ...]:
    """Clusters of a ground, their rows counted among its households."""
    return tuple(
        GroupRows(one.name, np.searchsorted(own, one.rows), one.wanted) for one in clusters
    )


def _shapes_of(former: Former | None, row: Ints) -> Shapes:
    """Polygons of the earlier grids of some households, by ascending row."""
    if former is None:
        return np.zeros(0, dtype=object)
    return former.shapes[np.unique(row[row >= 0])]


def _former_rows(houses: Houses, clusters: Sequence[Cluster], former: Former | None) -> Ints:
    if former is None:
        return np.full(len(houses.row), -1)
    return _own_former(former.row, clusters) if clusters else former.row


def _own_former(former: Ints, clusters: Sequence[Cluster]) -> Ints:
    """An earlier grid goes on in the one cluster that holds most of its households."""
    cluster = np.empty(len(former), dtype=np.int64)
    for number, one in enumerate(clusters):
        cluster[one.rows] = number
    own = np.full(len(former), -1)
    known = np.flatnonzero(former >= 0)
    pairs, inverse, count = np.unique(
        np.column_stack([former[known], cluster[known]]),
        axis=0,
        return_inverse=True,
        return_counts=True,
    )
    order = np.lexsort((pairs[:, 1], -count, pairs[:, 0]))
    first = np.unique(pairs[order, 0], return_index=True)[1]
    chosen = np.zeros(len(pairs), dtype=bool)
    chosen[order[first]] = True
    kept = known[chosen[inverse.ravel()]]
    own[kept] = former[kept]
    return own


def _once(former: Ints, grid: Ints) -> Ints:
    """Each earlier grid goes on in one grid only: the one with most households."""
    size = np.bincount(grid, minlength=len(former))
    order = np.lexsort((np.arange(len(former)), -size))
    first = np.unique(former[order], return_index=True)[1]
    once = np.full(len(former), -1)
    once[order[first]] = former[order[first]]
    return once


def _outlined(houses: Houses, grounds: Sequence[Ground]) -> NDArray[np.bool_]:
    outlined = np.zeros(len(houses.homes), dtype=bool)
    for ground in grounds:
        shapely.prepare(ground.outline)
        homes = houses.homes[ground.rows]
        outlined[ground.rows] = shapely.contains_properly(ground.outline, homes)
    return outlined
