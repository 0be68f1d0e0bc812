"""The grids around an edit, edge by edge, in whole steps of the lattice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.arrays import Ints, Shapes
from geo.boundary.lattice import Lattice, lay, to_steps
from geo.errors import InvalidShape, NoSuchGrid

# Two coordinates below 2**31 in one number.
_SHIFT: Final = 2**31


@dataclass(frozen=True, slots=True)
class Scene:
    """What an edit may touch.

    Attributes
    ----------
    lattice
        Where steps are counted from.
    codes
        Codes of the grids near by (k,).
    shapes
        Their shapes in steps (k,).
    given
        Their shapes as they came, in degrees (k,).
    changed
        Whether the ground of a grid may change (k,).
    edges
        Every edge once: x and y of its ends in steps, the lesser end first (e, 4).
    sides
        Rows of the grids beside each edge (e, 2), -1 for none.
    """

    lattice: Lattice
    codes: tuple[str, ...]
    shapes: Shapes
    given: Shapes
    changed: NDArray[np.bool_]
    edges: Ints
    sides: Ints


def beside(around: Scene, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the grids on either side of each edge are among the chosen (e, 2)."""
    return np.asarray(np.where(around.sides >= 0, chosen[around.sides], False))  # noqa: FBT003 - a value of an array


def known(live: Mapping[str, BaseGeometry], codes: Collection[str]) -> None:
    """Refuse codes that no live grid has.

    Raises
    ------
    NoSuchGrid
        If there is one.
    """
    missing = sorted(set(codes) - set(live))
    if missing:
        msg = f"there is no grid {', '.join(missing)} here now"
        raise NoSuchGrid(msg)


MOST_CORNERS: Final = 20_000
"""Of one drawn shape; an outline of a county has fewer, and more is slow to fit."""


def sound(shape: BaseGeometry, kinds: Collection[str], what: str) -> None:
    """Refuse a drawn shape that is of another kind, empty or broken.

    Raises
    ------
    InvalidShape
        If it is.
    """
    if shape.geom_type not in kinds or shape.is_empty:
        msg = f"{what} has to be a {' or '.join(kinds)} with ground or length"
        raise InvalidShape(msg)
    if not np.isfinite(shapely.get_coordinates(shape)).all() or not shape.is_valid:
        msg = f"{what} is broken: {shapely.is_valid_reason(shape)}"
        raise InvalidShape(msg)
    if shapely.get_num_coordinates(shape) > MOST_CORNERS:
        msg = f"{what} has more than {MOST_CORNERS} corners: draw it with fewer"
        raise InvalidShape(msg)
    # A tangle of a few hundred corners has thousands of crossings, and as many faces to sort.
    if shape.geom_type == "LineString" and not shape.is_simple:
        msg = f"{what} crosses itself: draw it so that it runs on without meeting itself"
        raise InvalidShape(msg)


def scene(
    live: Mapping[str, BaseGeometry], changed: Collection[str], *drawn: BaseGeometry
) -> Scene:
    """Gather the grids whose box meets that of a changed grid or of what was drawn.

    Parameters
    ----------
    live
        Present grids by code, WGS 84 degrees, an exact coverage on the lattice.
    changed
        Codes of the grids whose ground may change.
    drawn
        Lines and polygons of the edit, in degrees.
    """
    names, given = tuple(sorted(live)), np.array([live[code] for code in sorted(live)])
    wanted = [*(live[code] for code in changed), *drawn]
    # A hundred steps: rounding of what is drawn must not reach beyond the scene.
    low, high = np.split(shapely.bounds(wanted), 2, axis=1)
    boxes = shapely.box(*(low - 1e-7).T, *(high + 1e-7).T)
    rows = np.unique(STRtree(given).query(boxes)[1])
    lattice = lay([*given[rows], *drawn])
    codes = tuple(names[row] for row in rows)
    steps = to_steps(lattice, given[rows])
    edges, sides = edges_of(steps)
    own = np.isin(codes, list(changed))
    return Scene(lattice, codes, steps, given[rows], own, edges, sides)


def edges_of(shapes: Shapes) -> tuple[Ints, Ints]:
    """Every edge of a coverage once, and the one or two shapes beside it.

    Returns
    -------
    edges
        x and y of both ends, the lesser end first (e, 4).
    sides
        Rows of the shapes beside each (e, 2), -1 for none.
    """
    coords, shape = ring_edges(shapes)
    if len(coords) == 0:
        return coords, np.zeros((0, 2), dtype=np.int64)
    keys = coords[:, 0::2] * _SHIFT + coords[:, 1::2]
    swapped = keys[:, 0] > keys[:, 1]
    keys[swapped] = keys[swapped, ::-1]
    order = np.lexsort((shape, keys[:, 1], keys[:, 0]))
    keys, shape = keys[order], shape[order]
    first = np.append(True, (keys[1:] != keys[:-1]).any(axis=1))
    edge = np.cumsum(first) - 1
    sides = np.full((edge[-1] + 1, 2), -1)
    sides[edge[first], 0] = shape[first]
    sides[edge[~first], 1] = shape[~first]
    kept = keys[first]
    return np.stack([kept // _SHIFT, kept % _SHIFT], axis=2).reshape(-1, 4), sides


def ring_edges(shapes: Shapes) -> tuple[Ints, Ints]:
    """Edges of all rings as they run, x and y of both ends (e, 4), and the shape of each."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    coords = coords.astype(np.int64)
    inner = ring[1:] == ring[:-1]
    return np.hstack([coords[:-1], coords[1:]])[inner], shape[part[ring[1:][inner]]]
