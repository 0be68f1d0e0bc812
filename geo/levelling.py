"""Weights laid into a number of grids by a rule of thumb that nearly always evens them out."""

import heapq

import numpy as np

from geo.arrays import Ints


def level(weights: Ints, grids: int) -> Ints:
    """Lay each atom, the heavy first, into the emptiest grid.

    Parameters
    ----------
    weights
        Households of each atom (m,), 0 or more.
    grids
        Number of grids.

    Returns
    -------
    label
        Grid of each atom (m,).

    Notes
    -----
    Longest processing time first (Graham, 1969): loads differ by less than the last atom that
    was laid, which is a single household nearly everywhere.
    """
    label = np.full(len(weights), -1)
    _lay_rest(label, [0] * grids, weights)
    return label


def level_apart(weights: Ints, grids: int, against: list[set[int]]) -> Ints | None:
    """Lay atoms that have opponents into the emptiest grids they may enter, then the rest.

    Parameters
    ----------
    weights, grids
        As for `level`.
    against
        For each atom those it may not share a grid with.

    Returns
    -------
    label
        Grid of each atom (m,); None when an atom found no grid.
    """
    label = np.full(len(weights), -1)
    loads = [0] * grids
    rivals = [atom for atom, others in enumerate(against) if others]
    for atom in sorted(rivals, key=lambda a: (-len(against[a]), -int(weights[a]), a)):
        taken = {int(label[other]) for other in against[atom]}
        free = [grid for grid in range(grids) if grid not in taken]
        if not free:
            return None
        label[atom] = min(free, key=lambda grid: (loads[grid], grid))
        loads[int(label[atom])] += int(weights[atom])
    _lay_rest(label, loads, weights)
    return label


def _lay_rest(label: Ints, loads: list[int], weights: Ints) -> None:
    heap = [(load, grid) for grid, load in enumerate(loads)]
    heapq.heapify(heap)
    for atom in np.argsort(-weights, kind="stable").tolist():
        if label[atom] < 0:
            load, grid = heap[0]
            label[atom] = grid
            heapq.heapreplace(heap, (load + int(weights[atom]), grid))


def untangle(weights: Ints, label: Ints, against: list[set[int]]) -> Ints | None:
    """Let atoms of equal weight change places until no opponents share a grid.

    Parameters
    ----------
    weights, label
        Households and grid of each atom (m,).
    against
        For each atom those it may not share a grid with.

    Returns
    -------
    label
        Another label with the same loads (those without households go where they may); None
        when an atom found nobody to change places with.
    """
    label = label.copy()
    for atom in [atom for atom, others in enumerate(against) if others]:
        if _at_odds(atom, int(label[atom]), label, against):
            settle = _swap if weights[atom] else _move
            if not settle(atom, weights, label, against):
                return None
    return label


def _move(atom: int, _weights: Ints, label: Ints, against: list[set[int]]) -> bool:
    taken = {int(label[other]) for other in against[atom]}
    free = [grid for grid in range(int(label.max()) + 1) if grid not in taken]
    if free:
        label[atom] = free[0]
    return bool(free)


def _swap(atom: int, weights: Ints, label: Ints, against: list[set[int]]) -> bool:
    ours = int(label[atom])
    for partner in np.flatnonzero((weights == weights[atom]) & (label != ours)).tolist():
        theirs = int(label[partner])
        label[atom], label[partner] = theirs, ours
        if not (_at_odds(atom, theirs, label, against) or _at_odds(partner, ours, label, against)):
            return True
        label[atom], label[partner] = ours, theirs
    return False


def _at_odds(atom: int, grid: int, label: Ints, against: list[set[int]]) -> bool:
    return any(label[other] == grid for other in against[atom])
