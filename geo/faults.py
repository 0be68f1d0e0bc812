"""What is wrong with a set of grids, as codes with parameters."""

from dataclasses import dataclass, field
from typing import TypeAlias

import pandas as pd

Param: TypeAlias = str | int | float


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong.

    Attributes
    ----------
    code
        ``gap``, ``overlap``, ``invalid-shape``, ``size``, ``count-differs``,
        ``outside-boundary``, ``household-outside``, ``household-outside-boundary`` or
        ``shared-place``.
    grids
        Names of the grids concerned: their code, or the columns up to ``serial``.
    params
        Figures and names for the sentence: ``area_m2``, ``households``, ``household``,
        ``lon``, ``lat``, ``reason``, ``stated``, ``found``.
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
        slash; without a serial the row number from 1.
    """
    if "code" in grids.columns:
        return [str(code) for code in grids["code"]]
    if "serial" not in grids.columns:
        return [str(row) for row in range(1, len(grids) + 1)]
    columns = list(grids.columns)
    leading = [grids[name].map(str) for name in columns[: columns.index("serial") + 1]]
    return ["/".join(values) for values in zip(*leading, strict=True)]
