"""12-digit statistical codes: their level, their parent, what starts with them."""

from typing import Final

from dispatch.vocabulary import RegionLevel

CODE_DIGITS: Final = 12

DIGITS: Final[dict[RegionLevel, int]] = {
    RegionLevel.PROVINCE: 2,
    RegionLevel.CITY: 4,
    RegionLevel.COUNTY: 6,
    RegionLevel.TOWNSHIP: 9,
    RegionLevel.VILLAGE: 12,
}
"""统计用区划代码: significant digits by level; shorter levels end in zeros."""

_LAST: Final = "\U0010ffff"
"""Sorts after every character of a code, under the C collation."""


def is_statistical(code: str) -> bool:
    """Whether a code is 12 digits that do not start with a zero province."""
    return len(code) == CODE_DIGITS and code.isascii() and code.isdigit() and code[:2] != "00"


def whole_code(code: str) -> str:
    """A code as files shorten it, filled up to 12 digits; any other word as it is."""
    short = code.isascii() and code.isdigit() and len(code) in DIGITS.values()
    return code.ljust(CODE_DIGITS, "0") if short else code


def level_of(code: str) -> RegionLevel:
    """Level of a 12-digit code, read from its trailing zeros.

    Raises
    ------
    ValueError
        If it is no 12-digit code.
    """
    if not is_statistical(code):
        msg = f"{code!r} is not a 12-digit division code"
        raise ValueError(msg)
    return next(level for level, digits in DIGITS.items() if not code[digits:].strip("0"))


def is_local(code: str) -> bool:
    """Whether a region is a township or lies in one; in a free scheme every region does."""
    return not is_statistical(code) or DIGITS[level_of(code)] >= DIGITS[RegionLevel.TOWNSHIP]


def prefix_of(code: str) -> str:
    """Leading digits that everything under a region shares; any other code is its own prefix."""
    return code[: DIGITS[level_of(code)]] if is_statistical(code) else code


def ancestors_of(code: str | None) -> tuple[str, ...]:
    """A code and those of all regions above it, the nearest first; any other code is alone."""
    if code is None:
        return ()
    if not is_statistical(code):
        return (code,)
    own = DIGITS[level_of(code)]
    return tuple(
        code[:digits].ljust(CODE_DIGITS, "0")
        for digits in sorted(DIGITS.values(), reverse=True)
        if digits <= own
    )


def county_over(code: str | None) -> str | None:
    """County a region is or lies in; in a free scheme, and above counties, none."""
    return _over(code, RegionLevel.COUNTY)


def township_over(code: str | None) -> str | None:
    """Township a region is or lies in; in a free scheme, and above townships, none."""
    return _over(code, RegionLevel.TOWNSHIP)


def _over(code: str | None, level: RegionLevel) -> str | None:
    ways = ancestors_of(code) if code is not None and is_statistical(code) else ()
    return next((one for one in ways if level_of(one) is level), None)


def code_range(prefix: str) -> tuple[str, str]:
    """First code and the bound after the last one that start with a prefix."""
    return prefix, prefix + _LAST
