"""An XLSX workbook of one sheet, in which no text can become a formula."""

import io
import math
import numbers
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

import pandas as pd

from data.errors import UnwritableFile
from data.formula_cells import is_formula

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_MOST_ROWS, _MOST_COLUMNS, _MOST_LETTERS = 1_048_576, 16_384, 32_767
_LARGEST: Final = 10**15  # beyond it a spreadsheet changes digits
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_QUOTED: Final = ' s="1"'  # the style that keeps a text from being entered again as a formula

_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_SHEET}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        "</cellStyleXfs>"
        '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" '
        'applyNumberFormat="1"/></cellXfs></styleSheet>'
    ),
}


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write a workbook; same rows, same bytes.

    Numbers are numbers, everything else is text, as it is; whole numbers of more than 15
    digits are text, too.

    Raises
    ------
    UnwritableFile
        If there is more than a sheet or a cell holds.
    """
    if len(header) > _MOST_COLUMNS:
        msg = f"an XLSX sheet holds {_MOST_COLUMNS:,} columns: write .csv or .gpkg"
        raise UnwritableFile(msg)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _PARTS.items():
            archive.writestr(_member(name), _HEAD + part)
        with archive.open(_member("xl/worksheets/sheet1.xml"), "w") as sheet:
            for piece in _sheet(header, rows):
                sheet.write(piece.encode())
    return packed.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _sheet(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>'
    yield _row(header)
    for count, row in enumerate(rows, start=2):
        if count > _MOST_ROWS:
            msg = f"an XLSX sheet holds {_MOST_ROWS:,} rows: write .csv or .gpkg"
            raise UnwritableFile(msg)
        yield _row(row)
    yield "</sheetData></worksheet>"


def _row(cells: Sequence[Any]) -> str:
    return f"<row>{''.join(_cell(value) for value in cells)}</row>"


def _cell(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return "<c/>"
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return _number(value)
    if type(value).__name__ in {"bool", "bool_"}:
        return f'<c t="b"><v>{int(value)}</v></c>'
    return _text(str(value))


def _number(value: numbers.Real) -> str:
    if isinstance(value, numbers.Integral):
        whole = int(value)
        return f"<c><v>{whole}</v></c>" if abs(whole) < _LARGEST else _text(str(whole))
    number = float(value)
    return f"<c><v>{number!r}</v></c>" if math.isfinite(number) else "<c/>"


def _text(text: str) -> str:
    if not text:
        return "<c/>"
    if len(text) > _MOST_LETTERS:
        msg = f"a cell of an XLSX sheet holds {_MOST_LETTERS:,} letters: write .csv or .gpkg"
        raise UnwritableFile(msg)
    spelled = _ILLEGAL.sub(_spell, _LOOKS_ESCAPED.sub("_x005F_", text))
    style = _QUOTED if is_formula(text) else ""
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(spelled)}</t></is></c>'


def _spell(found: re.Match[str]) -> str:
    return f"_x{ord(found.group()):04X}_"
