"""The columns that a file of each register cannot do without, and the rows it must hold."""

from collections.abc import Iterable, Iterator
from typing import Final

from data.errors import UnreadableFile
from data.imports.source import SourceRow
from data.rows import RowProblem

NEEDED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "regions": (("code", "adcode"),),
    "former-names": (("code",), ("former",)),
    "households": (("number",),),
    "grids": (("code",),),
    "agents": (("name",), ("grid", "office")),
    "posts": (("name",), ("grid", "office")),
    "offices": (("region",), ("name",)),
    "units": (("code",), ("name",)),
    "mines": (("code",), ("name",)),
    "landmarks": (("name",),),
}
"""Register → its columns; of each group one is enough."""
_SHOWN: Final = 300


def check_columns(
    rows: Iterable[SourceRow | RowProblem], register: str
) -> Iterator[SourceRow | RowProblem]:
    """Pass the rows on, and refuse the file after the last one if it cannot be meant.

    Only the end tells: a feature may lack a column that others have. Whoever takes the rows in
    keeps nothing when this raises.

    Raises
    ------
    UnreadableFile
        If no row came, or no row had a column the register needs.
    """
    found: dict[str, None] = {}
    read = problems = 0
    for row in rows:
        read += 1
        if isinstance(row, RowProblem):
            problems += 1
        else:
            found.update(dict.fromkeys(row.cells))
        yield row
    if read == 0:
        msg = "the file holds no rows"
        raise UnreadableFile(msg)
    if read > problems:
        _check_found(found, register)


def _check_found(found: Iterable[str], register: str) -> None:
    names = [name for name in found if name]
    groups = NEEDED.get(register, ())
    missing = [" or ".join(group) for group in groups if not set(group) & set(names)]
    if missing:
        there = ", ".join(names)[:_SHOWN] or "none"
        msg = f"the file lacks the columns {', '.join(missing)}; it has {there}"
        raise UnreadableFile(msg)
