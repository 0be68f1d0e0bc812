"""Text that a spreadsheet would run as a formula, written so that it stays text."""

import re
import unicodedata
from typing import Final

_LEADS: Final = frozenset("=+-@|%\u2212")
_SKIPPED: Final = re.compile(r"[\s\ufeff\u200b-\u200f\u2060\u00ad\x00-\x1f]*")
_BREAKS: Final = ("\t", "\r", "\n")
# A number is no formula, and other programs could not read it with an apostrophe before it.
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_MARK: Final = "'"


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take a text for a formula.

    That is one that begins with ``= + - @ | %`` in any width, behind blanks or invisible letters
    too, or with a tab or a line break; plain numbers are none.
    """
    if not text or _NUMBER.fullmatch(text):
        return False
    first = _SKIPPED.sub("", text, count=1)[:1]
    lead = unicodedata.normalize("NFKC", first)[:1]
    return text.startswith(_BREAKS) or lead in _LEADS if lead else text.startswith(_BREAKS)


def escape_cell(text: str) -> str:
    """Put an apostrophe before a text that could be a formula, or that looks so escaped."""
    return _MARK + text if is_formula(text.lstrip(_MARK)) else text


def unescape_cell(text: str) -> str:
    """Text as it was before `escape_cell`."""
    marked = text.startswith(_MARK) and is_formula(text.lstrip(_MARK))
    return text[1:] if marked else text
