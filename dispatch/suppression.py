"""Withhold further figures until none of the sensitive ones can be worked out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from dispatch.disclosure import LEAST_AFFECTED
from dispatch.figures import Figures, Flags, Ints
from dispatch.lines import Lines
from dispatch.row_space import Told, follows, tell, weights_behind

_LEAST_UNKNOWN: Final = 2
_MUCH: Final = 0.5
"""Share of the largest weight from which on a figure counts as needed."""
_NONE: Final = 1e-6
"""Weights below this are rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A release being made: which figures it shows.

    Attributes
    ----------
    shown
        Figures shown, in this release or in an earlier one.
    new
        Figures this release decides about; the others are out.
    """

    figures: Figures
    lines: Lines
    shown: Flags
    new: Flags


def suppress(draft: Draft, to_come: Any) -> Flags:
    """Decide which figures are shown.

    Parameters
    ----------
    draft
        With every figure shown that is not sensitive by itself.
    to_come
        Rows over the atoms that are no figures yet but will be, and are sensitive: a year
        whose last quarter stays empty.

    Returns
    -------
    shown
        No sensitive figure follows from these by adding and subtracting, however many are
        put together, unless it did from the earlier ones alone. Of every line between
        figures, either nothing is withheld, or at least two things that together are at
        least `LEAST_AFFECTED`. A figure that was withheld on the way but follows all the
        same, and is not sensitive, is shown.
    """
    sensitive = draft.figures.sensitive
    known = np.zeros_like(draft.shown)
    while True:
        draft, known = _mend_lines(draft, known)
        told = tell(draft.figures, draft.lines, draft.shown)
        known = ~draft.shown & follows(told, draft.figures.matrix)
        targets = (known & sensitive) | _in_the_way(draft, known & ~sensitive)
        known &= ~sensitive
        rows = [draft.figures.matrix[np.flatnonzero(targets)], to_come[follows(told, to_come)]]
        broken = _break(draft, told, rows)
        if not len(broken) and not len(_cheapest(draft, draft.shown | known)):
            own = draft.figures.places[0] != draft.figures.shape.outside
            shown: Flags = draft.shown | (known & draft.new & own)
            return shown
        draft = _without(draft, broken)


def _weak(draft: Draft, known: Flags) -> tuple[Flags, Ints]:
    """Lines along which too little is withheld, and how many parts of each line are."""
    lines = draft.lines
    told = known[lines.part] & lines.inner
    size = len(lines.total)
    rest = lines.whole - np.bincount(lines.line, lines.issues * told, size)
    hidden = np.bincount(lines.line, ~known[lines.part] & lines.inner, size).astype(np.int64)
    unknown = np.bincount(lines.line, ~told, size) + lines.lurking
    few = (unknown < _LEAST_UNKNOWN) | (rest < LEAST_AFFECTED)
    tells = known[lines.total] & known[lines.other]
    return tells & (hidden + lines.lurking > 0) & few, hidden


def _mend_lines(draft: Draft, known: Flags) -> tuple[Draft, Flags]:
    """Withhold the cheapest figure of every weak line, until no weak line has one to give."""
    while True:
        chosen = _cheapest(draft, draft.shown | known)
        if not len(chosen):
            return draft, known
        draft = _without(draft, chosen)
        known = known & draft.shown  # what followed may do so no longer


def _cheapest(draft: Draft, known: Flags) -> Ints:
    """One figure for each weak line: a part, first one that weakens no other line, or the total."""
    weak, hidden = _weak(draft, known)
    lines, issues = draft.lines, draft.figures.issues
    free = draft.shown & draft.new
    lonely = (known[lines.total] & known[lines.other] & (hidden == 0))[lines.line] & lines.inner
    weakened = np.bincount(lines.part[lonely], minlength=len(issues))
    parts = np.flatnonzero(weak[lines.line] & lines.inner & free[lines.part])
    part = lines.part[parts]
    order = np.lexsort((part, issues[part], weakened[part], lines.line[parts]))
    helped, first = np.unique(lines.line[parts][order], return_index=True)
    rest = weak.copy()
    rest[helped] = False
    totals = [ends[rest] for ends in (lines.total, lines.other)]
    larger = np.where(free[totals[0]], *totals)
    return np.unique(np.concatenate([part[order][first], larger[free[larger]]]))


def _in_the_way(draft: Draft, known: Flags) -> Flags:
    """Withheld figures that follow all the same, on lines that cannot be mended because of it."""
    lines = draft.lines
    weak, _ = _weak(draft, draft.shown | known)
    blocking = np.zeros_like(known)
    blocking[lines.part[weak[lines.line]]] = True
    blocking[lines.total[weak]] = True
    blocking[lines.other[weak]] = True
    return blocking & known


def _break(draft: Draft, told: Told, rows: Iterable[Any]) -> Ints:
    """For each row that follows, the smallest new figure of those it most depends on."""
    free = (draft.shown & draft.new)[told.figures]
    issues = draft.figures.issues[told.figures]
    chosen = set()
    for some in rows:
        for row in range(some.shape[0]):
            weights = weights_behind(told, some[[row]].toarray().ravel())
            needed = np.flatnonzero(free & (weights > _MUCH * weights[free].max(initial=_NONE)))
            if len(needed):
                chosen.add(int(told.figures[needed[np.argmin(issues[needed])]]))
    return np.array(sorted(chosen), dtype=np.int64)


def _without(draft: Draft, figures: Ints) -> Draft:
    shown = draft.shown.copy()
    shown[figures] = False
    return replace(draft, shown=shown)
