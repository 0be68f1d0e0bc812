"""What every row of a hash chain carries."""

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column


class Chained:
    """Place of a row in its chain; a trigger fills all four, whatever the writer sent.

    Attributes
    ----------
    chain
        Whose chain: ``event/issue:12``, ``audit/account:3``.
    seq
        Place in the chain, from 1 without a gap.
    previous
        Hash of the row before it; empty for the first.
    hash
        SHA-256 over chain, place, previous hash and every other column; `data.chain_text`.
    """

    chain: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(BigInteger)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
