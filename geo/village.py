"""One ground cut into grids and drawn: the piece of work that runs beside others."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats, Ints, Shapes
from geo.barriers import sides_of
from geo.connecting import connect_cuts
from geo.coverage import LATTICE
from geo.cutting import PINNED, Cut, Group, Rules, cut_group
from geo.drawing import Drawing, Plot, draw_straight, settle
from geo.plane import local_plane, shape_to_metres, to_metres
from geo.recutting import recut_group
from geo.smoothing import smooth
from geo.territories import territories

_SMOOTHING_M: Final = 60.0
# A village signed its grids; of those who could stay hardly anybody is moved for a tidier map.
_MOST_LEAVING: Final = 0.02


@dataclass(frozen=True, slots=True)
class GroupRows:
    """Households of a ground that are cut together.

    Attributes
    ----------
    name
        What makes its chance its own.
    rows
        Row numbers among the households of the ground, ascending.
    wanted
        Number of grids.
    """

    name: str
    rows: Ints
    wanted: int


@dataclass(frozen=True, slots=True)
class GroundTask:
    """All that is needed to cut one ground.

    Attributes
    ----------
    outline
        Polygon or multipolygon, EPSG:4326.
    homes, places
        Households as given, and their places in degrees to the centimetre, both (n, 2).
    counted
        1 for a household that counts, 0 for one that does not (n,).
    bond, apart
        Hand pins as in `geo.houses.Houses`, over these households.
    former
        Number of the grid each was in before (n,), -1 for none.
    former_shapes
        Polygons of those grids, by ascending number, EPSG:4326.
    groups
        Who is cut together; every household in exactly one.
    lines, cost_m
        Barriers that may be crossed, EPSG:4326, and what crossing counts for.
    rules
        What holds for every group.
    """

    outline: BaseGeometry
    homes: Floats
    places: Floats
    counted: Ints
    bond: Ints
    apart: Ints
    former: Ints
    former_shapes: Shapes
    groups: tuple[GroupRows, ...]
    lines: Shapes
    cost_m: Floats
    rules: Rules


@dataclass(frozen=True, slots=True)
class GroundGrids:
    """The grids of one ground.

    Attributes
    ----------
    shapes
        Geometries (k,), EPSG:4326, a valid coverage of the ground.
    label
        Grid of each household (n,).
    group
        Number in the task's groups of each grid (k,).
    exception
        Why its sizes leave the bounds, for each group.
    kept
        Former grid that each grid goes on from (k,), -1 for a new one.
    proved
        Whether sizes and single pieces are as good as they can be.
    """

    shapes: Shapes
    label: Ints
    group: Ints
    exception: tuple[str | None, ...]
    kept: Ints
    proved: bool


def cut_ground(task: GroundTask) -> GroundGrids:
    """Cut the households of one ground into grids and draw them.

    Returns
    -------
    grids
        Sizes within the bounds wherever the households allow; one piece each wherever the
        outline allows; straight edges wherever they separate the households.
    """
    plot = _plot(task)
    cut = [_cut(task, plot, group) for group in task.groups]
    cuts, kept = [one for one, _ in cut], [former for _, former in cut]
    label, k = number_through(task, cuts)
    unchanged = _unchanged(task, np.concatenate(kept), label)
    if unchanged is not None:
        return _grids(cuts, kept, label, unchanged, proved=True)
    known = cuts[0].centres is not None and len(cuts) == 1
    drawing = draw_straight(plot, label, k, _diagram(cuts[0]) if known else None)
    proved = all(one.plan.proved for one in cuts)
    wanted = int((shapely.get_num_geometries(task.former_shapes) - 1).sum())
    if k > 1 and (drawing.misplaced or drawing.excess > wanted):
        cuts, kept, drawing, connected = _joined_up(task, plot, (cuts, kept), drawing)
        label, k = number_through(task, cuts)
        proved = proved and connected
    return _grids(cuts, kept, label, drawing.shapes, proved=proved)


def _grids(
    cuts: list[Cut], kept: list[Ints], label: Ints, shapes: Shapes, *, proved: bool
) -> GroundGrids:
    return GroundGrids(
        shapes=shapes,
        label=label,
        group=np.repeat(np.arange(len(cuts)), [one.grids for one in cuts]),
        exception=tuple(one.exception for one in cuts),
        kept=np.concatenate(kept),
        proved=proved,
    )


def _unchanged(task: GroundTask, kept: Ints, label: Ints) -> Shapes | None:
    """The earlier polygons (k,) where nobody changed his grid and they still fill the ground."""
    if (kept < 0).any() or (kept[label] != task.former).any():
        return None
    numbers = np.unique(task.former)
    if len(kept) != len(numbers) or not shapely.coverage_is_valid(task.former_shapes):
        return None
    left = shapely.symmetric_difference(shapely.union_all(task.former_shapes), task.outline)
    if left.area > LATTICE * task.outline.length:
        return None
    return np.asarray(task.former_shapes[np.searchsorted(numbers, kept)])


def redraw_ground(task: GroundTask) -> GroundGrids:
    """Draw the grids of one ground as they are given by `former`, nobody being moved.

    Returns
    -------
    grids
        The grids of `former`, ascending; several pieces where their households lie so.
    """
    plot = _plot(task)
    kept, label = np.unique(task.former, return_inverse=True)
    drawing = draw_straight(plot, label, len(kept))
    if not drawing.faultless:
        drawing = _better(
            drawing, plot, label, territories(plot.metres, label, len(kept), plot.outline)
        )
    return GroundGrids(
        shapes=drawing.shapes,
        label=label,
        group=np.zeros(len(kept), dtype=np.int64),
        exception=(PINNED,),
        kept=kept,
        proved=True,
    )


def number_through(task: GroundTask, cuts: list[Cut]) -> tuple[Ints, int]:
    """Grid of each household (n,) over all groups, and the number of grids."""
    label = np.empty(len(task.places), dtype=np.int64)
    first = 0
    for group, cut in zip(task.groups, cuts, strict=True):
        label[group.rows] = first + cut.label[cut.atoms.atom]
        first += cut.grids
    return label, first


def _plot(task: GroundTask) -> Plot:
    plane = local_plane(task.outline.bounds)
    outline = shape_to_metres(plane, task.outline)
    metres = to_metres(plane, task.places)
    lines = np.array([shape_to_metres(plane, line) for line in task.lines], dtype=object)
    sides = sides_of(outline, metres, lines, task.cost_m)
    kin = np.empty(len(metres), dtype=np.int64)
    for number, group in enumerate(task.groups):
        kin[group.rows] = number
    return Plot(
        plane=plane,
        ground=task.outline,
        outline=outline,
        faces=sides.faces,
        face_lift=sides.face_lift,
        homes=shapely.points(task.homes),
        metres=metres,
        points=np.hstack([metres, sides.lift]),
        kin=kin,
    )


def _cut(task: GroundTask, plot: Plot, rows: GroupRows) -> tuple[Cut, Ints]:
    own = rows.rows
    local = np.full(len(task.places), -1)
    local[own] = np.arange(len(own))
    apart = local[task.apart]
    group = Group(
        name=rows.name,
        points=plot.points[own],
        counted=task.counted[own],
        bond=task.bond[own],
        apart=apart[(apart >= 0).all(axis=1)],
        wanted=rows.wanted,
    )
    if (task.former[own] >= 0).any():
        return recut_group(group, task.former[own], task.rules)
    cut = cut_group(group, task.rules)
    return cut, np.full(cut.grids, -1)


def _diagram(cut: Cut) -> tuple[Floats, Floats] | None:
    return None if cut.centres is None or cut.weights is None else (cut.centres, cut.weights)


def _joined_up(
    task: GroundTask, plot: Plot, cut: tuple[list[Cut], list[Ints]], straight: Drawing
) -> tuple[list[Cut], list[Ints], Drawing, bool]:
    """Grids in one piece each, by straight edges if they can, else by the nearest household."""
    cuts, kept = cut
    rows = [group.rows for group in task.groups]
    before, k = number_through(task, cuts)
    joined = connect_cuts(plot, rows, cuts, kept, task.rules)
    if _unsettles(task, (before, kept), (number_through(task, joined.cuts)[0], joined.kept)):
        shapes = territories(plot.metres, before, k, plot.outline)
        return cuts, kept, _better(straight, plot, before, shapes), False
    label, k = number_through(task, joined.cuts)
    if (label != before).any():
        straight = draw_straight(plot, label, k)
    if straight.faultless:
        return joined.cuts, joined.kept, straight, True
    best = _better(straight, plot, label, joined.shapes)
    return joined.cuts, joined.kept, best, joined.proved or best.excess == 0


def _unsettles(
    task: GroundTask, before: tuple[Ints, list[Ints]], after: tuple[Ints, list[Ints]]
) -> bool:
    """Whether single pieces would cost too many households the grid they had."""
    old = [np.concatenate(kept)[label] for label, kept in (before, after)]
    leaving = (task.former >= 0) & (old[0] == task.former) & (old[1] != task.former)
    return float(leaving.mean()) > _MOST_LEAVING


def _better(straight: Drawing, plot: Plot, label: Ints, shapes: Shapes) -> Drawing:
    """Straight edges, or the nearest ground smoothed, whichever has fewer faults."""
    nearest = settle(plot, shapes, label)
    metres = np.array([shape_to_metres(plot.plane, shape) for shape in nearest.shapes])
    smoothed = settle(plot, smooth(metres, plot.metres, label, _SMOOTHING_M), label)
    drawings = (straight, smoothed, nearest)
    return min(drawings, key=lambda drawing: (drawing.misplaced, drawing.excess))
