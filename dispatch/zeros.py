"""Which figures of nothing are shown."""

from dataclasses import dataclass

import numpy as np

from dispatch.figures import Flags, Ints, Layer, Shape
from dispatch.periods import QUARTERS_A_YEAR


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """All figures as arrays of `Shape.dense`.

    Attributes
    ----------
    issues
        The figures.
    shown
        Those shown; of those that are zero, so far only the ones of earlier releases.
    may
        Where a zero may be shown: the release decides about it, and enough households live there.
    """

    shape: Shape
    issues: Ints
    shown: Flags
    may: Flags


def show_zeros(board: Board) -> Flags:
    """Add to what is shown the zeros that help nobody to work out anything else.

    A map on which a place with some issues is withheld withholds its zeros too, so that a
    withheld figure can be a zero for all a reader knows: nobody can then say that it is at
    least 1, and work out the others from that. Zeros that follow from something shown, such
    as those of the categories of a place that has no issue at all, are shown.

    Returns
    -------
    shown
        As `Board.shown`, with zeros.
    """
    shown: Flags = board.shown | (board.may & (board.issues == 0) & ~_beside_withheld(board))
    while True:
        more = shown | (board.may & (board.issues == 0) & _follow(board, shown))
        if (more == shown).all():
            return shown
        shown = more


def _beside_withheld(board: Board) -> Flags:
    """Whole maps on which something is withheld; the list and what lies nowhere by period."""
    withheld = ~board.shown & (board.issues > 0) & board.may
    beside = np.zeros_like(withheld)
    for layer in Layer:
        areas = board.shape.slice_of(layer)
        axes = 0 if layer in (Layer.VILLAGES, Layer.CELLS) else (0, 1)
        beside[areas] = withheld[areas].any(axis=axes, keepdims=True)
    return beside


def _follow(board: Board, shown: Flags) -> Flags:
    """Figures on a line whose total is shown and all used up by its shown parts."""
    counted = np.where(shown, board.issues, 0)
    left = np.where(shown, board.issues, -1)
    follow = np.zeros_like(shown)
    every = slice(board.shape.every, None)
    follow |= left[:, every] == counted[:, : board.shape.every].sum(axis=1, keepdims=True)
    for layer in (Layer.VILLAGES, Layer.CELLS):
        _follow_places(board.shape, board.shape.slice_of(layer), (counted, left), follow)
    sums = np.cumsum(counted[..., 0], axis=-1)
    sums[..., QUARTERS_A_YEAR:] -= sums[..., :-QUARTERS_A_YEAR].copy()
    used = left[..., 1] == sums
    for earlier in range(QUARTERS_A_YEAR):
        size = max(board.shape.quarters - earlier, 0)
        follow[..., :size, 0] |= used[..., earlier:]
    return follow


def _follow_places(shape: Shape, areas: slice, told: tuple[Ints, Ints], follow: Flags) -> None:
    counted, left = told
    used = left[shape.listed] == counted[areas].sum(axis=0) + counted[shape.unplaced]
    follow[areas] |= used
    follow[shape.unplaced] |= used
