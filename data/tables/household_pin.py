"""What somebody said by hand of two households: one grid, or two."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, text_enum
from dispatch.vocabulary import PinKind


class HouseholdPin(Base):
    """One pin; it belongs to the village and holds in every proposal until it is ended.

    Attributes
    ----------
    one_id, other_id
        The two households, the lower id first.
    ended_at
        When it was taken away; none while it holds.
    """

    __tablename__ = "household_pin"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="lower_first"),
        Index(
            "uq_household_pin_live",
            *("one_id", "other_id"),
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    village_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    kind: Mapped[PinKind] = mapped_column(text_enum(PinKind))
    one_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column()
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column()
