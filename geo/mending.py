"""Atoms of neighbouring grids divided among them anew by an exact solver."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from ortools.sat.python import cp_model

from geo.arrays import Floats, Ints
from geo.puzzle import Puzzle, faulty_grids, nearest_centres, price, total_price
from geo.solver import exact_solver, work_done

# How many grids around a faulty one may help, and to how many of them each atom may go,
# tried one after the other; then all grids.
_RINGS: Final = ((4, 5), (10, 11), (24, 8))
_LAST_CHOICES: Final = (12, 10**6)
# Enough for the solver to find a good answer in a neighbourhood; the best one is not needed.
_RING_WORK: Final = 0.05
_CHOICES: Final = 8
# So many grids at once are solved to the end in a fraction of a second.
_WINDOW: Final = 12
# Prices as whole numbers no larger than this: sums stay exact, and ties of centimetres do not
# matter to a repair.
_HIGHEST_PRICE: Final = 1e6
# More yes-or-no questions than this are not put to the solver at once.
_MOST_CELLS: Final = 200_000


def mend(puzzle: Puzzle, label: Ints, work: float, *, everywhere: bool) -> Ints | None:
    """Move atoms between grids until every grid keeps its bounds and opponents are apart.

    Parameters
    ----------
    puzzle
        The atoms.
    label
        Grid of each atom (m,).
    work
        Limit in deterministic time.
    everywhere
        Whether to ask all grids to help where those nearby cannot.

    Returns
    -------
    label
        Only atoms near a faulty grid have moved, at a low price; None when that was not
        found in the limit, or is impossible.
    """
    while len(faulty := faulty_grids(puzzle, label)):
        for grids, choices, limit in _helpers(puzzle, int(faulty[0]), everywhere=everywhere):
            mended, spent = _solve(puzzle, label, grids, choices, min(limit, work))
            work -= spent
            if mended is not None:
                break
        else:
            return None
        label = mended
    return label


def redivide(puzzle: Puzzle, label: Ints, work: float) -> Ints:
    """Divide all atoms among all grids anew, from a label that keeps all rules."""
    everyone = np.arange(len(puzzle.centres))
    found, _ = _solve(puzzle, label, everyone, _LAST_CHOICES[0], work)
    return label if found is None else _cheaper(puzzle, found, label)


def refine(puzzle: Puzzle, label: Ints, work: float) -> Ints:
    """Divide the atoms of each dozen neighbouring grids among them anew, at the least price.

    Parameters
    ----------
    puzzle, label, work
        As for `mend`; the label keeps all rules.

    Returns
    -------
    label
        Keeps all rules, no dearer.
    """
    waiting = np.ones(len(puzzle.centres), dtype=bool)
    while waiting.any() and work > 0:
        first = puzzle.centres[waiting][:1]
        grids = np.sort(nearest_centres(first, puzzle.centres, _WINDOW)[0])
        waiting[grids] = False
        found, spent = _solve(puzzle, label, grids, _CHOICES, min(work, _RING_WORK))
        work -= spent
        label = label if found is None else _cheaper(puzzle, found, label)
    return label


def _cheaper(puzzle: Puzzle, one: Ints, other: Ints) -> Ints:
    return min(one, other, key=lambda label: total_price(puzzle, label))


def _helpers(puzzle: Puzzle, faulty: int, *, everywhere: bool) -> Iterator[tuple[Ints, int, float]]:
    """Grids around a faulty one, to how many of them an atom may go, and for how long."""
    everyone = np.arange(len(puzzle.centres))
    centre = puzzle.centres[[faulty]]
    for ring, choices in _RINGS:
        if ring + 1 < len(everyone):
            near = np.sort(nearest_centres(centre, puzzle.centres, ring + 1)[0])
            yield near, choices, _RING_WORK
    for choices in _LAST_CHOICES if everywhere else ():
        yield everyone, choices, np.inf


def _solve(
    puzzle: Puzzle, label: Ints, grids: Ints, choices: int, work: float
) -> tuple[Ints | None, float]:
    """Divide the atoms of these grids among them anew."""
    atoms = np.flatnonzero(np.isin(label, grids))
    if len(atoms) * min(choices, len(grids)) > _MOST_CELLS or work <= 0:
        return None, 0.0
    options = grids[nearest_centres(puzzle.points[atoms], puzzle.centres[grids], choices)]
    options = np.column_stack([options, label[atoms]])
    pinned = puzzle.fixed[atoms]
    options[pinned >= 0] = pinned[pinned >= 0, None]
    if not np.isin(pinned[pinned >= 0], grids).all():
        return None, 0.0
    model = cp_model.CpModel()
    cells = _cells(model, puzzle, atoms, options, label)
    _keep_rules(model, puzzle, cells, grids)
    solver = exact_solver(work)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, work_done(solver)
    mended = label.copy()
    for (atom, grid), cell in cells.items():
        if solver.value(cell):
            mended[atom] = grid
    return mended, work_done(solver)


_Cells = dict[tuple[int, int], cp_model.IntVar]


def _cells(
    model: cp_model.CpModel, puzzle: Puzzle, atoms: Ints, options: Ints, label: Ints
) -> _Cells:
    """A question for each atom and each grid it may go to, priced."""
    prices = _whole(price(puzzle, atoms[:, None], options))
    cells: _Cells = {}
    terms = []
    for atom, grids, row in zip(atoms.tolist(), options.tolist(), prices.tolist(), strict=True):
        for grid, cost in dict(zip(grids, row, strict=True)).items():
            cells[atom, grid] = cell = model.new_bool_var("")
            model.add_hint(cell, int(label[atom]) == grid)
            terms.append((cell, cost))
        model.add_exactly_one(cells[atom, grid] for grid in set(grids))
    model.minimize(cp_model.LinearExpr.weighted_sum(*zip(*terms, strict=True)))
    return cells


def _whole(prices: Floats) -> Ints:
    extra = prices - prices.min(axis=1, keepdims=True)
    scale = _HIGHEST_PRICE / max(float(extra.max()), 1.0)
    return np.asarray(np.rint(extra * scale), dtype=np.int64)


def _keep_rules(model: cp_model.CpModel, puzzle: Puzzle, cells: _Cells, grids: Ints) -> None:
    inside: dict[int, list[tuple[cp_model.IntVar, int]]] = {int(grid): [] for grid in grids}
    for (atom, grid), cell in cells.items():
        inside[grid].append((cell, int(puzzle.weights[atom])))
        for other in puzzle.against[atom]:
            if other > atom and (other, grid) in cells:
                model.add_at_most_one(cell, cells[other, grid])
    for grid, terms in inside.items():
        load = sum(weight * cell for cell, weight in terms)
        model.add_linear_constraint(load, int(puzzle.lower[grid]), int(puzzle.upper[grid]))
