"""CSV text as a table of cells, in the encodings that offices save."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from data.cell_table import CellTable, make_table
from data.errors import UnreadableFile
from data.file_guards import Limits, check_count
from data.formula_cells import unescape_cell

# Chinese offices save CSV in either; GB 18030 reads GBK and GB 2312 too.
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_CHUNK_BYTES: Final = 1_000_000
_NO_TEXT: Final = "the text is neither UTF-8 nor GB 18030: save it as UTF-8"
_LOST: Final = "\ufffd"
_FEW: Final = 0.05
"""Share of its letters up to which a text counts as damaged, not as another encoding."""


def csv_table(content: bytes, limits: Limits, *, damaged: bool = False) -> CellTable:
    """Read a header and rows; an apostrophe that kept a formula asleep is taken away.

    Parameters
    ----------
    damaged
        Whether a few bytes may be no letters: U+FFFD stands for them then.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If the text is in neither encoding or not CSV, or has too many columns; rows are read
        as they are asked for, so that one of them may raise it too.
    """
    if damaged:
        return make_table(_rows(content, _nearest(content), limits, "replace"), limits)
    return make_table(_rows(content, _encoding(content), limits), limits)


def _nearest(content: bytes) -> str:
    """Encoding in which the fewest letters are lost.

    Raises
    ------
    UnreadableFile
        If more than a few are lost in each.
    """
    lost = {encoding: _lost_share(content, encoding) for encoding in _ENCODINGS}
    best = min(lost, key=lambda encoding: lost[encoding])  # the first of two that are equal
    if lost[best] > _FEW:
        raise UnreadableFile(_NO_TEXT)
    return best


def _lost_share(content: bytes, encoding: str) -> float:
    """Share of the letters that cannot be read."""
    lost = letters = 0
    with io.TextIOWrapper(io.BytesIO(content), encoding, "replace", newline="") as text:
        while words := text.read(_CHUNK_BYTES):
            lost += words.count(_LOST)
            letters += len(words)
    return lost / max(letters, 1)


def _encoding(content: bytes) -> str:
    for encoding in _ENCODINGS:
        with io.TextIOWrapper(io.BytesIO(content), encoding, newline="") as text:
            try:
                while text.read(_CHUNK_BYTES):
                    pass
            except UnicodeDecodeError:
                continue
        return encoding
    raise UnreadableFile(_NO_TEXT)


def _rows(
    content: bytes, encoding: str, limits: Limits, errors: str = "strict"
) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the line they begin on."""
    csv.field_size_limit(1_000_000)  # the process has one; longer cells are looked at later
    with io.TextIOWrapper(io.BytesIO(content), encoding, errors, newline="") as text:
        reader = csv.reader(text, strict=True)
        begin = 1
        try:
            for cells in reader:
                check_count(len(cells), "columns", limits.columns)
                if cells:
                    yield begin, [unescape_cell(cell) for cell in cells]
                begin = reader.line_num + 1
        except csv.Error as error:
            msg = f"line {reader.line_num} is not CSV: {error}"
            raise UnreadableFile(msg) from error
