"""What can be wrong with a row of reports, as codes that pages turn into words."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a row is not taken; its parameters stand behind each."""

    TOO_MANY_CELLS = "too-many-cells"
    CELL_TOO_LONG = "cell-too-long"
    CELL_ERROR = "cell-error"  # place
    CELL_DIGITS = "cell-digits"  # place
    CELL_NUMBER = "cell-number"  # place
    CELL_DATE = "cell-date"  # place
    CELL_FORMULA = "cell-formula"  # place
    CELL_DAMAGED = "cell-damaged"  # place
    GEOMETRY = "geometry"
    NUL = "nul"
    LETTERS_LOST = "letters-lost"
    EMPTY = "empty"
    TOO_LONG = "too-long"  # length, most
    NO_MOMENT = "no-moment"  # word
    OTHER_AGE = "other-age"  # word
    IN_FUTURE = "in-future"  # word
    NO_METRES = "no-metres"  # word
    NO_WORD = "no-word"  # word
    HALF_POINT = "half-point"
    NO_POINT = "no-point"  # lon, lat
    SWAPPED_POINT = "swapped-point"  # lon, lat
    OFF_GLOBE = "off-globe"  # lon, lat
    ROW_TWICE = "row-twice"
    KEY_TWICE = "key-twice"  # key
    KEY_TAKEN = "key-taken"  # key
    UNKNOWN_HOUSEHOLD = "unknown-household"  # household
    OUTSIDE_AREA = "outside-area"
    OUTSIDE_COUNTY = "outside-county"
