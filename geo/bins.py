"""Weights put into grids so that no load leaves the allowed ones."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from geo.arrays import Ints
from geo.solver import exact_solver, work_done


@dataclass(frozen=True, slots=True)
class Bins:
    """What the solver could say.

    Attributes
    ----------
    label
        Grid number of each weight, 0 to k - 1; None when there is no answer.
    proved
        Whether this answer is the best one, or its absence final.
    work
        Deterministic time spent.
    """

    label: Ints | None
    proved: bool
    work: float


def fill_bins(weights: Ints, penalties: Mapping[int, int], wanted: int, work: float) -> Bins:
    """Put weights into any number of grids at the least penalty.

    Parameters
    ----------
    weights
        Households of each atom (m,), at least 1 each.
    penalties
        Allowed loads of one grid, at least 1 each, and what each costs.
    wanted
        Number of grids to come nearest to when the penalty is the same; then the lower.
    work
        Limit in deterministic time.

    Returns
    -------
    bins
        Equal weights change places freely, so only how many of each go together is searched.

    Notes
    -----
    Arc flow (Valério de Carvalho, 1999): a grid is a path through the states (weights from
    heavy to light, load so far), so grids have no names that could be exchanged.
    """
    values, counts = np.unique(-weights, return_counts=True)
    model = cp_model.CpModel()
    grids = model.new_int_var(1, len(weights), "")
    flow = _paths(model, grids, list(zip(-values, counts, strict=True)), penalties)
    model.minimize(_objective(model, grids, flow.ends, penalties, wanted, len(weights)))
    solver = exact_solver(work)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Bins(None, status == cp_model.INFEASIBLE, work_done(solver))
    return Bins(_labels(weights, flow, solver), status == cp_model.OPTIMAL, work_done(solver))


@dataclass(frozen=True, slots=True)
class _Flow:
    """For each weight, heavy first: at which loads how many grids take one more of it."""

    takes: list[tuple[int, dict[int, cp_model.IntVar]]]
    ends: dict[int, cp_model.IntVar]


def _paths(
    model: cp_model.CpModel,
    grids: cp_model.IntVar,
    classes: list[tuple[int, int]],
    penalties: Mapping[int, int],
) -> _Flow:
    cap, most = max(penalties), sum(count for _, count in classes)
    arriving: dict[int, cp_model.IntVar] = {0: grids}
    takes = []
    for number, (weight, count) in enumerate(classes):
        last = number == len(classes) - 1
        take: dict[int, cp_model.IntVar] = {}
        leaving: dict[int, cp_model.IntVar] = {}
        for load in _loads(arriving, int(weight), cap):
            come = [
                flow[at] for flow, at in ((arriving, load), (take, load - weight)) if at in flow
            ]
            if load + weight <= cap:
                take[load] = model.new_int_var(0, int(count), "")
            if not last or load in penalties:
                leaving[load] = model.new_int_var(0, int(most), "")
            go = [flow[load] for flow in (take, leaving) if load in flow]
            model.add(sum(come) == sum(go))
        model.add(sum(take.values()) == int(count))
        takes.append((int(weight), take))
        arriving = leaving
    return _Flow(takes, arriving)


def _loads(arriving: Mapping[int, object], weight: int, cap: int) -> list[int]:
    return sorted({load for start in arriving for load in range(start, cap + 1, weight)})


def _objective(
    model: cp_model.CpModel,
    grids: cp_model.IntVar,
    ends: Mapping[int, cp_model.IntVar],
    penalties: Mapping[int, int],
    wanted: int,
    most: int,
) -> cp_model.LinearExpr:
    """Penalty first, then the nearest number of grids, then the lower one."""
    gap = model.new_int_var(0, most + abs(wanted), "")
    model.add(gap >= grids - wanted)
    model.add(gap >= wanted - grids)
    step = most + 1
    per_unit = step * (most + abs(wanted) + 1)
    penalty = sum(penalties[load] * number for load, number in ends.items())
    return per_unit * penalty + step * gap + grids


def _labels(weights: Ints, flow: _Flow, solver: cp_model.CpSolver) -> Ints:
    """Walk the paths one after the other, giving out atoms in their order."""
    label = np.empty(len(weights), dtype=np.int64)
    loads = [0] * int(sum(solver.value(number) for number in flow.ends.values()))
    for weight, take in flow.takes:
        atoms = iter(np.flatnonzero(weights == weight))
        left = {load: solver.value(number) for load, number in take.items()}
        for grid, start in enumerate(loads):
            load = start
            while left.get(load, 0):
                left[load] -= 1
                label[next(atoms)] = grid
                load += weight
            loads[grid] = load
    return label
