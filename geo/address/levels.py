"""The level of a division, read off its code."""

from typing import Final

from geo.address.divisions import Level

_DIGITS: Final = (
    (2, Level.PROVINCE),
    (4, Level.CITY),
    (6, Level.COUNTY),
    (9, Level.TOWNSHIP),
)
"""统计用区划代码: significant digits by level; shorter levels end in zeros."""


def level_of(code: str) -> Level:
    """Level of a 12-digit code by its trailing zeros; of any other code, the village."""
    for digits, level in _DIGITS:
        if not code[digits:].strip("0"):
            return level
    return Level.VILLAGE
