"""What is wrong with a row of a file of reports, and what to do, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.labels import N_
from api.texts import Texts
from data.row_faults import Fault

_SAVE_AGAIN: Final = N_("Save the workbook again, or save the sheet as CSV.")
_ON_THE_MAP: Final = N_("Correct longitude and latitude, or leave both empty.")

FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    Fault.TOO_MANY_CELLS: (
        N_("The row has more cells than the header."),
        N_("Put cells that hold a comma in quotes."),
    ),
    Fault.CELL_TOO_LONG: (N_("A cell is too long to be read."), N_("Shorten it.")),
    Fault.CELL_ERROR: (
        N_("Cell %(place)s shows an error of the spreadsheet."),
        N_("Correct its formula, or write the value."),
    ),
    Fault.CELL_DIGITS: (
        N_("Cell %(place)s is a number of more than 15 digits, whose last ones are lost."),
        N_("Format the column as text and enter it again."),
    ),
    Fault.CELL_NUMBER: (N_("Cell %(place)s holds no usable number."), N_("Write it again.")),
    Fault.CELL_DATE: (
        N_("Cell %(place)s holds a number where a date belongs."),
        N_("Write the date again, as 2026-01-31."),
    ),
    Fault.CELL_FORMULA: (
        N_("Cell %(place)s holds a formula without its value."),
        N_("Open the workbook, let it reckon, and save it."),
    ),
    Fault.CELL_DAMAGED: (N_("Cell %(place)s is damaged."), _SAVE_AGAIN),
    Fault.GEOMETRY: (
        N_("The place of the row cannot be read."),
        N_("Give it as a point, or leave it out."),
    ),
    Fault.NUL: (
        N_("The cell holds a letter that no text can hold."),
        N_("Delete the cell and write it again."),
    ),
    Fault.LETTERS_LOST: (
        N_("The cell holds bytes that are no letters."),
        N_("Write it again, and save the file as UTF-8."),
    ),
    Fault.EMPTY: (N_("The cell is empty."), N_("Fill it in.")),
    Fault.TOO_LONG: (
        N_("The cell has %(length)s letters; %(most)s are the most."),
        N_("Shorten it."),
    ),
    Fault.NO_MOMENT: (
        N_("“%(word)s” is no date."),
        N_("Write it as 2026-01-31 or 2026-01-31 08:30."),
    ),
    Fault.OTHER_AGE: (N_("“%(word)s” lies in another age."), N_("Correct the year.")),
    Fault.IN_FUTURE: (N_("“%(word)s” is still to come."), N_("Write the day it was received.")),
    Fault.NO_METRES: (
        N_("“%(word)s” is no accuracy in metres."),
        N_("Write metres, or leave it empty."),
    ),
    Fault.NO_WORD: (
        N_("“%(word)s” is a word this program does not know."),
        N_("Say what it means where the columns are chosen, or leave it empty."),
    ),
    Fault.HALF_POINT: (N_("Half of the point is missing."), _ON_THE_MAP),
    Fault.NO_POINT: (N_("“%(lon)s, %(lat)s” are not two numbers."), _ON_THE_MAP),
    Fault.SWAPPED_POINT: (
        N_("Longitude and latitude look swapped: %(lon)s, %(lat)s."),
        N_("Swap the two columns above, or correct the row."),
    ),
    Fault.OFF_GLOBE: (N_("%(lon)s, %(lat)s is no place on the globe."), _ON_THE_MAP),
    Fault.ROW_TWICE: (
        N_("The same row stands twice in this file; the first one counts."),
        N_("Nothing to do; give it a number if it is another matter."),
    ),
    Fault.KEY_TWICE: (
        N_("The number “%(key)s” stands twice in this file; the first row counts."),
        N_("Give each matter a number of its own."),
    ),
    Fault.KEY_TAKEN: (
        N_("Under the number “%(key)s” another report was taken in before."),
        N_("Choose no column for the number if numbers repeat; else correct the number."),
    ),
    Fault.UNKNOWN_HOUSEHOLD: (
        N_("Household “%(household)s” is not in the register."),
        N_("Correct the number, or leave it empty."),
    ),
    Fault.OUTSIDE_AREA: (
        N_("The place lies outside your area."),
        N_("Send the row to the county's desk."),
    ),
    Fault.OUTSIDE_COUNTY: (N_("The place lies outside the county."), _ON_THE_MAP),
}
"""Fault → what is wrong and the remedy, as message ids."""

FIELD_NAMES: Final[Mapping[str, str]] = {
    "text": N_("What it is about"),
    "received_at": N_("Received on"),
    "key": N_("Number of the matter"),
    "category": N_("Category"),
    "channel": N_("Channel"),
    "kind": N_("Kind of petition"),
    "urgent": N_("Urgent (yes or no)"),
    "petitioner_name": N_("Name of the resident"),
    "petitioner_phone": N_("Phone of the resident"),
    "household": N_("Household number"),
    "address": N_("Address"),
    "village_code": N_("Code of the village"),
    "lon": N_("Longitude"),
    "lat": N_("Latitude"),
    "accuracy_m": N_("Accuracy in metres"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One problem in words."""

    line: int
    column: str
    what: str
    remedy: str


def tell(line: int, column: str | None, code: str, params: Mapping[str, Any], texts: Texts) -> Told:
    """Problem of a row in words; a column that is none of the file's is named by its meaning."""
    what, remedy = FAULTS[code]
    column = column or ""
    name = texts.translate(FIELD_NAMES[column]) if column in FIELD_NAMES else column
    return Told(line, name, texts.translate(what) % params, texts.translate(remedy))
