"""Which sizes are possible when some households cannot be divided."""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from geo.arrays import Ints
from geo.bins import Bins, fill_bins
from geo.bins_apart import BinQuestion, fill_bins_apart, largest_quarrel, opponents
from geo.errors import WrongSizes
from geo.levelling import level, level_apart, untangle
from geo.sizes import check_sizes
from geo.solver import MOST_WORK


@dataclass(frozen=True, slots=True)
class AtomPlan:
    """The best sizes there are.

    Attributes
    ----------
    grids
        Number of grids.
    label
        Grid of each atom (m,), 0 to ``grids - 1``: a witness, not a good map.
    smallest, largest
        Bounds to keep from here on: those asked for when `violation` is 0, else the smallest
        and largest grid of this answer.
    violation
        Households missing below the bounds or left over above them, over all grids.
    proved
        Whether no answer has a lower violation.
    """

    grids: int
    label: Ints
    smallest: int
    largest: int
    violation: int
    proved: bool


def plan_atoms(weights: Ints, apart: Ints, wanted: int, bounds: tuple[int, int]) -> AtomPlan:
    """Plan the grids of a group whose households come in indivisible atoms.

    Parameters
    ----------
    weights
        Counted households of each atom (m,); 0 fits anywhere.
    apart
        Pairs of different atoms (e, 2) that may not share a grid.
    wanted
        Number of grids to come nearest to; the lower of two as near.
    bounds
        Fewest and most households of a grid.

    Returns
    -------
    plan
        The number of grids nearest to `wanted` that keeps the bounds; where none does, the
        least violation, then the nearest number. No grid is without counted households unless
        there are none at all, or fewer of them than `apart` demands grids.

    Raises
    ------
    WrongSizes
        If the bounds are not ``1 <= min <= max``, or an atom is to be apart from itself.

    Notes
    -----
    Atoms of one household without opponents are arithmetic (`geo.sizes.plan_sizes` says the
    same); a rule of thumb settles most of the rest, CP-SAT what is left.
    """
    check_sizes(*bounds, None)
    if (apart[:, :1] == apart[:, 1:]).any():
        msg = "an atom is to be kept apart from itself"
        raise WrongSizes(msg)
    if not weights.any():
        return _plan_uncounted(weights, apart, bounds)
    if len(apart) == 0:
        return _plan_free(weights, wanted, bounds)
    return _plan_apart(weights, apart, wanted, bounds)


def _plan_of(weights: Ints, label: Ints, bounds: tuple[int, int], *, proved: bool) -> AtomPlan:
    loads = np.bincount(label, weights).astype(np.int64)
    missed = _violation(loads, bounds)
    smallest, largest = (int(loads.min()), int(loads.max())) if missed else bounds
    return AtomPlan(len(loads), label, smallest, largest, missed, proved or missed == 0)


def _violation(loads: Ints, bounds: tuple[int, int]) -> int:
    return int(np.abs(loads - loads.clip(*bounds)).sum())


def _plan_uncounted(weights: Ints, apart: Ints, bounds: tuple[int, int]) -> AtomPlan:
    against = opponents(len(weights), apart)
    fewest = len(largest_quarrel(weights, against)) if len(apart) else 1
    for grids in range(fewest, len(weights) + 1):
        label = level_apart(weights, grids, against)
        if label is not None:
            tight = np.unique(label, return_inverse=True)[1].astype(np.int64)
            return _plan_of(weights, tight, bounds, proved=grids == fewest)
    return AtomPlan(1, np.zeros(0, dtype=np.int64), 0, 0, bounds[0], proved=True)


