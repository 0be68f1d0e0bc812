"""Houses of a survey as a table that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from api.texts import Texts
from data.formula_cells import escape_cell
from data.survey import SurveyedHouse

_COLUMNS: Final = (
    *("number", "head", "village_code", "group", "resident", "grid", "lon", "lat", "accuracy_m"),
)
"""Names that `wangge import households` reads back."""


def house_table(houses: Iterable[SurveyedHouse], texts: Texts) -> bytes:
    """CSV of houses, UTF-8 with the mark by which spreadsheets know it.

    The first columns are those an import reads: filled in, the file can be imported.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*_COLUMNS, texts.translate("Warnings")])
    for house in houses:
        cells = [_cell(getattr(house, name)) for name in _COLUMNS]
        writer.writerow([*cells, " ".join(house.oddities)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape_cell(str(value))
