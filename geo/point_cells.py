"""Points sorted into cells, so that those in a box are found without looking at the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from geo.arrays import Floats, Ints, Shapes

_CELLS_PER_BOX: Final = 3  # along each side of a box of mean size
_MOST_CELLS: Final = 2048  # along each side of the whole


@dataclass(frozen=True, slots=True)
class PointCells:
    """Points in the order of the cells they are in: from south to north, then west to east.

    Attributes
    ----------
    x, y
        The points in that order (n,).
    row
        Row each was given in (n,).
    first
        Where the points of each cell begin (cells + 1,).
    west, south, width, height
        Corner of the first cell, size of every cell.
    columns, lines
        Number of cells along each side.
    """

    x: Floats
    y: Floats
    row: Ints
    first: Ints
    west: float
    south: float
    width: float
    height: float
    columns: int
    lines: int


def point_places(points: Shapes) -> tuple[Floats, Floats]:
    """Tell x and y of points (n,), NaN for those that are empty or missing."""
    places, row = shapely.get_coordinates(points, return_index=True)
    if len(row) < len(points):
        known = places
        places = np.full((len(points), 2), np.nan)
        places[row] = known
    return places[:, 0], places[:, 1]


def sort_into_cells(x: Floats, y: Floats, boxes: Floats) -> PointCells:
    """Sort points into cells that suit boxes.

    Parameters
    ----------
    x, y
        Points (n,); those that are not finite, or outside all boxes, are left out.
    boxes
        West, south, east, north (k, 4), finite; at least one.
    """
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    rows = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    width, columns = _cell_size(east - west, boxes[:, 2] - boxes[:, 0])
    height, lines = _cell_size(north - south, boxes[:, 3] - boxes[:, 1])
    column = _cell_of(x[rows], west, width, columns)
    cell = _cell_of(y[rows], south, height, lines) * columns + column
    order = np.argsort(cell)
    first = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=columns * lines))])
    rows = rows[order]
    return PointCells(x[rows], y[rows], rows, first, west, south, width, height, columns, lines)


def runs_in_boxes(cells: PointCells, boxes: Floats) -> tuple[Ints, Ints, Ints]:
    """Find the points that may lie in boxes: those in cells that the boxes touch.

    Returns
    -------
    box, begin, end
        Runs of points, by box: of which box, and which points in the order of the cells.
    """
    low, high = (
        _cell_of(boxes[:, side], cells.south, cells.height, cells.lines) for side in (1, 3)
    )
    left, right = (
        _cell_of(boxes[:, side], cells.west, cells.width, cells.columns) for side in (0, 2)
    )
    box = np.repeat(np.arange(len(boxes)), high - low + 1)
    line = number_within(high - low + 1) + low[box]
    begin = cells.first[line * cells.columns + left[box]]
    end = cells.first[line * cells.columns + right[box] + 1]
    some = end > begin
    return box[some], begin[some], end[some]


def number_within(sizes: Ints) -> Ints:
    """Count 0, 1, 2, ... within each group of the given sizes."""
    return np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def row_blocks(sizes: Ints, most: int) -> Iterator[Ints]:
    """Consecutive rows (n,) whose sizes add up to about so much."""
    block = np.cumsum(sizes) // most
    for rows in np.split(np.arange(len(sizes)), np.flatnonzero(np.diff(block)) + 1):
        if len(rows):
            yield rows


def _cell_size(span: float, sides: Floats) -> tuple[float, int]:
    """Size and number of cells along one side; monotone rounding keeps cells in order."""
    wanted = span * _CELLS_PER_BOX / max(float(sides.mean()), span / _MOST_CELLS, 1e-300)
    number = int(min(max(wanted, 1), _MOST_CELLS))
    return span / number, number


def _cell_of(at: Floats, begin: float, size: float, number: int) -> Ints:
    if size == 0:
        return np.zeros(len(at), dtype=np.int64)
    return np.clip((at - begin) / size, 0, number - 1).astype(np.int64)
