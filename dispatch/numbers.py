"""Public numbers that tell nothing of order or count."""

from collections.abc import Callable
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number read out on the phone is heard right."""


def issue_number(year: int, below: Callable[[int], int]) -> str:
    """Public number such as ``2026-7F3K-9Q2M``: the year and 40 random bits.

    Parameters
    ----------
    below
        Source of randomness: ``below(n)`` answers an integer in ``[0, n)``.
    """
    return f"{year}-{_word(4, below)}-{_word(4, below)}"


def tracking_code(below: Callable[[int], int]) -> str:
    """Secret of 60 random bits with which a resident follows an issue."""
    return "-".join(_word(4, below) for _ in range(3))


def _word(length: int, below: Callable[[int], int]) -> str:
    return "".join(ALPHABET[below(len(ALPHABET))] for _ in range(length))
