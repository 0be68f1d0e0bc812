"""Who answers for a grid or an office, as what, from when to when."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Dated, text_enum
from dispatch.vocabulary import Duty


class Post(Dated, Base):
    """One tenure: person × grid or office × duty × dates."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("num_nonnulls(grid_code, office_id) = 1", name="grid_or_office"),
        Index("ix_post_grid_code", "grid_code", "valid_from"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grid.code"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    duty: Mapped[Duty] = mapped_column(text_enum(Duty))
