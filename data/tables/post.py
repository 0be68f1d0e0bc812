"""Who answers for a grid or an office, as what, from when to when."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Dated, Versioned, text_enum
from dispatch.vocabulary import Duty


class Post(Versioned, Dated, Base):
    """One tenure: person × grid or office × duty × dates; a grid has one holder at a time."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("num_nonnulls(grid_code, office_id) = 1", name="grid_or_office"),
        CheckConstraint("valid_from <= valid_to", name="from_before_to"),
        Index("ix_post_grid_code", "grid_code", "valid_from"),
        ExcludeConstraint(
            ("grid_code", "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_post_one_holder_at_a_time",
            using="gist",
            where=text("duty = 'holder'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grid.code"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    duty: Mapped[Duty] = mapped_column(text_enum(Duty))
