"""A proposed change of the boundaries of a village's grids."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, text_enum
from dispatch.vocabulary import ChangeKind, ChangeStatus


class BoundaryChange(Base):
    """One change; what it makes of the grids stands in `changed_grid` and `changed_member`.

    Attributes
    ----------
    region_code
        The village; none in a free scheme without regions.
    request
        What was asked for, so that it can be drawn anew on other boundaries: codes, drawn
        points, numbers of households; WGS 84 degrees.
    effective_on
        First day the new boundaries hold.
    approved_by, approved_at
        The second person; none where the setting asks for none.
    settled_by, settled_at, settled_reason
        Who refused or withdrew it, when and why.
    enacted_at
        When it took effect.
    version
        Counts writes; two editors of one change cannot both win.
    """

    __tablename__ = "boundary_change"
    __table_args__ = (
        CheckConstraint("(enacted_at IS NOT NULL) = (status = 'enacted')", name="enacted_at"),
        CheckConstraint(
            "(settled_at IS NOT NULL) = (status IN ('refused', 'withdrawn'))", name="settled_at"
        ),
        Index("ix_boundary_change_region_code", "region_code", "made_at"),
        Index("ix_boundary_change_status", "status", "effective_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    region_code: Mapped[str | None] = mapped_column(String(32), ForeignKey("region.code"))
    kind: Mapped[ChangeKind] = mapped_column(text_enum(ChangeKind))
    status: Mapped[ChangeStatus] = mapped_column(text_enum(ChangeStatus))
    request: Mapped[dict[str, Any]] = mapped_column(JSONB)
    note: Mapped[str | None] = mapped_column(Text)
    effective_on: Mapped[date] = mapped_column()
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column()
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    approved_at: Mapped[datetime | None] = mapped_column()
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    settled_at: Mapped[datetime | None] = mapped_column()
    settled_reason: Mapped[str | None] = mapped_column(Text)
    enacted_at: Mapped[datetime | None] = mapped_column()
    version: Mapped[int] = mapped_column(server_default=text("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
