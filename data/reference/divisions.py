"""Former names of divisions, and places outside a tree, for reading addresses."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Final

from data.errors import UnreadableFile
from data.imports.source import SourceRow, read_cells
from data.rows import RowProblem
from dispatch.region_codes import whole_code
from geo.address.divisions import Division, FormerName, Level

_FOLDER: Final = Path(__file__).parent
_FORMER: Final = _FOLDER / "former_divisions.csv"
_ELSEWHERE: Final = _FOLDER / "elsewhere.csv"


def read_former_divisions(path: Path | None = None) -> dict[str, tuple[FormerName, ...]]:
    """Read former names by the code of the division that bears or holds them today.

    Parameters
    ----------
    path
        CSV or XLSX with the columns ``code, former`` and perhaps ``level`` (``township``, which
        is meant where it is empty, or ``village``), ``since``, ``until`` (ISO dates, empty where
        unknown) and ``note``; the table that comes with the program if none.

    Raises
    ------
    UnreadableFile
        If it cannot be read, or a row is wrong: half a table would read half the addresses.
    """
    held: dict[str, list[FormerName]] = defaultdict(list)
    for row in _rows(path or _FORMER, ("code", "former")):
        held[whole_code(row.cells["code"])].append(_former(row))
    return {code: tuple(names) for code, names in held.items()}


def _former(row: SourceRow) -> FormerName:
    try:
        return FormerName(
            name=row.cells["former"],
            level=Level(row.cells.get("level") or Level.TOWNSHIP),
            since=_day(row.cells.get("since")),
            until=_day(row.cells.get("until")),
        )
    except ValueError as error:
        msg = f"line {row.line}: {error}"
        raise UnreadableFile(msg) from error


def _day(cell: str | None) -> date | None:
    return date.fromisoformat(cell) if cell else None


def read_elsewhere() -> tuple[Division, ...]:
    """Places of the table that comes with the program: who names one means no place of the tree.

    Those above or in the tree are told by their code, or their name, and do not count.
    """
    rows = _rows(_ELSEWHERE, ("name",))
    return tuple(Division(row.cells.get("code", ""), row.cells["name"], None) for row in rows)


def _rows(path: Path, needed: tuple[str, ...]) -> list[SourceRow]:
    rows = []
    for row in read_cells(path):
        if isinstance(row, RowProblem):
            msg = f"{path.name} line {row.line}: {row.reason}"
            raise UnreadableFile(msg)
        if missing := [name for name in needed if not row.cells.get(name)]:
            msg = f"{path.name} line {row.line}: {', '.join(missing)} is empty or not there"
            raise UnreadableFile(msg)
        rows.append(row)
    return rows
