"""Which proposed grid a household would belong to."""

from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Integer
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class ProposedMember(Base):
    """Household in proposed grid; one grid in a proposal."""

    __tablename__ = "proposed_member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "serial"],
            ["proposed_grid.proposal_id", "proposed_grid.serial"],
            ondelete="CASCADE",
        ),
    )

    proposal_id: Mapped[UUID] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id"), primary_key=True, index=True
    )
    serial: Mapped[int] = mapped_column(Integer)
