"""Tables without places, written as CSV or XLSX."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from data.csv_write import write_csv
from data.file_writers import drafted, packed
from data.xlsx_write import write_xlsx


def is_table(path: Path) -> bool:
    """Whether a file of that name is a table without shapes."""
    name = path.name.lower()
    return name.removesuffix(".gz").endswith(".csv") or name.endswith(".xlsx")


def write_cells(header: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    """Write a table, whole or not at all; no text in it becomes a formula of a spreadsheet.

    Raises
    ------
    UnwritableFile
        If the folder is missing or closed to us, or a sheet cannot hold the rows.
    """
    is_book = path.name.lower().endswith(".xlsx")
    content = write_xlsx(list(header), iter(rows)) if is_book else write_csv(header, rows)
    with drafted(path) as draft:
        draft.write_bytes(packed(content, draft))
