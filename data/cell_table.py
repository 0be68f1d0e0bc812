"""A table of text cells under a header, whatever spreadsheet or text it came from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from data.errors import UnreadableFile
from data.file_guards import Limits, check_count
from data.row_faults import Fault
from data.rows import RowProblem

_SHOWN: Final = 200

CellRow = tuple[int, list[str]] | RowProblem


@dataclass(frozen=True, slots=True)
class CellTable:
    """A header, and rows with the line each begins on.

    Attributes
    ----------
    header
        Names of the columns, without blanks around them.
    rows
        Rows that are not blank, once through; reading on may raise `UnreadableFile`.
    """

    header: list[str]
    rows: Iterator[CellRow]


def make_table(rows: Iterable[CellRow], limits: Limits) -> CellTable:
    """Take the first row as the header, and watch over the rest.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If a column comes twice, or there are too many.
    """
    numbered = iter(rows)
    first = list(islice(numbered, 1))
    if first and isinstance(first[0], RowProblem):
        msg = f"the header cannot be read: {first[0].reason}"
        raise UnreadableFile(msg)
    header = [name.strip() for row in first if not isinstance(row, RowProblem) for name in row[1]]
    check_count(len(header), "columns", limits.columns)
    lower = [name.lower() for name in header if name]
    if len(set(lower)) < len(lower):
        msg = f"a column comes twice: {', '.join(header)[:_SHOWN]}"
        raise UnreadableFile(msg)
    return CellTable(header, _watched(numbered, limits))


def _watched(rows: Iterator[CellRow], limits: Limits) -> Iterator[CellRow]:
    for count, row in enumerate(chain(rows), start=1):
        check_count(count, "rows", limits.rows)
        if isinstance(row, RowProblem):
            yield row
        elif (longest := max(map(len, row[1]), default=0)) > limits.cell_letters:
            reason = f"has a cell of {longest:,} letters: shorten it"
            yield RowProblem(row[0], reason, code=Fault.CELL_TOO_LONG)
        else:
            yield row
