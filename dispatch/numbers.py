"""Public numbers that tell nothing of order or count."""

import re
from collections.abc import Callable
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number read out on the phone is heard right."""

_MISREAD: Final = str.maketrans("OILU", "011V")
"""Letters the alphabet lacks, and what whoever types them has seen or heard."""
_A_WORD: Final = 4
_WORDS: Final = 3


def issue_number(year: int, below: Callable[[int], int]) -> str:
    """Public number such as ``2026-7F3K-9Q2M``: the year and 40 random bits.

    Parameters
    ----------
    below
        Source of randomness: ``below(n)`` answers an integer in ``[0, n)``.
    """
    return f"{year}-{_word(below)}-{_word(below)}"


def tracking_code(below: Callable[[int], int]) -> str:
    """Secret of 60 random bits with which a resident follows an issue."""
    return "-".join(_word(below) for _ in range(_WORDS))


def read_tracking_code(typed: str) -> str | None:
    """Read a tracking code as people type it.

    Returns
    -------
    code
        In its own form; none where it cannot be one. Spaces, dashes and small letters do not
        matter, nor letters that look or sound like one of the alphabet.
    """
    plain = re.sub(r"[\s\-\u2010-\u2015\uff0d._]", "", typed).upper().translate(_MISREAD)
    if len(plain) != _A_WORD * _WORDS or not set(plain) <= set(ALPHABET):
        return None
    return "-".join(plain[start : start + _A_WORD] for start in range(0, len(plain), _A_WORD))


def _word(below: Callable[[int], int]) -> str:
    return "".join(ALPHABET[below(len(ALPHABET))] for _ in range(_A_WORD))
