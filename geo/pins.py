"""Households that a person said belong together, or apart."""

from itertools import combinations, pairwise
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.arrays import Ints
from geo.errors import ContradictingPins

TOGETHER: Final = "keep_with"
APART: Final = "keep_apart"
# A household may carry several labels in one cell.
_BETWEEN: Final = ";"


def read_bonds(households: pd.DataFrame, village: Ints) -> Ints:
    """Number the households that must share a grid.

    Parameters
    ----------
    households
        Column ``keep_with``, if any: labels, several in a cell separated by ``;``.
    village
        Village number of each household (n,); a label means something within its village.

    Returns
    -------
    bond
        One number for all that hang together by labels (n,), ascending from 0; -1 for a
        household that stands alone.
    """
    pairs = [pair for rows in _sharers(households, TOGETHER, village) for pair in _chain(rows)]
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    n = len(households)
    links = coo_array((np.ones(len(one), dtype=bool), (one, other)), shape=(n, n))
    component = connected_components(links, directed=False)[1]
    alone = np.bincount(component, minlength=n)[component] == 1
    bond = np.full(n, -1)
    bond[~alone] = np.unique(component[~alone], return_inverse=True)[1]
    return bond


def read_quarrels(households: pd.DataFrame, village: Ints, bond: Ints) -> Ints:
    """Pair the households that must not share a grid.

    Parameters
    ----------
    households
        Column ``keep_apart``, if any: labels, several in a cell separated by ``;``; all
        that share one go into pairwise different grids.
    village, bond
        As for `read_bonds`, and its answer.

    Returns
    -------
    apart
        Pairs of rows (e, 2), each once, the lower row first.

    Raises
    ------
    ContradictingPins
        If two households are to be kept together and apart.
    """
    sharers = _sharers(households, APART, village)
    pairs = sorted({pair for rows in sharers for pair in combinations(rows, 2)})
    apart = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    same = bond[apart]
    for one, other in apart[(same[:, 0] >= 0) & (same[:, 0] == same[:, 1])]:
        names = f"{households.index[one]} and {households.index[other]}"
        msg = f"households {names} are to be kept together and apart: remove one of the two pins"
        raise ContradictingPins(msg)
    return apart


def _sharers(households: pd.DataFrame, column: str, village: Ints) -> list[list[int]]:
    """Rows under each label of a village, labels in order."""
    held: dict[tuple[int, str], list[int]] = {}
    if column not in households.columns:
        return []
    for row, (cell, of) in enumerate(zip(households[column], village, strict=True)):
        for label in _labels(cell):
            held.setdefault((int(of), label), []).append(row)
    return [held[key] for key in sorted(held)]


def _labels(cell: object) -> list[str]:
    if pd.isna(cell):  # type: ignore[call-overload]  # any scalar may stand in a cell
        return []
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return sorted({label.strip() for label in text.split(_BETWEEN)} - {""})


def _chain(rows: list[int]) -> list[tuple[int, int]]:
    return list(pairwise(rows))
