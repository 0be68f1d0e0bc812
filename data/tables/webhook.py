"""Where a program outside wants to be told of what becomes of its issues."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class Webhook(Recorded, Base):
    """One address of one program.

    Attributes
    ----------
    secret
        Key of the signature; shown once, when the address is given.
    ended_at
        Since when nothing is sent there any more.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    ended_at: Mapped[datetime | None] = mapped_column()
