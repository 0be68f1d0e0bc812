"""Which grid a household belongs to, from when to when."""

from sqlalchemy import BigInteger, ForeignKey, Identity, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Dated


class Membership(Dated, Base):
    """Household in grid; one grid at a time."""

    __tablename__ = "membership"
    __table_args__ = (
        ExcludeConstraint(
            ("household_id", "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_membership_one_grid_at_a_time",
            using="gist",
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    grid_code: Mapped[str] = mapped_column(ForeignKey("grid.code"), index=True)
