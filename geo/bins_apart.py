"""Weights put into a given number of grids when some may not share one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np
from ortools.sat.python import cp_model

from geo.arrays import Ints
from geo.bins import Bins
from geo.solver import exact_solver, work_done

# Enough starts to find the largest quarrel among a village's pins.
_STARTS: Final = 20
# More yes-or-no questions and rules than this are not put to the solver.
_MOST_CELLS: Final = 20_000
# Asking one takes so much of the solver's deterministic time as well.
_WORK_PER_CELL: Final = 1e-5


def opponents(atoms: int, apart: Ints) -> list[set[int]]:
    """For each atom those it may not share a grid with."""
    against: list[set[int]] = [set() for _ in range(atoms)]
    for one, other in apart.tolist():
        against[one].add(other)
        against[other].add(one)
    return against


def largest_quarrel(weights: Ints, against: list[set[int]]) -> list[int]:
    """Atoms of which no two may share a grid, heavy first; not proved the most there are."""

    def order(atom: int) -> tuple[int, int, int]:
        return -len(against[atom]), -int(weights[atom]), atom

    best: list[int] = []
    for first in sorted(range(len(weights)), key=order)[:_STARTS]:
        found, common = [first], set(against[first])
        while common:
            found.append(min(common, key=lambda atom: (-len(against[atom] & common), *order(atom))))
            common &= against[found[-1]]
        best = max(best, found, key=len)
    return sorted(best, key=lambda atom: (-int(weights[atom]), atom))


@dataclass(frozen=True)
class BinQuestion:
    """What to put where.

    Attributes
    ----------
    weights
        Households of each atom (m,), 0 or more.
    apart
        Pairs of different atoms (e, 2) that may not share a grid.
    bounds
        Fewest and most households of a grid.
    least
        No grid may hold fewer than this, whatever is allowed.
    """

    weights: Ints
    apart: Ints
    bounds: tuple[int, int]
    least: int

    @cached_property
    def against(self) -> list[set[int]]:
        """For each atom those it may not share a grid with."""
        return opponents(len(self.weights), self.apart)

    @cached_property
    def largest(self) -> list[int]:
        """The largest quarrel that was found."""
        return largest_quarrel(self.weights, self.against)

    @cached_property
    def quarrels(self) -> list[list[int]]:
        """Sets of mutual opponents that together hold every pair."""
        return list(_quarrels(self.apart, self.against))


@dataclass(frozen=True, slots=True)
class _Table:
    """Who is where: a cell for each rival and grid, a number for each weight and grid."""

    cells: dict[int, list[cp_model.IntVar]]
    numbers: dict[int, list[cp_model.IntVar]]
    same: dict[int, list[int]]


def fill_bins_apart(
    question: BinQuestion, grids: int, misses: tuple[int, int], work: float
) -> Bins:
    """Put weights into a number of grids at the least violation.

    Parameters
    ----------
    question
        The atoms.
    grids
        Number of grids.
    misses
        What the shortfalls and excesses of all grids cannot go below, and may come to.
    work
        Limit in deterministic time.

    Notes
    -----
    Atoms without an opponent are counted by weight. The largest quarrel gives names to as
    many grids; the rest are ordered by load.
    """
    cells = (sum(map(bool, question.against)) + len(question.quarrels)) * grids
    if cells > _MOST_CELLS or work <= 0:
        return Bins(None, proved=False, work=0.0)
    model = cp_model.CpModel()
    table = _table(model, question, grids)
    sizes = [int(question.weights[atom]) for atom in table.cells] + list(table.numbers)
    columns = zip(*table.cells.values(), *table.numbers.values(), strict=True)
    loads = [cp_model.LinearExpr.weighted_sum(column, sizes) for column in columns]
    named = question.largest[:grids]
    for grid, atom in enumerate(named):
        model.add(table.cells[atom][grid] == 1)
    for grid in range(len(named), grids - 1):
        model.add(loads[grid] >= loads[grid + 1])
    _keep_bounds(model, loads, question, misses)
    solver = exact_solver(work)
    status = solver.solve(model)
    spent = work_done(solver) + cells * _WORK_PER_CELL
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Bins(None, status == cp_model.INFEASIBLE, spent)
    label = _labels(len(question.weights), table, solver)
    return Bins(label, status == cp_model.OPTIMAL, spent)


def _table(model: cp_model.CpModel, question: BinQuestion, grids: int) -> _Table:
    same: defaultdict[int, list[int]] = defaultdict(list)
    cells = {}
    for atom, weight in enumerate(question.weights.tolist()):
        if question.against[atom]:
            cells[atom] = [model.new_bool_var("") for _ in range(grids)]
            model.add_exactly_one(cells[atom])
        elif weight:
            same[weight].append(atom)
    for quarrel in question.quarrels:
        for column in zip(*(cells[atom] for atom in quarrel), strict=True):
            model.add_at_most_one(column)
    numbers = {}
    for weight, atoms in same.items():
        numbers[weight] = [model.new_int_var(0, len(atoms), "") for _ in range(grids)]
        model.add(sum(numbers[weight]) == len(atoms))
    return _Table(cells, numbers, dict(same))


def _quarrels(apart: Ints, against: list[set[int]]) -> Iterator[list[int]]:
    left = {(min(pair), max(pair)): None for pair in apart.tolist()}
    while left:
        quarrel = list(next(iter(left)))
        common = against[quarrel[0]] & against[quarrel[1]]
        while common:
            quarrel.append(min(common))
            common &= against[quarrel[-1]]
        quarrel.sort()
        for pair in combinations(quarrel, 2):
            left.pop(pair, None)
        yield quarrel


def _keep_bounds(
    model: cp_model.CpModel,
    loads: Sequence[cp_model.LinearExpr],
    question: BinQuestion,
    misses: tuple[int, int],
) -> None:
    (smallest, largest), (floor, allowed) = question.bounds, misses
    if allowed == 0:
        for load in loads:
            model.add_linear_constraint(load, smallest, largest)
        return
    slacks = []
    for load in loads:
        short, over = (model.new_int_var(0, allowed, "") for _ in range(2))
        model.add(load + short >= smallest)
        model.add(load - over <= largest)
        model.add(load >= question.least)
        slacks += [short, over]
    model.add_linear_constraint(sum(slacks), floor, allowed)
    model.minimize(sum(slacks))


def _labels(atoms: int, table: _Table, solver: cp_model.CpSolver) -> Ints:
    label = np.zeros(atoms, dtype=np.int64)
    for atom, row in table.cells.items():
        label[atom] = [solver.value(cell) for cell in row].index(1)
    for weight, row in table.numbers.items():
        label[table.same[weight]] = np.repeat(np.arange(len(row)), [solver.value(x) for x in row])
    return label
