"""The level of a region as files write it."""

from typing import Final

from data.imports.source import RowRefused
from dispatch.vocabulary import RegionLevel

_WORDS: Final = {
    "town": RegionLevel.TOWNSHIP,
    "乡镇": RegionLevel.TOWNSHIP,
    "村": RegionLevel.VILLAGE,
    "banner": RegionLevel.COUNTY,
    "league": RegionLevel.CITY,
}


def read_level(word: str) -> RegionLevel | None:
    """Level that a cell says; none for an empty one.

    Raises
    ------
    RowRefused
        If it is no level.
    """
    try:
        return _WORDS.get(word) or RegionLevel(word) if word else None
    except ValueError as error:
        msg = f"level {word!r} is none of {', '.join(RegionLevel)}"
        raise RowRefused(msg) from error
