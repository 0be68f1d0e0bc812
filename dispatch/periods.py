"""The fixed periods of published figures: quarters, and years that end with one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

QUARTERS_A_YEAR: Final = 4
_MONTHS_A_QUARTER: Final = 3
_CODE: Final = re.compile(r"([1-9]\d{3})-q([1-4])(-year)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter; quarters are counted from the year 0, so that they can be added.

    Attributes
    ----------
    count
        Quarters since the first one of the year 0.
    """

    count: int

    @property
    def year(self) -> int:
        """Its year."""
        return self.count // QUARTERS_A_YEAR

    @property
    def number(self) -> int:
        """1 to 4."""
        return self.count % QUARTERS_A_YEAR + 1

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * _MONTHS_A_QUARTER + 1, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return Quarter(self.count + 1).first_day - timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter, or the four quarters that end with it.

    Attributes
    ----------
    last
        The quarter it ends with.
    year
        Whether it is the 12 months to the end of that quarter.
    """

    last: Quarter
    year: bool

    @property
    def code(self) -> str:
        """Its name in addresses and tables: ``2026-q3`` or ``2026-q3-year``."""
        return f"{self.last.year}-q{self.last.number}{'-year' if self.year else ''}"

    @property
    def first_day(self) -> date:
        """Its first day."""
        return Quarter(self.last.count - (QUARTERS_A_YEAR - 1 if self.year else 0)).first_day

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.last.last_day


def quarter_of(day: date) -> Quarter:
    """Quarter a day lies in."""
    return Quarter(day.year * QUARTERS_A_YEAR + (day.month - 1) // _MONTHS_A_QUARTER)


def last_over(day: date) -> Quarter:
    """Newest quarter that is over on a day."""
    return Quarter(quarter_of(day).count - 1)


def periods_of(quarters: Iterable[Quarter], first: Quarter) -> list[Period]:
    """Periods that end with these quarters; a year only where all its quarters are counted.

    Parameters
    ----------
    first
        The first quarter that is counted at all.
    """
    return [
        Period(quarter, year)
        for quarter in quarters
        for year in (False, True)
        if not year or quarter.count - first.count >= QUARTERS_A_YEAR - 1
    ]


def read_period(code: str) -> Period | None:
    """Period with this code; none when it is no code of a period."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    year, number, whole = found.groups()
    return Period(Quarter(int(year) * QUARTERS_A_YEAR + int(number) - 1), whole is not None)
