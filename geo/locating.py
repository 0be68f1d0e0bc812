"""Which polygon each point is in, exactly as GEOS answers and fast for millions of points."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import numpy as np
import shapely

from geo.arrays import Floats, Ints, Shapes
from geo.crossings import sides_of_rings
from geo.point_cells import (
    PointCells,
    number_within,
    point_places,
    row_blocks,
    runs_in_boxes,
    sort_into_cells,
)
from geo.ring_table import RingTable, ring_tables

_AT_ONCE: Final = 131_072  # pairs looked at together

_Pairs = tuple[Ints, Ints]
_Runs = tuple[Ints, Ints, Ints]


def locate_points(
    shapes: Shapes, points: Shapes, order: Ints | None = None, *, workers: int = 1
) -> Ints:
    """Find the polygon that each point is in.

    Parameters
    ----------
    shapes, points
        Polygons or multipolygons (k,) and points (n,) of one CRS.
    order
        Rank of each shape (k,): of several that hold a point, as on a shared edge, the one of
        the lowest rank has it. Without ranks, and among equal ones, the earlier row has it.
    workers
        Threads among which the work is shared; the answer is the same.

    Returns
    -------
    shape
        Row of the shape (n,), -1 for none, for points without a place too.

    Notes
    -----
    A shape holds its edges. Every answer is that of GEOS's ``covers``, without any tolerance.
    """
    by_rank = np.arange(len(shapes)) if order is None else np.argsort(order, kind="stable")
    rank = np.empty_like(by_rank)
    rank[by_rank] = np.arange(len(shapes))
    lowest = np.full(len(points), len(shapes))
    for point, shape in _pairs(shapes, points, workers):
        np.minimum.at(lowest, point, rank[shape])
    first: Ints = np.append(by_rank, -1)[lowest]
    return first


def code_order(codes: Sequence[str]) -> Ints:
    """Ranks of shapes by their codes, as ``COLLATE "C"`` sorts them; equal codes by row."""
    rank = np.empty(len(codes), dtype=np.int64)
    rank[sorted(range(len(codes)), key=lambda row: codes[row])] = np.arange(len(codes))
    return rank


def covering_pairs(shapes: Shapes, points: Shapes) -> _Pairs:
    """Find every shape that holds each point, edges included.

    Returns
    -------
    point, shape
        Rows of each pair, by point, then by shape.
    """
    found = [point * len(shapes) + shape for point, shape in _pairs(shapes, points)]
    # Two parts of one shape may hold a point: where they meet.
    keys = np.unique(np.concatenate([*found, np.empty(0, dtype=np.int64)]))
    return keys // max(len(shapes), 1), keys % max(len(shapes), 1)


def _pairs(shapes: Shapes, points: Shapes, workers: int = 1) -> Iterator[_Pairs]:
    """Points and shapes that hold them, in any order; a pair may come twice."""
    parts, owner = _single_parts(shapes)
    boxes = shapely.bounds(parts)
    present = ~np.isnan(boxes[:, 0])
    if not present.any() or not len(points):
        return
    cells = sort_into_cells(*point_places(points), boxes[present])
    tables, others = ring_tables(parts)
    shapely.prepare(parts[others])
    tasks = [
        partial(ask, rows, boxes[rows], runs, cells)
        for rows, ask in (
            *((table.row, partial(_held_by_rings, table, parts)) for table in tables),
            (others, partial(_held_by_others, parts)),
        )
        for runs in _blocks(runs_in_boxes(cells, boxes[rows]))
    ]
    with ThreadPoolExecutor(workers) as pool:
        for part, at in pool.map(_called, tasks) if workers > 1 else map(_called, tasks):
            yield cells.row[at], owner[part]


def _called(task: Callable[[], _Pairs]) -> _Pairs:
    return task()


def _single_parts(shapes: Shapes) -> tuple[Shapes, Ints]:
    """Polygons, and the row of the shape each is a part of."""
    if (shapely.get_num_geometries(shapes) == 1).all():
        return shapes, np.arange(len(shapes))
    parts, owner = shapely.get_parts(shapes, return_index=True)
    return parts, owner


def _held_by_rings(
    table: RingTable, parts: Shapes, rows: Ints, boxes: Floats, runs: _Runs, cells: PointCells
) -> _Pairs:
    """Find pairs of a ring and a point it holds; GEOS is asked what is near the line."""
    ring, at = _in_boxes(cells, boxes, runs)
    x, y = cells.x[at], cells.y[at]
    sides = sides_of_rings(table, ring, x, y)
    held, near = sides.inside, np.flatnonzero(sides.open)
    held[near] = shapely.covers(parts[rows[ring[near]]], shapely.points(x[near], y[near]))
    return rows[ring[held]], at[held]


def _held_by_others(
    parts: Shapes, rows: Ints, boxes: Floats, runs: _Runs, cells: PointCells
) -> _Pairs:
    """Ask GEOS for every pair."""
    other, at = _in_boxes(cells, boxes, runs)
    held = shapely.covers(parts[rows[other]], shapely.points(cells.x[at], cells.y[at]))
    return rows[other[held]], at[held]


def _blocks(runs: _Runs) -> Iterator[_Runs]:
    """Consecutive runs that hold about as many points as are looked at together."""
    box, begin, end = runs
    for some in row_blocks(end - begin, _AT_ONCE):
        yield box[some], begin[some], end[some]


def _in_boxes(cells: PointCells, boxes: Floats, runs: _Runs) -> _Pairs:
    """Pairs of a box and a point in it: row of the box, place in the order of the cells."""
    box, begin, end = runs
    of_box = np.repeat(box, end - begin)
    at = number_within(end - begin) + np.repeat(begin, end - begin)
    x, y, (west, south, east, north) = cells.x[at], cells.y[at], boxes[of_box].T
    within = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return of_box[within], at[within]
