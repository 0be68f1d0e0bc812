"""A CSV table in which no text can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from data.formula_cells import escape_cell


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write a table in UTF-8.

    A text that a spreadsheet would run as a formula gets an apostrophe before it, which our
    own reader takes away again.
    """
    lines: list[str] = []
    # A writer that ends lines with both characters puts cells that hold either in quotes.
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    for cells in (header, *rows):
        writer.writerow([escape_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    text = io.StringIO()
    text.writelines(f"{line[:-2]}\n" for line in lines)
    return text.getvalue().encode("utf-8", "replace")
