"""A household that a change of boundaries puts into another grid."""

from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class ChangedMember(Base):
    """Household, the grid it leaves and the one it joins.

    Attributes
    ----------
    before_code
        Grid it belongs to now; none if it is in none.
    ordinal
        Grid it joins, of `changed_grid`.
    """

    __tablename__ = "changed_member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["change_id", "ordinal"],
            ["changed_grid.change_id", "changed_grid.ordinal"],
            ondelete="CASCADE",
        ),
    )

    change_id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id"), primary_key=True, index=True
    )
    before_code: Mapped[str | None] = mapped_column(String(32), ForeignKey("grid.code"))
    ordinal: Mapped[int] = mapped_column(Integer)
