"""The newest link of every hash chain."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class ChainHead(Base):
    """Where one chain ends now; its row lock makes the writers of a chain queue.

    Only the triggers of the chained tables write here, so no other role needs any right.

    Attributes
    ----------
    previous, hash
        Hashes of the last link but one, and of the last.
    at
        When the last link was written, by the database's clock.
    signed_seq
        Place of the last link that stands in a signed file outside the database.
    """

    __tablename__ = "chain_head"
    __table_args__ = {"postgresql_with": {"fillfactor": 70}}  # noqa: RUF012 - updates in place

    chain: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column()
    signed_seq: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
