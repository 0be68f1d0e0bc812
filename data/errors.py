"""What storage and files refuse.

::

    DataError
    ├── UnreadableFile
    │   └── FileTooLarge
    ├── UnknownFormat
    ├── UnwritableFile
    ├── NotFound
    │   └── FileGone
    ├── StaleWrite
    ├── KeyReused
    ├── TwinRunning
    │   └── BulkRunning
    ├── UnknownHousehold
    ├── UnknownParty
    ├── NotHeld
    ├── HeldAlready
    ├── NoHouseholds
    ├── RegisterChanged
    ├── GridsOverlap
    ├── PostTaken
    │   └── PostRepeated
    ├── CodeTaken
    ├── Overlapping
    ├── TooManyFiles
    ├── DatabaseAway
    ├── NotReady
    ├── RegisterNotEmpty
    └── UnfitArgument
"""

from collections.abc import Mapping, Sequence
from typing import Any


class DataError(Exception):
    """Storage or a file says no."""


class UnreadableFile(DataError):
    """The file is missing, broken, or not what its name says."""


class FileTooLarge(UnreadableFile):
    """The file holds more than we are ready to read."""


class UnknownFormat(DataError):
    """The ending of the file name is none we read or write."""


class UnwritableFile(DataError):
    """The file cannot be written where it was asked for."""


class NotFound(DataError):
    """There is no such row, or it is not yours to see."""


class FileGone(NotFound):
    """A file that was sent before its report is not kept any more."""


class StaleWrite(DataError):
    """Somebody else changed the row in between.

    Attributes
    ----------
    changes
        What happened to it since, as plain values.
    """

    def __init__(self, message: str, changes: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.changes = tuple(changes)


class KeyReused(DataError):
    """The key already belongs to another report."""


class TwinRunning(DataError):
    """A request with the same key is still running."""


class BulkRunning(TwinRunning):
    """Rows of the same file are being taken in right now."""


class UnknownHousehold(DataError):
    """No household has this number."""


class UnknownRegion(DataError):
    """No village or township has this code."""


class UnknownParty(DataError):
    """No register has the party that is named."""


class NotHeld(DataError):
    """The issue does not wait for a screener."""


class HeldAlready(DataError):
    """The issue waits for a screener as it is."""


class NoHouseholds(DataError):
    """The region has no households that could be divided into grids."""


class RegisterChanged(DataError):
    """The registers are no longer those the proposal was made from."""


class GridsOverlap(DataError):
    """Two grids would cover the same ground on the same day."""


class PostTaken(DataError):
    """Somebody else holds the grid on these days."""


class PostRepeated(PostTaken):
    """The person has this very post already."""


class CodeTaken(DataError):
    """Another row of the register has the code."""


class Overlapping(DataError):
    """The person has another absence or turn of duty at that time."""


class TooManyFiles(DataError):
    """The issue has as many files as it may have."""


class DatabaseAway(DataError):
    """The database went away, is coming back, or takes no more callers."""


class NotReady(DataError):
    """The database is missing, or its schema is not the one this program needs."""


class RegisterNotEmpty(DataError):
    """The database already holds something that must not be mixed with this."""


class UnfitArgument(DataError):
    """A job was given something else than ids and codes."""
