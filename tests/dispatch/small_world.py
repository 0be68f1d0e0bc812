"""A handful of made-up issues counted by hand: an oracle that shares no code with releases."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from scipy.optimize import linprog

from dispatch.figures import NOWHERE, Atoms, Shape

VILLAGES, CELLS, CATEGORIES = 3, 4, 2
YEAR = 4
OUTSIDE = VILLAGES


@dataclass(frozen=True)
class World:
    """Issues as (village, cell, category, quarter, number); cell `NOWHERE` has no position.

    `homes` has one number an area: villages, outside, cells, the list, what has no position.
    """

    issues: tuple
    homes: tuple
    quarters: int

    @property
    def shape(self):
        return Shape(VILLAGES, CELLS, CATEGORIES, self.quarters)

    @property
    def exposed(self):
        return np.repeat(np.array(self.homes)[:, None], self.quarters, axis=1)

    @cached_property
    def atoms(self):
        """Number of issues by (village, cell, category, quarter)."""
        found = {}
        for village, cell, category, quarter, number in self.issues:
            key = (NOWHERE if cell == NOWHERE else village, cell, category, quarter)
            found[key] = found.get(key, 0) + number
        return found

    def as_atoms(self, order=1):
        keys = sorted(self.atoms)[::order]
        columns = np.array(keys, dtype=np.int64).reshape(-1, 4).T
        return Atoms(*columns, np.array([self.atoms[key] for key in keys], dtype=np.int64))

    def figures(self):
        """Positions of all figures there are, in an array of `Shape.dense`."""
        areas, categories, quarters, spans = self.shape.dense
        for area in range(areas):
            if area == OUTSIDE:
                continue
            for category in range(categories):
                for last in range(quarters):
                    for year in range(spans):
                        if not year or last >= YEAR - 1:
                            yield area, category, last, year

    def holds(self, figure, atom):
        """Whether a figure counts an atom."""
        area, category, last, year = figure
        village, cell, kind, quarter = atom
        first = last - YEAR + 1 if year else last
        if category not in (kind, CATEGORIES) or not first <= quarter <= last:
            return False
        if area == self.shape.listed:
            return True
        if cell == NOWHERE or area == self.shape.unplaced:
            return cell == NOWHERE and area == self.shape.unplaced
        return area in (village, self.shape.first_cell + cell)

    def count(self, figure):
        return sum(number for atom, number in self.atoms.items() if self.holds(figure, atom))

    def few(self, figure):
        """Whether too few households live there."""
        return self.homes[figure[0]] < 10

    def sensitive(self):
        """Figures of something that must never be said."""
        return [
            f for f in self.figures() if self.count(f) > 0 and (self.count(f) < 5 or self.few(f))
        ]


def told(world, shown):
    return [figure for figure in world.figures() if shown[figure]]


def worked_out(world, shown, figures):
    """Figures that are sums and differences of told ones, by exact fractions.

    Whoever works them out is taken to know which atoms hold anything at all.
    """
    atoms = sorted(world.atoms)
    basis = {}
    for figure in told(world, shown):
        row = _reduced(_row(world, figure, atoms), basis)
        lead = next((n for n, x in enumerate(row) if x), None)
        if lead is not None:
            basis[lead] = [x / row[lead] for x in row]
    return [f for f in figures if not any(_reduced(_row(world, f, atoms), basis))]


def _row(world, figure, atoms):
    return [Fraction(int(world.holds(figure, atom))) for atom in atoms]


def _reduced(row, basis):
    for lead in sorted(basis):
        if row[lead]:
            factor = row[lead]
            row = [x - factor * y for x, y in zip(row, basis[lead], strict=True)]
    return row


def bounds(world, shown, figure):
    """Least and greatest number a figure could be, given what is shown and that none is negative.

    Here nobody knows which atoms hold anything but from the zeros that are shown.
    """
    villages, cells = range(VILLAGES + 1), range(CELLS)
    times = [(c, q) for c in range(CATEGORIES) for q in range(world.quarters)]
    atoms = [(v, h, *time) for v in villages for h in cells for time in times]
    atoms += [(NOWHERE, NOWHERE, *time) for time in times]

    def row(one):
        return [float(world.holds(one, atom)) for atom in atoms]

    equal = [row(one) for one in told(world, shown)]
    sums = [world.count(one) for one in told(world, shown)]
    ends = []
    for sign in (1, -1):
        goal = sign * np.array(row(figure))
        fit = linprog(goal, A_eq=equal or None, b_eq=sums or None, bounds=(0, None), method="highs")
        ends.append(sign * fit.fun if fit.status == 0 else float("inf"))
    return ends
