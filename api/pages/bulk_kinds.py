"""The faults of a file's rows, counted under a word or two each."""

from collections.abc import Mapping
from typing import Final

from api.labels import N_
from api.texts import Texts
from data.row_faults import Fault

_OTHER: Final = N_("other faults")
_SHORT: Final[Mapping[str, str]] = {
    Fault.EMPTY: N_("empty cells"),
    Fault.NO_MOMENT: N_("dates"),
    Fault.OTHER_AGE: N_("dates"),
    Fault.IN_FUTURE: N_("dates"),
    Fault.CELL_DATE: N_("dates"),
    Fault.NO_WORD: N_("unknown words"),
    Fault.HALF_POINT: N_("coordinates"),
    Fault.NO_POINT: N_("coordinates"),
    Fault.SWAPPED_POINT: N_("coordinates"),
    Fault.OFF_GLOBE: N_("coordinates"),
    Fault.GEOMETRY: N_("coordinates"),
    Fault.ROW_TWICE: N_("rows that stand twice"),
    Fault.KEY_TWICE: N_("rows that stand twice"),
    Fault.KEY_TAKEN: N_("numbers in use"),
    Fault.UNKNOWN_HOUSEHOLD: N_("unknown households"),
    Fault.OUTSIDE_AREA: N_("outside your area"),
    Fault.TOO_LONG: N_("too long"),
    Fault.CELL_TOO_LONG: N_("too long"),
    Fault.NUL: N_("damaged letters"),
    Fault.LETTERS_LOST: N_("damaged letters"),
}
"""Fault → a word or two for it."""


def count_kinds(counts: Mapping[str, int], texts: Texts) -> tuple[tuple[str, int], ...]:
    """Rows by what is wrong with them, the most first; the same words once."""
    by_words: dict[str, int] = {}
    for code, count in counts.items():
        words = texts.translate(_SHORT.get(code, _OTHER))
        by_words[words] = by_words.get(words, 0) + count
    return tuple(sorted(by_words.items(), key=lambda pair: -pair[1]))
