"""Grids that lie in several pieces, and whether they could have lain in one."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.arrays import Floats, Ints, Shapes
from geo.faults import Fault, Param
from geo.located import SHARED_REACH_DEGREES, share_places
from geo.locating import locate_points
from geo.plane import area_m2
from geo.sizes import plan_sizes

ISLAND: Final = "island"
GROUP: Final = "group"
CORNER: Final = "corner"
LOOSE: Final = "loose"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a piece is judged by.

    Attributes
    ----------
    homes
        Points of the households that count (n,), EPSG:4326; None when not known.
    grid
        Grid that holds each of them (n,), -1 for none.
    parts
        For each village the separate parts of its outline, under the empty name those of
        all outlines together; empty without a boundary.
    covered
        The connected parts of all the ground that grids cover.
    bounds
        Fewest and most households of a grid.
    """

    homes: Shapes | None
    grid: Ints
    parts: dict[str, Shapes]
    covered: Shapes
    bounds: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """All pieces of the grids of one group, by grid.

    Attributes
    ----------
    shape, grid, area_m2
        Each piece, its grid and its size (p,).
    homes
        Households of its grid that it holds (p,), 0 when not known.
    ground
        Connected part of the group's whole ground it belongs to (p,).
    part
        Separate part of the outline it lies on, or of the covered ground without a
        boundary (p,); -1 for none.
    main
        For each piece the main piece of its grid (p,).
    """

    shape: Shapes
    grid: Ints
    area_m2: Floats
    homes: Ints
    ground: Ints
    part: Ints
    main: Ints


def find_pieces(
    shapes: Shapes, names: list[str], groups: list[tuple[str, ...]], around: Surroundings
) -> list[Fault]:
    """Name every piece of a grid beside its main one.

    Parameters
    ----------
    shapes
        Grids (k,), EPSG:4326.
    names
        What each is called.
    groups
        Village and group of each grid, the village first; empty tuples when not known.
    around
        Households, outline and bounds.

    Returns
    -------
    faults
        By grid, the largest piece first. ``pieces-apart`` for a piece nobody can join to the
        rest: it lies on another part of the village's outline (``why`` is ``island``) or of
        its group's ground (``group``) than the main piece, the households on one of the two
        cannot be cut into grids of their own, and no other grid spans the two for that
        reason. ``pieces`` for every other, which hangs on the rest by a point only
        (``corner``) or not at all (``loose``, ``island``, ``group``).

    Notes
    -----
    The main piece is the one with the most households, then with the most ground. Of the
    grids that span two grounds for the sake of one that cannot stand alone, one is needed:
    the one with the most households there.
    """
    several = np.flatnonzero(shapely.get_num_geometries(shapes) > 1)
    broken = {groups[grid] for grid in several}
    faults: dict[int, list[Fault]] = {}
    for group in sorted(broken):
        rows = np.array([row for row, own in enumerate(groups) if own == group])
        pieces = _take_apart(shapes, rows, group, around)
        for p in _lesser(pieces):
            fault = _fault(pieces, int(p), names, around)
            faults.setdefault(int(pieces.grid[p]), []).append(fault)
    return [fault for grid in sorted(faults) for fault in faults[grid]]


def _take_apart(
    shapes: Shapes, rows: Ints, group: tuple[str, ...], around: Surroundings
) -> _Pieces:
    shape, owner = shapely.get_parts(shapes[rows], return_index=True)
    grid = rows[owner]
    inner = shapely.point_on_surface(shape)
    area = area_m2(shape)
    homes = _count_homes(shape, grid, around)
    parts = _village_parts(around.parts, group) if around.parts else around.covered
    whole = shapely.get_parts(shapely.union_all(shape))
    first_of_grid = np.lexsort((-area, -homes, grid))
    main_of_grid = first_of_grid[np.unique(grid[first_of_grid], return_index=True)[1]]
    main = main_of_grid[np.unique(grid, return_inverse=True)[1]]
    return _Pieces(
        shape, grid, area, homes, locate_points(whole, inner), locate_points(parts, inner), main
    )


def _village_parts(parts: dict[str, Shapes], group: tuple[str, ...]) -> Shapes:
    return parts.get(group[0], parts[""]) if group else parts[""]


