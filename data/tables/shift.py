"""Who is on duty for a unit, where, from which hour to which."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class Shift(Recorded, Base):
    """One turn of the rota; nobody has two at once.

    Attributes
    ----------
    office_id
        Where the person sits meanwhile; none for the unit's own house.
    """

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_ends"),
        Index("ix_shift_unit_id", "unit_id", "starts_at"),
        Index("ix_shift_office_id", "office_id", "starts_at"),
        ExcludeConstraint(
            ("agent_id", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name="ex_shift_one_at_a_time",
            using="gist",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column()
    ends_at: Mapped[datetime] = mapped_column()
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
