"""A person who works issues: at a grid or at an office."""

from datetime import date

from sqlalchemy import BigInteger, Identity, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded, Versioned


class Agent(Versioned, Recorded, Base):
    """One grid or petition agent; name and phone are shown to those they serve.

    Attributes
    ----------
    phone_confirmed_on
        Day on which somebody last said that the number is right.
    """

    __tablename__ = "agent"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(Text, index=True)
    phone: Mapped[str | None] = mapped_column(String(32))
    phone_confirmed_on: Mapped[date | None] = mapped_column()