def _possible(total: int, bounds: tuple[int, int]) -> range:
    """Numbers of grids that the sum of households allows."""
    return range(max(math.ceil(total / bounds[1]), 1), total // bounds[0] + 1)


def _plan_free(weights: Ints, wanted: int, bounds: tuple[int, int]) -> AtomPlan:
    quick = _level_free(weights, wanted, bounds)
    if quick.violation == 0 or weights.max() == 1:
        return quick
    counted = np.flatnonzero(weights)
    clipped = np.minimum(weights[counted], bounds[1])
    label = np.zeros(len(weights), dtype=np.int64)
    spent, proved = 0.0, True
    for penalties in _penalties(weights, bounds):
        bins = fill_bins(clipped, penalties, wanted, MOST_WORK - spent)
        spent, proved = spent + bins.work, bins.proved
        if bins.label is not None:
            label[counted] = bins.label
            plan = _plan_of(weights, label, bounds, proved=proved)
            return min(plan, quick, key=lambda one: one.violation)
    return quick


def _level_free(weights: Ints, wanted: int, bounds: tuple[int, int]) -> AtomPlan:
    """Exact when no atom is heavier than one household."""
    total = int(weights.sum())
    possible = _possible(total, bounds)
    nearest = min(max(wanted, possible.start), possible.stop - 1)
    tries = [nearest] if possible else [max(possible.stop - 1, 1), possible.start]
    plans = [_level_plan(weights, grids, bounds) for grids in tries]
    return min(plans, key=lambda plan: (plan.violation, abs(plan.grids - wanted), plan.grids))


def _level_plan(weights: Ints, grids: int, bounds: tuple[int, int]) -> AtomPlan:
    counted = np.flatnonzero(weights)
    label = np.zeros(len(weights), dtype=np.int64)
    label[counted] = level(weights[counted], min(grids, len(counted)))
    return _plan_of(weights, label, bounds, proved=bool(weights.max() == 1))


def _penalties(weights: Ints, bounds: tuple[int, int]) -> Iterator[dict[int, int]]:
    """Loads of a grid and what they cost: first only what is in bounds, then the rest.

    An atom above the bounds counts as the upper bound, which changes every violation by the
    same. From ``min + max + heaviest`` on, a grid is better divided.
    """
    smallest, largest = bounds
    heaviest = int(weights.max())
    if heaviest <= largest and _possible(int(weights.sum()), bounds):
        yield dict.fromkeys(range(smallest, largest + 1), 0)
    cap = smallest + largest + min(heaviest, largest)
    yield {load: max(smallest - load, load - largest, 0) for load in range(1, cap)}


def _plan_apart(weights: Ints, apart: Ints, wanted: int, bounds: tuple[int, int]) -> AtomPlan:
    free = _plan_free(weights, wanted, bounds)
    untangled = untangle(weights, free.label, opponents(len(weights), apart))
    if free.proved and untangled is not None:
        return replace(free, label=untangled)
    surplus = int(np.maximum(weights - bounds[1], 0).sum())
    clipped = np.minimum(weights, bounds[1])
    for least, most in ((1, np.count_nonzero(weights)), (0, len(weights))):
        question = BinQuestion(clipped, apart, bounds, least)
        floors = _floors(question, int(most), free.violation - surplus if free.proved else 0)
        label, proved = _search(question, wanted, floors)
        if label is not None:
            return _plan_of(weights, label, bounds, proved=proved)
    return _plan_of(weights, np.arange(len(weights)), bounds, proved=False)


def _floors(question: BinQuestion, most: int, floor: int) -> dict[int, int]:
    """For each number of grids a violation that it cannot go below."""
    (smallest, largest), total = question.bounds, int(question.weights.sum())
    return {
        grids: max(grids * smallest - total, total - grids * largest, floor)
        for grids in range(len(question.largest), most + 1)
    }


def _search(question: BinQuestion, wanted: int, floors: dict[int, int]) -> tuple[Ints | None, bool]:
    """Try numbers of grids, the most promising first, until none can be better."""
    waiting = [(floor, abs(grids - wanted), grids) for grids, floor in floors.items()]
    heapq.heapify(waiting)
    worst = int(question.weights.sum()) + len(question.weights) * question.bounds[0] + 1
    best, label, proved, work = (worst, 0, 0), None, True, MOST_WORK
    while waiting and waiting[0] < best:
        floor, gap, grids = heapq.heappop(waiting)
        # Nothing above what would still be better; nothing at all while bounds may be kept.
        allowed = best[0] - ((gap, grids) > best[1:]) if floor else 0
        bins = _fill(question, grids, (floor, allowed), work)
        work, proved = work - bins.work, proved and bins.proved
        if bins.label is not None:
            missed = _violation(_loads(question, bins.label), question.bounds)
            if (missed, gap, grids) < best:
                best, label = (missed, gap, grids), bins.label
        elif floor == 0:
            heapq.heappush(waiting, (1, gap, grids))
    return label, proved


def _loads(question: BinQuestion, label: Ints) -> Ints:
    return np.bincount(label, question.weights).astype(np.int64)


def _fill(question: BinQuestion, grids: int, misses: tuple[int, int], work: float) -> Bins:
    label = level_apart(question.weights, grids, question.against)
    if label is not None:
        loads = _loads(question, label)
        label = label if len(loads) == grids and loads.min() >= question.least else None
        if label is not None and _violation(loads, question.bounds) == misses[0]:
            return Bins(label, proved=True, work=0.0)
    bins = fill_bins_apart(question, grids, misses, work)
    return (
        bins if bins.label is not None or bins.proved else Bins(label, proved=False, work=bins.work)
    )
