"""What is wrong with a set of grids, as codes with parameters."""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

import pandas as pd

from geo.houses import key_text

Param: TypeAlias = str | int | float

REMARKS: Final = frozenset({"pieces-apart", "outlines-overlap"})
"""Codes of a check that explain what is seen, and are no fault of the grids."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong.

    Attributes
    ----------
    code
        Of a check: ``invalid-shape``, ``nameless``, ``duplicate-name``, ``pieces``,
        ``pieces-apart``, ``overlap``, ``gap``, ``outside-boundary``, ``household-unplaced``,
        ``household-outside``, ``count-differs``, ``size``. Of a cut:
        ``household-outside-boundary``, ``shared-place``, ``outlines-overlap``,
        ``not-proved``, ``pieces``.
    grids
        Names of the grids concerned: their code, or the columns up to ``serial``.
    params
        Figures and names for the sentence: ``lon``, ``lat`` (where it is), ``area_m2``,
        ``households``, ``household``, ``reason``, ``stated``, ``found``, ``pieces``, ...
    """

    code: str
    grids: tuple[str, ...] = ()
    params: dict[str, Param] = field(default_factory=dict)


def grid_names(grids: pd.DataFrame) -> list[str]:
    """Names by which people find the rows of a grid table.

    Returns
    -------
    names
        The ``code``; without one the values of the columns up to ``serial``, joined by a
        slash; without a serial the row number from 1. A row whose code or serial is missing
        is called ``row`` and its number.
    """
    numbers = range(1, len(grids) + 1)
    last = "code" if "code" in grids.columns else "serial"
    if last not in grids.columns:
        return [str(row) for row in numbers]
    own = [key_text(value) for value in grids[last]]
    leading = [] if last == "code" else [grids[name].map(key_text) for name in key_columns(grids)]
    names = ["/".join(values) for values in zip(*leading, own, strict=True)]
    return [
        name if mine else f"row {row}" for name, mine, row in zip(names, own, numbers, strict=True)
    ]


def key_columns(grids: pd.DataFrame) -> list[str]:
    """Columns of a grid table that say which village and group a grid belongs to.

    Returns
    -------
    columns
        Those before ``serial``, the village first; none without a serial.
    """
    columns = [str(name) for name in grids.columns]
    if "serial" not in columns:
        return []
    return [name for name in columns[: columns.index("serial")] if name not in ("code", "geometry")]


def name_order(grids: pd.DataFrame) -> list[int]:
    """Rows of a grid table from the lowest name to the highest.

    Returns
    -------
    order
        Row numbers by ``code``; without one by the columns up to ``serial``, the serial as a
        number; without a serial as they stand.
    """
    if "code" in grids.columns:
        codes = [key_text(value) for value in grids["code"]]
        return sorted(range(len(grids)), key=codes.__getitem__)
    if "serial" not in grids.columns:
        return list(range(len(grids)))
    serials = pd.to_numeric(grids["serial"], errors="coerce").fillna(float("inf"))
    leading = [grids[name].map(key_text) for name in key_columns(grids)]
    keys = list(zip(*leading, serials, strict=True))
    return sorted(range(len(grids)), key=keys.__getitem__)
