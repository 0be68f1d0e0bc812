"""A name that a region bears no longer, or never bore on paper."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded, text_enum
from dispatch.vocabulary import RegionLevel


class FormerName(Recorded, Base):
    """One former name of the ground that is a region now.

    Attributes
    ----------
    region_code
        Region the ground belongs to now: a village for a village that was merged, a township for
        an abolished township.
    level
        What the name was the name of.
    since, until
        First day it held, and first day it no longer did; none where nobody knows.
    source
        Where that is known from.
    """

    __tablename__ = "former_name"
    __table_args__ = (CheckConstraint("since < until", name="since_before_until"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    name: Mapped[str] = mapped_column(Text, index=True)
    level: Mapped[RegionLevel] = mapped_column(text_enum(RegionLevel))
    since: Mapped[date | None] = mapped_column()
    until: Mapped[date | None] = mapped_column()
    source: Mapped[str | None] = mapped_column(String(200))