def _count_homes(shape: Shapes, grid: Ints, around: Surroundings) -> Ints:
    if around.homes is None:
        return np.zeros(len(shape), dtype=np.int64)
    own = np.flatnonzero(np.isin(around.grid, grid))
    home, piece = STRtree(shape).query(around.homes[own], predicate="intersects")
    mine = around.grid[own][home] == grid[piece]
    _, first = np.unique(home[mine], return_index=True)
    return np.bincount(piece[mine][first], minlength=len(shape))


def _lesser(pieces: _Pieces) -> Ints:
    """Pieces that are not the main one of their grid, by grid and then the largest first."""
    order = np.lexsort((-pieces.area_m2, pieces.grid))
    return np.asarray(order[pieces.main[order] != order])


def _fault(pieces: _Pieces, p: int, names: list[str], around: Surroundings) -> Fault:
    why = _reason(pieces, p, around)
    needed = why in (ISLAND, GROUP) and _needed(pieces, p, why, around)
    point = shapely.point_on_surface(pieces.shape[p])
    params: dict[str, Param] = {
        "pieces": int((pieces.grid == pieces.grid[p]).sum()),
        "why": why,
        "area_m2": float(pieces.area_m2[p]),
        "lon": point.x,
        "lat": point.y,
    }
    if around.homes is not None:
        params["households"] = int(pieces.homes[p])
    name = names[int(pieces.grid[p])]
    return Fault("pieces-apart" if needed else "pieces", (name,), params)


def _reason(pieces: _Pieces, p: int, around: Surroundings) -> str:
    main = pieces.main[p]
    if pieces.part[p] != pieces.part[main]:
        return ISLAND if around.parts else LOOSE
    if pieces.ground[p] != pieces.ground[main]:
        return GROUP
    kin = pieces.shape[(pieces.grid == pieces.grid[p]) & (np.arange(len(pieces.grid)) != p)]
    return CORNER if shapely.touches(kin, pieces.shape[p]).any() else LOOSE


def _needed(pieces: _Pieces, p: int, why: str, around: Surroundings) -> bool:
    """Whether the grid has to span the two grounds."""
    if around.homes is None or p != _largest_there(pieces, p):
        return False
    here, there = pieces.ground[p], pieces.ground[pieces.main[p]]
    lived_in = why == ISLAND or _held(pieces, here) > 0 or _shared(pieces, here, around.homes)
    return (
        here != there
        and lived_in
        and any(_spanning(pieces, ground, around) == pieces.grid[p] for ground in (here, there))
    )


def _shared(pieces: _Pieces, ground: int, homes: Shapes) -> bool:
    """Whether households live there at a place that several grids share."""
    crowded = homes[share_places(homes)]
    shapes = pieces.shape[pieces.ground == ground]
    near = STRtree(crowded).query(shapes, predicate="dwithin", distance=SHARED_REACH_DEGREES)
    return bool(near.size > 0)


def _largest_there(pieces: _Pieces, p: int) -> int:
    """Row of the grid's best piece on the same ground."""
    same = (pieces.grid == pieces.grid[p]) & (pieces.ground == pieces.ground[p])
    return _best(pieces, same)


def _spanning(pieces: _Pieces, ground: int, around: Surroundings) -> int:
    """Grid that spans this ground and another because this one cannot stand alone, else -1."""
    if plan_sizes(_held(pieces, ground), *around.bounds).exception is None:
        return -1
    return int(pieces.grid[_best(pieces, (pieces.ground == ground) & _spans(pieces))])


def _spans(pieces: _Pieces) -> NDArray[np.bool_]:
    """Which pieces belong to a grid that has ground elsewhere."""
    elsewhere = pieces.ground != pieces.ground[pieces.main]
    return np.isin(pieces.grid, pieces.grid[elsewhere])


def _best(pieces: _Pieces, chosen: NDArray[np.bool_]) -> int:
    """Row with the most households, then the most ground, of the pieces chosen."""
    rows = np.flatnonzero(chosen)
    return int(rows[np.lexsort((rows, -pieces.area_m2[rows], -pieces.homes[rows]))[0]])


def _held(pieces: _Pieces, ground: int) -> int:
    return int(pieces.homes[pieces.ground == ground].sum())
