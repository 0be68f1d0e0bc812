"""What can be wrong with a hash chain, and where."""

from enum import StrEnum
from typing import NamedTuple


class Fault(StrEnum):
    """What is wrong with the first broken link of a chain, or with a file of signed heads."""

    MISSING = "missing"
    INSERTED = "inserted"
    OUT_OF_ORDER = "out of order"
    EDITED = "edited"
    TAIL_CUT = "tail cut"
    HEAD_DIFFERS = "head differs"
    NOT_AS_SIGNED = "not as signed"
    VALUE_DIFFERS = "value differs from its digest"
    VALUE_GONE = "value gone without an erasure"
    FILE_MISSING = "file missing"
    FILE_UNREADABLE = "file unreadable"
    FILE_FORGED = "file not signed by this key"
    FILE_OUT_OF_ORDER = "file does not follow the one before"
    FILE_INCOMPLETE = "file leaves heads out"


class BrokenLink(NamedTuple):
    """The first broken link of one chain.

    Attributes
    ----------
    chain
        Name of the chain, or of the file of signed heads.
    seq
        Place in the chain of the first link that cannot be trusted; none for a file.
    """

    chain: str
    seq: int | None
    fault: Fault
