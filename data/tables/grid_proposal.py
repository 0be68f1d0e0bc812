"""A proposal how to divide one village into grids."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, text_enum
from dispatch.vocabulary import ProposalStatus


class GridProposal(Base):
    """One proposal; what it proposes stands in `proposed_grid` and `proposed_member`.

    Attributes
    ----------
    region_code
        The village.
    batch
        Shared by the proposals that were asked for together.
    options
        Fields of `dispatch.proposals.CutOptions`.
    faults
        What the partition could not do, as code, serials and number; no household is named.
    settled_by, settled_at, settled_reason
        Who signed or withdrew it, when, and why if on behalf of the village.
    failure
        Value of `dispatch.proposals.Failure`, while the status says so.
    version
        Counts writes; two editors of one proposal cannot both win.
    """

    __tablename__ = "grid_proposal"
    __table_args__ = (
        CheckConstraint("(failure IS NOT NULL) = (status = 'failed')", name="failure_of_failed"),
        CheckConstraint(
            "(settled_at IS NOT NULL) = (status IN ('signed', 'withdrawn'))", name="settled_at_end"
        ),
        Index("ix_grid_proposal_region_code", "region_code", "made_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    batch: Mapped[UUID] = mapped_column(index=True)
    status: Mapped[ProposalStatus] = mapped_column(text_enum(ProposalStatus))
    options: Mapped[dict[str, Any]] = mapped_column(JSONB)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column()
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    settled_at: Mapped[datetime | None] = mapped_column()
    settled_reason: Mapped[str | None] = mapped_column(Text)
    failure: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(server_default=text("1"))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
