"""Shorter ways within labels, sizes and pieces kept."""

from collections.abc import Collection
from typing import Final

import numpy as np

from geo.balance import relieving_steps
from geo.mosaic import Mosaic, excess, excesses, relabel
from geo.moves import frontier, lengthening, unit
from geo.recut import recut

# Gains below this many metres are rounding.
_GAIN_M: Final = 1e-3
_ROUNDS: Final = 12
# Moves of a chain after its first.
_LINKS: Final = 4
_RECUTS: Final = 8
_TREES: Final = 12


def polish(mosaic: Mosaic, labels: Collection[int], rng: np.random.Generator) -> None:
    """Move, swap and recut atoms of these labels while that shortens ways."""
    free = set(labels)
    _exchange(mosaic, free, free)
    for _ in range(_RECUTS):
        changed: set[int] = set()
        for label in sorted(free):
            for other in frontier(mosaic, label):
                pair = {label, other}
                if label < other and other in free and recut(mosaic, pair, rng, _TREES):
                    changed |= pair
            if _ripple(mosaic, label, free):
                changed |= free
        if not changed:
            return
        _exchange(mosaic, free, changed)


def _exchange(mosaic: Mosaic, free: set[int], fresh: set[int]) -> None:
    """Move and swap atoms while that shortens ways, first about labels that are fresh."""
    for _ in range(_ROUNDS):
        changed: set[int] = set()
        for label in sorted(free):
            for other in frontier(mosaic, label):
                if other in free and (label in fresh or other in fresh):
                    moved = _move(mosaic, label, other)
                    if moved or (label < other and _swap(mosaic, label, other)):
                        changed |= {label, other}
        if not changed:
            return
        fresh = changed


def _move(mosaic: Mosaic, giver: int, taker: int) -> bool:
    """Run the best single move that shortens ways."""
    best: tuple[float, set[int]] = (-_GAIN_M, set())
    for atom in frontier(mosaic, giver).get(taker, []):
        moving = unit(mosaic, atom, taker)
        if moving is None or not _fits(mosaic, giver, taker, moving):
            continue
        gain = lengthening(mosaic, moving, taker)
        if gain < best[0]:
            best = gain, moving
    relabel(mosaic, best[1], taker)
    return bool(best[1])


def _fits(mosaic: Mosaic, giver: int, taker: int, moving: set[int]) -> bool:
    households = sum(mosaic.weight[atom] for atom in moving)
    small = mosaic.size[giver] - households < mosaic.low[giver]
    return not small and mosaic.size[taker] + households <= mosaic.high[taker]


def _swap(mosaic: Mosaic, one: int, other: int) -> bool:
    """Run the first exchange of two atoms that shortens ways."""
    for atom in frontier(mosaic, one).get(other, []):
        going = unit(mosaic, atom, other)
        if going is None:
            continue
        first = lengthening(mosaic, going, other)
        relabel(mosaic, going, other)
        for candidate in frontier(mosaic, other).get(one, []):
            coming = None if candidate in going else unit(mosaic, candidate, one)
            if coming is None or not coming.isdisjoint(going):
                continue
            if first + lengthening(mosaic, coming, one) < -_GAIN_M:
                relabel(mosaic, coming, one)
                if not excesses(mosaic, (one, other)):
                    return True
                relabel(mosaic, coming, other)
        relabel(mosaic, going, one)
    return False


def _ripple(mosaic: Mosaic, label: int, free: set[int]) -> bool:
    """Run the first chain of moves out of a label that shortens ways.

    As Lin and Kernighan do (Operations Research 21, 1973): the moves so far must always have
    shortened ways, though sizes are out of bounds until the last.
    """
    for other, edge in frontier(mosaic, label).items():
        for atom in edge if other in free else []:
            moving = unit(mosaic, atom, other)
            if moving is None:
                continue
            gain = lengthening(mosaic, moving, other)
            if gain < -_GAIN_M:
                relabel(mosaic, moving, other)
                if _close(mosaic, free, [label, other], gain, _LINKS):
                    return True
                relabel(mosaic, moving, label)
    return False


def _close(mosaic: Mosaic, free: set[int], open_ends: list[int], gain: float, links: int) -> bool:
    """Bring labels within bounds again while the gain lasts."""
    wrong = [label for label in open_ends if excess(mosaic, label)]
    if not wrong:
        return True
    if links == 0:
        return False
    least = abs(excess(mosaic, wrong[0]))
    for step in relieving_steps(mosaic, wrong[0], free, least):
        if gain + step.longer < -_GAIN_M:
            relabel(mosaic, step.atoms, step.taker)
            ends = [*wrong[1:], step.giver, step.taker]
            if _close(mosaic, free, ends, gain + step.longer, links - 1):
                return True
            relabel(mosaic, step.atoms, step.giver)
    return False
