"""A sheet of an XLSX workbook as a table of text cells (ECMA-376), digit by digit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import Final

from data.cell_table import CellRow, CellTable, make_table
from data.errors import UnreadableFile
from data.file_guards import Archive, Limits, check_count
from data.row_faults import Fault
from data.rows import RowProblem
from data.xlsx_values import (
    EPOCH_1900,
    EPOCH_1904,
    CellFormat,
    UnusableCell,
    cell_text,
    read_formats,
    unescape,
)
from data.xml_parts import END, START, TEXT, Token, read_starts, read_tokens

_COLUMN: Final = re.compile(r"[A-Z]{1,3}")
_WHOLE: Final = re.compile(r"[0-9]{1,9}")
_WORKBOOK: Final = "xl/workbook.xml"
_NAMED: Final = 80


@dataclass(slots=True)
class _Cell:
    """A cell as it stands: which column, what kind and style, its text if it has any."""

    column: int
    told: Mapping[str, str]
    words: list[str] = field(default_factory=list)
    has_formula: bool = False


@dataclass(frozen=True, slots=True)
class _Book:
    """What cells refer to."""

    texts: Sequence[str]
    formats: Sequence[CellFormat]


def xlsx_table(content: bytes, limits: Limits, sheet: str | None = None) -> CellTable:
    """Read the first sheet of a workbook, or the one that is named.

    Numbers become the digits that stand in the file, dates ISO 8601, errors problems. What the
    sheet says about its own size is not believed.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If it is no workbook, damaged, an attack, or has no such sheet; rows are read as they
        are asked for, so that one of them may raise it too.
    """
    archive = Archive(content, "the workbook", limits)
    starts = read_starts(_part(archive, _WORKBOOK), limits)
    part = _sheet_part(archive, starts, sheet, limits)
    epoch = EPOCH_1904 if _is_1904(starts) else EPOCH_1900
    styles = read_starts(archive.read("xl/styles.xml"), limits) if _has(archive, "styles") else []
    book = _Book(_shared_texts(archive, limits), read_formats(styles, epoch))
    tokens = read_tokens(_part(archive, part), limits)
    return make_table(_rows(tokens, book, limits), limits)


def _has(archive: Archive, name: str) -> bool:
    return f"xl/{name}.xml" in archive.names


def _part(archive: Archive, name: str) -> bytes:
    if name not in archive.names:
        msg = "the content is not an XLSX workbook, whatever its name says"
        raise UnreadableFile(msg)
    return archive.read(name)


def _is_1904(starts: list[tuple[str, dict[str, str]]]) -> bool:
    return any(
        name == "workbookPr" and told.get("date1904") in {"1", "true"} for name, told in starts
    )


def _sheet_part(
    archive: Archive, starts: list[tuple[str, dict[str, str]]], wanted: str | None, limits: Limits
) -> str:
    sheets = [told for name, told in starts if name == "sheet"]
    named = [told for told in sheets if wanted is None or told.get("name") == wanted]
    if not named:
        known = ", ".join(told.get("name", "") for told in sheets)[:_NAMED]
        msg = f"the workbook has no sheet {str(wanted)[:_NAMED]!r}; it has {known or 'none'}"
        raise UnreadableFile(msg)
    key = next((v for k, v in named[0].items() if k.endswith(":id")), None)
    for _, told in read_starts(_part(archive, "xl/_rels/workbook.xml.rels"), limits):
        if told.get("Id") == key and told.get("Type", "").endswith("/worksheet"):
            return normpath(join("/xl", told.get("Target", ""))).lstrip("/")
    msg = "the sheet holds no table"
    raise UnreadableFile(msg)


def _shared_texts(archive: Archive, limits: Limits) -> list[str]:
    """Texts that cells refer to; how they are read aloud (``rPh``) is left out."""
    if not _has(archive, "sharedStrings"):
        return []
    texts: list[str] = []
    words: list[str] = []
    here = ""
    for kind, name, _ in read_tokens(archive.read("xl/sharedStrings.xml"), limits):
        if kind == TEXT:
            words.extend([name] if here == "t" else [])
            continue
        here = _within(kind, name, here)
        if name == "si" and kind == END:
            texts.append(unescape("".join(words)))
            words = []
            check_count(len(texts), "texts", limits.cells)
    return texts


def _within(kind: str, name: str, here: str) -> str:
    """Element whose text comes next; within ``rPh`` none is taken."""
    if here == "rPh" and not (kind == END and name == "rPh"):
        return here
    return name if kind == START else ""


def _rows(tokens: Iterator[Token], book: _Book, limits: Limits) -> Iterator[CellRow]:
    """Rows that are not blank, as wide as the first."""
    width = 0
    for line, cells in _raw_rows(tokens):
        try:
            texts = _row(cells, book, limits)
        except UnusableCell as error:
            named = {"place": error.place}
            yield RowProblem(line, str(error), code=error.fault, params=named)
            continue
        if any(texts):
            width = width or len(texts)
            yield line, texts + [""] * (width - len(texts))


def _raw_rows(tokens: Iterator[Token]) -> Iterator[tuple[int, list[_Cell]]]:
    """Line of each row, and its cells that hold something."""
    line, here = 0, ""
    cells: list[_Cell] = []
    cell = _Cell(-1, {})
    for kind, name, told in tokens:
        if kind == TEXT:
            cell.words.extend([name] if here in {"v", "t"} else [])
            continue
        here = _within(kind, name, here)
        if name == "row":
            if kind == END:
                yield line, cells
            line = _row_number(told, line + 1) if kind == START else line
            cells, cell = [], _Cell(-1, {})
        elif name == "c" and kind == START:
            cell = _Cell(_column(told, cell.column + 1), told)
        elif name == "f":
            cell.has_formula = True
        elif name == "c" and (cell.words or cell.has_formula):
            cells.append(cell)


def _row_number(told: Mapping[str, str], following: int) -> int:
    number = told.get("r", "")
    return int(number) if _WHOLE.fullmatch(number) else following


def _column(told: Mapping[str, str], following: int) -> int:
    match = _COLUMN.match(told.get("r", ""))
    if match is None:
        return following
    number = 0
    for letter in match.group():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _row(cells: list[_Cell], book: _Book, limits: Limits) -> list[str]:
    texts: list[str] = []
    for cell in cells:
        text = _text(cell, book)
        if text:
            check_count(cell.column + 1, "columns", limits.columns)
            texts.extend([""] * (cell.column + 1 - len(texts)))
            texts[cell.column] = text
    return texts


def _text(cell: _Cell, book: _Book) -> str:
    kind, place, raw = cell.told.get("t", "n"), cell.told.get("r", "a cell"), "".join(cell.words)
    if kind in {"inlineStr", "str"} and cell.words:
        return unescape(raw)
    if not cell.words:
        msg = "has a formula without its value: open and save the workbook"
        raise UnusableCell(Fault.CELL_FORMULA, place, msg)
    if kind == "s":
        return _shared(raw, book.texts, place)
    return cell_text(kind, raw.strip(), _format(cell, book.formats), place)


def _shared(raw: str, texts: Sequence[str], place: str) -> str:
    if _WHOLE.fullmatch(raw) and int(raw) < len(texts):
        return texts[int(raw)]
    msg = "refers to a text that is not there: save the workbook again"
    raise UnusableCell(Fault.CELL_DAMAGED, place, msg)


def _format(cell: _Cell, formats: Sequence[CellFormat]) -> CellFormat:
    style = cell.told.get("s", "0")
    index = int(style) if _WHOLE.fullmatch(style) else 0
    return formats[index] if index < len(formats) else CellFormat()
