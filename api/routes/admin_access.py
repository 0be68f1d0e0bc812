"""Who opens which part of the registers; refused before anything else is read."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Path, Query

from api.filters import BadFilter
from api.pages.admin_tabs import TABS
from api.pages.reader import Reader, ReaderDep
from dispatch.errors import NotPermitted

_EARLIEST: Final = date(1949, 10, 1)
_LATEST: Final = date(2200, 1, 1)


def reader_of(name: str) -> Callable[[Reader], Reader]:
    """Make a dependency that lets only the roles of a part through."""
    tab = next(one for one in TABS if one.name == name)

    def check(reader: ReaderDep) -> Reader:
        if reader.actor.role not in tab.roles:
            msg = f"the page {tab.path} is not for the role {reader.actor.role}"
            raise NotPermitted(msg)
        return reader

    return check


OverviewDep = Annotated[Reader, Depends(reader_of("overview"))]
ManagerDep = Annotated[Reader, Depends(reader_of("people"))]
UploaderDep = Annotated[Reader, Depends(reader_of("imports"))]
SettingsReaderDep = Annotated[Reader, Depends(reader_of("settings"))]


def read_day(reader: ReaderDep, on: Annotated[str, Query(max_length=10)] = "") -> date:
    """Day a page is asked about; today unless it says another.

    Raises
    ------
    BadFilter
        If it is no day.
    """
    if not on:
        return reader.now.date()
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        msg = "on is a day such as 2026-01-31"
        raise BadFilter(msg, field="on") from error
    if not _EARLIEST <= day <= _LATEST:
        msg = f"on lies between {_EARLIEST} and {_LATEST}"
        raise BadFilter(msg, field="on")
    return day


DayDep = Annotated[date, Depends(read_day)]
DoneDep = Annotated[str, Query(max_length=16)]
"""Word for what was done last; see `api.pages.admin_words.DONE`."""
IdDep = Annotated[int, Path(ge=1, le=2**63 - 1)]
