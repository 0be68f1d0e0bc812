"""Which figures of some quarters leave the county desk, given what has left it before."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, vstack

from dispatch.disclosure import LEAST_AFFECTED, LEAST_EXPOSED
from dispatch.figures import Atoms, Figures, Flags, Ints, Shape, count_figures
from dispatch.lines import Lines, draw_lines
from dispatch.periods import QUARTERS_A_YEAR
from dispatch.suppression import Draft, suppress
from dispatch.zeros import Board, show_zeros


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """All figures so far, and which of them are shown, as arrays of `Shape.dense`."""

    issues: Ints
    shown: Flags


def decide(atoms: Atoms, shape: Shape, exposed: Ints, *, earlier: Flags, first_new: int) -> Release:
    """Decide which figures of the new quarters are shown.

    Parameters
    ----------
    atoms
        Issues of all quarters ever counted; those of quarters already released as they were
        counted then.
    exposed
        Households living in each area (rows) in each quarter (columns).
    earlier
        Figures shown by earlier releases, as an array of `Shape.dense`; none of the new quarters.
    first_new
        First quarter this release decides about, with the years that end in it or later.

    Returns
    -------
    release
        Every shown figure has at least `LEAST_EXPOSED` households and no issue, or at least
        `LEAST_AFFECTED`. Nothing withheld can be worked out, see `suppression.suppress`. The
        same arguments always give the same release.
    """
    issues, shown = np.zeros(shape.dense, dtype=np.int64), earlier.copy()
    new = np.broadcast_to((np.arange(shape.quarters) >= first_new)[:, None], shape.dense)
    if len(atoms.issues):
        figures = count_figures(atoms, shape, exposed)
        lines = draw_lines(figures, atoms)
        issues.flat[figures.key] = figures.issues
        draft = _draft(figures, lines, shown.flat[figures.key], new.flat[figures.key])
        shown.flat[figures.key] = suppress(draft, _to_come(figures, atoms))
    may = new & _complete(shape) & (exposed >= LEAST_EXPOSED)[:, None, :, None]
    may[shape.outside] = False
    return Release(issues, show_zeros(Board(shape, issues, shown, may)))


def _complete(shape: Shape) -> Flags:
    """Periods all of whose quarters are counted."""
    complete = np.ones(shape.dense, dtype=bool)
    complete[..., : QUARTERS_A_YEAR - 1, 1] = False
    return complete


def _draft(figures: Figures, lines: Lines, earlier: Flags, new: Flags) -> Draft:
    """Show all that is new, has people enough, and is not few."""
    own = figures.places[0] != figures.shape.outside
    shown = np.where(new, ~figures.sensitive & own, earlier)
    return Draft(figures, lines, shown, new)


def _to_come(figures: Figures, atoms: Atoms) -> Any:
    """Rows over the atoms of years to come that are sensitive unless more comes in.

    A year ends with each later quarter; where that stays empty, the year is the sum of the
    last quarters of now.
    """
    area, category, last, year = figures.places
    newest = figures.shape.quarters - 1
    rows = [csr_array((0, len(atoms.issues)))]
    for quarters in range(2, QUARTERS_A_YEAR):
        chosen = np.flatnonzero((year == 0) & (last > newest - quarters))
        place = area[chosen] * (figures.shape.categories + 1) + category[chosen]
        _, first, row = np.unique(place, return_index=True, return_inverse=True)
        ones = np.ones(len(chosen))
        adds = csr_array((ones, (row, chosen)), shape=(int(row.max(initial=-1)) + 1, len(area)))
        few = adds @ figures.issues < LEAST_AFFECTED
        few |= figures.exposed[area[chosen[first]], newest] < LEAST_EXPOSED
        rows.append((adds @ figures.matrix)[np.flatnonzero(few)])
    return vstack(rows, format="csr")
