"""What a cell of a workbook shows: numbers, dates, texts."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from data.row_faults import Fault

# Formats that every workbook knows by number; 27-36 and 50-58 are those of Chinese workbooks.
_DATES: Final = frozenset(
    str(number) for number in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
)
_SECTIONS: Final = frozenset({"numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"})
_NOT_SHOWN: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_ZEROS: Final = re.compile(r"0{2,}")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
EPOCH_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zones
EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
# A spreadsheet keeps a number as a double and shows 15 digits of it.
_DIGITS: Final = 15
_LAST_DAY: Final = 2_958_466  # 31 December 9999
_SECONDS: Final = 86_400


class UnusableCell(ValueError):
    """A cell shows something else than it means; the message says which and why.

    Attributes
    ----------
    fault, place
        The same for pages in any language: what is wrong, and with which cell.
    """

    def __init__(self, fault: Fault, place: str, message: str) -> None:
        super().__init__(f"{place} {message}")
        self.fault = fault
        self.place = place


@dataclass(frozen=True, slots=True)
class CellFormat:
    """How numbers of a style are shown.

    Attributes
    ----------
    epoch
        Day 0 of a style that shows dates.
    zeros
        Fewest digits, for codes that begin with zeros.
    """

    epoch: datetime | None = None
    zeros: int = 0


def read_formats(starts: Iterable[tuple[str, dict[str, str]]], epoch: datetime) -> list[CellFormat]:
    """Formats by the number of their style.

    Parameters
    ----------
    starts
        Elements of the part with the styles; a workbook without styles has none.
    epoch
        Day 0 of the workbook, `EPOCH_1900` or `EPOCH_1904`.
    """
    codes: dict[str, str] = {}
    formats: list[CellFormat] = []
    section = ""
    for name, told in starts:
        if name in _SECTIONS:
            section = name
        elif name == "numFmt" and section == "numFmts":
            codes[told.get("numFmtId", "")] = told.get("formatCode", "")
        elif name == "xf" and section == "cellXfs":
            formats.append(_format(told.get("numFmtId", ""), codes, epoch))
    return formats


def _format(number: str, codes: Mapping[str, str], epoch: datetime) -> CellFormat:
    code = codes.get(number)
    if code is None:
        is_date = number in _DATES
        return CellFormat(epoch if is_date else None)
    if _ZEROS.fullmatch(code):
        return CellFormat(zeros=len(code))
    shown = _NOT_SHOWN.sub("", code.partition(";")[0]).lower()
    is_date = "general" not in shown and any(letter in shown for letter in "ymdhs")
    return CellFormat(epoch if is_date else None)


def cell_text(kind: str, raw: str, shown: CellFormat, place: str) -> str:
    """Text of a cell that has a value.

    Raises
    ------
    UnusableCell
        If it is an error, a date beyond the calendar, or a number of more than 15 digits.
    """
    reader = _READERS.get(kind)
    if reader is None:
        msg = "is of an unknown kind: save the workbook again"
        raise UnusableCell(Fault.CELL_DAMAGED, place, msg)
    return reader(raw, shown, place)


def _boolean(raw: str, _shown: CellFormat, _place: str) -> str:
    return "true" if raw in {"1", "true"} else "false"


def _error(raw: str, _shown: CellFormat, place: str) -> str:
    msg = f"shows the error {raw[:20]}: correct it"
    raise UnusableCell(Fault.CELL_ERROR, place, msg)


def _iso(raw: str, _shown: CellFormat, _place: str) -> str:
    return raw


def _number(raw: str, shown: CellFormat, place: str) -> str:
    try:
        number = Decimal(raw)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > 300:  # noqa: PLR2004 - a double's
        msg = f"holds {raw[:20]!r}, which is no number"
        raise UnusableCell(Fault.CELL_NUMBER, place, msg)
    if shown.epoch is not None:
        return _moment(number, shown.epoch, place)
    if number != number.to_integral_value():
        return repr(float(raw))
    if abs(number) >= 10**_DIGITS:
        msg = (
            f"is a number of more than {_DIGITS} digits, of which a spreadsheet loses the "
            "last: format the column as text and enter it again"
        )
        raise UnusableCell(Fault.CELL_DIGITS, place, msg)
    return str(int(number)).zfill(shown.zeros)


def _moment(days: Decimal, epoch: datetime, place: str) -> str:
    if not 0 <= days < _LAST_DAY:
        msg = f"holds {days} where a date belongs"
        raise UnusableCell(Fault.CELL_DATE, place, msg)
    whole = epoch + timedelta(days=int(days), seconds=round(days % 1 * _SECONDS))
    if days < 1:
        return whole.time().isoformat()
    return whole.isoformat() if days % 1 else whole.date().isoformat()


def unescape(text: str) -> str:
    """Text with the letters that XML cannot hold, which a workbook spells ``_x000D_``."""
    return _ESCAPED.sub(_letter, text)


def _letter(found: re.Match[str]) -> str:
    letter = chr(int(found.group(1), 16))
    return "\ufffd" if "\ud800" <= letter <= "\udfff" else letter


_READERS: Final[dict[str, Callable[[str, CellFormat, str], str]]] = {
    "n": _number,
    "b": _boolean,
    "e": _error,
    "d": _iso,
    "str": _iso,
}
