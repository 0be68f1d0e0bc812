"""Tables without places, written as CSV or XLSX."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from data.errors import UnwritableFile
from data.formula_cells import escape_cell
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
    path = path.absolute()
    is_book = path.name.lower().endswith(".xlsx")
    content = write_xlsx(list(header), iter(rows)) if is_book else _csv(header, rows)
    if path.suffix.lower() == ".gz":
        content = gzip.compress(content, mtime=0)  # same rows, same bytes
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
            draft = Path(folder) / path.name
            draft.write_bytes(content)
            draft.replace(path)
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror or error}"
        raise UnwritableFile(msg) from error


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    lines: list[str] = []
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    for cells in (header, *rows):
        writer.writerow([escape_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    text = io.StringIO()
    text.writelines(f"{line[:-2]}\n" for line in lines)
    return text.getvalue().encode("utf-8", "replace")
