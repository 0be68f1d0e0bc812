"""Atoms of several households moved or exchanged where that is cheaper for all."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

import numpy as np

from geo.arrays import Ints
from geo.puzzle import WEIGHT_OF_NOBODY, Puzzle, loads_of

# Gains below a hundredth of a square metre are rounding.
_GAIN: Final = 1e-2
# How many of a lump's nearest grids are asked for a deal.
_PARTNERS: Final = 6


@dataclass(frozen=True, slots=True)
class _Board:
    """Where everything is now, as lists: single numbers out of arrays are slow."""

    puzzle: Puzzle
    points: list[list[float]]
    centres: list[list[float]]
    weights: list[int]
    label: list[int]
    loads: list[int]
    lumps_in: list[set[int]]
    units_in: list[set[int]]
    queues: dict[tuple[int, int], tuple[list[int], list[float], float]] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class _Deal:
    """A lump goes to another grid; atoms of that grid come in return."""

    cost: float
    lump: int
    taker: int
    back: tuple[int, ...]


def exchange_lumps(puzzle: Puzzle, label: Ints, before: Ints | None) -> Ints:
    """Make the best deal of each lump, one lump after the other.

    Parameters
    ----------
    puzzle
        The atoms.
    label
        Grid of each atom (m,), every grid within its bounds.
    before
        The label when deals were last looked for: grids that hold the same atoms have none to
        offer each other. None the first time.

    Returns
    -------
    label
        Every grid within its bounds, no dearer.

    Notes
    -----
    A deal is between a lump's grid and one of those nearest to the lump: the lump against
    nothing or against a lump no heavier, and as many single households as the bounds ask for.
    """
    board = _board(puzzle, label)
    fresh = np.ones(len(puzzle.centres), dtype=bool)
    if before is not None:
        moved = label != before
        fresh[:] = False
        fresh[np.concatenate([label[moved], before[moved]])] = True
    near = puzzle.near[puzzle.lumps, :_PARTNERS]
    worth = fresh[near] | fresh[label[puzzle.lumps], None]
    for lump, takers, look in zip(puzzle.lumps.tolist(), near, worth, strict=True):
        deals = _deals(board, lump, takers[look].tolist())
        best = min(deals, key=lambda deal: deal.cost, default=None)
        if best is not None:
            _strike(board, best)
    return np.array(board.label, dtype=np.int64)


def _board(puzzle: Puzzle, label: Ints) -> _Board:
    inside: tuple[list[set[int]], list[set[int]]] = ([], [])
    for kind, atoms in zip(inside, (puzzle.lumps, puzzle.units), strict=True):
        kind.extend(set() for _ in puzzle.centres)
        for atom, grid in zip(atoms.tolist(), label[atoms].tolist(), strict=True):
            kind[grid].add(atom)
    loads = loads_of(puzzle, label).tolist()
    places = puzzle.points.tolist(), puzzle.centres.tolist()
    return _Board(puzzle, *places, puzzle.weights.tolist(), label.tolist(), loads, *inside)


def _deals(board: _Board, lump: int, takers: list[int]) -> Iterator[_Deal]:
    """Deals that lower the price."""
    giver = board.label[lump]
    for taker in takers:
        if taker == giver:
            continue
        going = _cost(board, lump, giver, taker)
        queue, sums, lowest = _queue(board, taker, giver)
        if going + lowest < -_GAIN and _may_change(board, lump, None, taker):
            yield from _deal(board, (lump, None), taker, going, (queue, sums))
        for other in sorted(board.lumps_in[taker]):
            cost = going + _cost(board, other, taker, giver)
            if cost + lowest < -_GAIN and _may_change(board, lump, other, taker):
                yield from _deal(board, (lump, other), taker, cost, (queue, sums))


def _deal(
    board: _Board,
    pair: tuple[int, int | None],
    taker: int,
    cost: float,
    queue: tuple[list[int], list[float]],
) -> Iterator[_Deal]:
    """The deal with as many single households as suit it, if bounds allow one that gains."""
    (lump, other), (units, sums) = pair, queue
    moved = board.weights[lump] - (0 if other is None else board.weights[other])
    least, most = _returns(board, board.label[lump], taker, moved)
    numbers = range(least, min(most, len(units)) + 1)
    if moved < 0 or not numbers:
        return
    back = min(numbers, key=sums.__getitem__)
    if cost + sums[back] < -_GAIN:
        lumps = () if other is None else (other,)
        yield _Deal(cost + sums[back], lump, taker, (*lumps, *units[:back]))


def _cost(board: _Board, atom: int, here: int, there: int) -> float:
    """What moving an atom adds to the price; negative is a gain."""
    place, centres = board.points[atom], board.centres
    extra = math.dist(place, centres[there]) ** 2 - math.dist(place, centres[here]) ** 2
    return max(board.weights[atom], WEIGHT_OF_NOBODY) * extra


def _returns(board: _Board, giver: int, taker: int, moved: int) -> tuple[int, int]:
    """Fewest and most single households that may come back."""
    lower, upper = board.puzzle.lower, board.puzzle.upper
    left, grown = board.loads[giver] - moved, board.loads[taker] + moved
    least = max(0, int(lower[giver]) - left, grown - int(upper[taker]))
    return least, min(int(upper[giver]) - left, grown - int(lower[taker]))


def _may_change(board: _Board, lump: int, other: int | None, taker: int) -> bool:
    giver, against = board.label[lump], board.puzzle.against
    clash = any(board.label[rival] == taker for rival in against[lump] if rival != other)
    if other is None or clash:
        return not clash
    return not any(board.label[rival] == giver for rival in against[other] if rival != lump)


def _queue(board: _Board, here: int, there: int) -> tuple[list[int], list[float], float]:
    """Single households in the order they would move, what so many cost, the least of that."""
    found = board.queues.get((here, there))
    if found is None:
        costs = sorted((_cost(board, unit, here, there), unit) for unit in board.units_in[here])
        sums = [0.0, *accumulate(cost for cost, _ in costs)]
        found = board.queues[here, there] = [unit for _, unit in costs], sums, min(sums)
    return found


def _strike(board: _Board, deal: _Deal) -> None:
    giver = board.label[deal.lump]
    for atom, here, there in (
        (deal.lump, giver, deal.taker),
        *((atom, deal.taker, giver) for atom in deal.back),
    ):
        inside = board.lumps_in if atom in board.lumps_in[here] else board.units_in
        inside[here].remove(atom)
        inside[there].add(atom)
        board.loads[here] -= board.weights[atom]
        board.loads[there] += board.weights[atom]
        board.label[atom] = there
    for pair in [pair for pair in board.queues if pair[0] in (giver, deal.taker)]:
        del board.queues[pair]
