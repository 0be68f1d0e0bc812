"""Pieces of a grid that hold none of its households go to the grid beside them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely import STRtree

from geo.arrays import Floats, Ints, Shapes
from geo.coverage import unite

# A stray piece can lie behind another one; beyond three deep nothing was ever left.
_PASSES: Final = 3


@dataclass(frozen=True, slots=True)
class Homes:
    """Households as anchors of pieces.

    Attributes
    ----------
    points
        Where they are (n,), EPSG:4326.
    grid
        Grid of each (n,).
    reach
        How far its piece of ground may be from each, in degrees (n,): 0, or a little for
        households of a place that grids share.
    """

    points: Shapes
    grid: Ints
    reach: Floats


def give_strays(shapes: Shapes, group: Ints, village: Ints, homes: Homes) -> Shapes:
    """Give household-free pieces to the neighbour with the longest common edge.

    Parameters
    ----------
    shapes
        A valid coverage (k,).
    group, village
        Group and village of each shape (k,); a piece goes to a grid of its own group if one
        lies beside it, else to one of its own village, else stays.
    homes
        Households; a piece that one of its owner's own reaches stays.

    Returns
    -------
    shapes
        A valid coverage (k,) of the same ground.
    """
    for _ in range(_PASSES):
        pieces, owner = shapely.get_parts(shapes, return_index=True)
        stray = _strays(pieces, owner, homes)
        new_owner = owner.copy()
        for piece in stray:
            new_owner[piece] = _neighbour(piece, pieces, owner, (group, village))
        if (new_owner == owner).all():
            break
        shapes = unite(pieces, new_owner, len(shapes))
    return shapes


def _strays(pieces: Shapes, owner: Ints, homes: Homes) -> Ints:
    """Pieces without a household of their owner, the owner having a better one."""
    tree = STRtree(pieces)
    home, piece = tree.query(homes.points, predicate="dwithin", distance=homes.reach)
    lived_in = np.zeros(len(pieces), dtype=bool)
    lived_in[piece[homes.grid[home] == owner[piece]]] = True
    settled = np.zeros(owner.max() + 1, dtype=bool)
    settled[owner[lived_in]] = True
    return np.flatnonzero(~lived_in & settled[owner])


def _neighbour(piece: int, pieces: Shapes, owner: Ints, kin: tuple[Ints, Ints]) -> int:
    mine = int(owner[piece])
    near = STRtree(pieces).query(pieces[piece], predicate="touches")
    common = shapely.length(shapely.intersection(pieces[near], pieces[piece]))
    near, common = near[common > 0], common[common > 0]
    for ring in kin:
        related = ring[owner[near]] == ring[mine]
        if related.any():
            longest = np.lexsort((owner[near[related]], -common[related]))[0]
            return int(owner[near[related][longest]])
    return mine
