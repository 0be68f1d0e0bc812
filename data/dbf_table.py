"""The table beside a Shapefile (dBASE III), as records."""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from data.errors import UnreadableFile
from data.file_guards import Limits, check_count

_HEAD: Final = struct.Struct("<4xIHH")  # rows, length of the header, length of a row
_FIELD: Final = struct.Struct("<11sc4xBB14x")
_FIELDS_AT: Final = 32
_FIELD_END: Final = 0x0D
_DELETED: Final = ord("*")
# What an office's software writes into .cpg, by what Python calls it; others are guessed.
_CODE_PAGES: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "65001": "utf-8",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "936": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "54936": "gb18030",
}
_ASCII: Final = bytes(range(128))
_SAMPLE_BYTES: Final = 4_000_000
_MOST_CUT_SHORT: Final = 50  # one error in so many bytes is a letter cut by the end of a cell
_DATE_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class _Field:
    """A column: where it lies in a row, and what its bytes mean."""

    name: str
    kind: str
    begin: int
    end: int


def parse_dbf(
    content: bytes, code_page: bytes | None, limits: Limits
) -> Iterator[dict[str, Any] | None]:
    """Read rows one by one; None for each that is marked as deleted.

    Parameters
    ----------
    content
        The ``.dbf`` file.
    code_page
        The ``.cpg`` file; without one, UTF-8 if the bytes are, else GB 18030.
    limits
        How many rows and columns.

    Raises
    ------
    UnreadableFile, FileTooLarge
        If the table is broken, shorter than it says, or in another encoding.
    """
    try:
        count, begin, length = _HEAD.unpack_from(content)
    except struct.error as error:
        msg = "the .dbf file is too short to be one"
        raise UnreadableFile(msg) from error
    check_count(count, "rows", limits.rows)
    if length < 1 or begin + count * length > len(content):
        msg = "the .dbf file is shorter than it says: copy it again"
        raise UnreadableFile(msg)
    raw = _raw_fields(content[:begin], limits)
    encoding = _encoding([name for name, *_ in raw], content[begin:], code_page)
    fields = _fields(raw, length, encoding)
    for row in range(count):
        at = begin + row * length
        cells = content[at : at + length]
        yield None if cells[0] == _DELETED else _record(cells, fields, encoding)


def _encoding(names: list[bytes], rows: bytes, code_page: bytes | None) -> str:
    named = (code_page or b"")[:40].decode("ascii", "replace").strip(" \0\r\n").lower()
    if named in _CODE_PAGES:
        return _CODE_PAGES[named]
    # Letters of UTF-8 beyond ASCII have no byte of ASCII in them; GBK's run into errors at once.
    letters = (b"".join(names) + rows[:_SAMPLE_BYTES]).translate(None, _ASCII)
    errors = letters.decode("utf-8", "replace").count("\ufffd")
    return "utf-8" if errors * _MOST_CUT_SHORT <= len(letters) else "gb18030"


def _raw_fields(head: bytes, limits: Limits) -> list[tuple[bytes, bytes, int]]:
    """Name, kind and width of each column, as they stand."""
    fields: list[tuple[bytes, bytes, int]] = []
    at = _FIELDS_AT
    while at + _FIELD.size <= len(head) and head[at] != _FIELD_END:
        name, kind, width, decimals = _FIELD.unpack_from(head, at)
        if kind == b"C":
            width += decimals << 8  # Clipper's long texts
        fields.append((name.partition(b"\0")[0], kind, width))
        at += _FIELD.size
    check_count(len(fields), "columns", limits.columns)
    return fields


def _fields(raw: list[tuple[bytes, bytes, int]], length: int, encoding: str) -> list[_Field]:
    fields: list[_Field] = []
    begin = 1
    for name, kind, width in raw:
        text = name.decode(encoding, "replace").strip()
        fields.append(_Field(text, kind.decode("latin-1"), begin, begin + width))
        begin += width
    if begin > length:
        msg = "the .dbf file has columns wider than its rows: copy it again"
        raise UnreadableFile(msg)
    names = [field.name for field in fields]
    if len(set(names)) < len(names):
        msg = f"the .dbf file has a column twice: {', '.join(names)[:200]}"
        raise UnreadableFile(msg)
    return fields


def _record(cells: bytes, fields: list[_Field], encoding: str) -> dict[str, Any]:
    return {field.name: _value(cells[field.begin : field.end], field, encoding) for field in fields}


def _value(cell: bytes, field: _Field, encoding: str) -> Any:
    text = cell.decode(encoding, "replace").rstrip(" \0")
    if not text.strip():
        return None
    if field.kind == "C":
        return text
    reader = _READERS.get(field.kind)
    return reader(text.strip()) if reader else None  # memos and pictures lie in another file


def _number(text: str) -> int | float | None:
    """Whole numbers stay whole, of any length; stars are dBASE's word for one too wide."""
    if not _NUMBER.fullmatch(text):
        return None
    return int(text) if _WHOLE.fullmatch(text) else float(text)


def _flag(text: str) -> bool | None:
    return {"t": True, "y": True, "f": False, "n": False}.get(text.lower())


def _date(text: str) -> str | None:
    if len(text) == _DATE_LENGTH and text.isdecimal():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.strip("0") else None
    return text


_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,254}")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "N": _number,
    "F": _number,
    "L": _flag,
    "D": _date,
}
