"""To whom an issue was handed, and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded, text_enum
from dispatch.vocabulary import Level


class Assignment(Recorded, Base):
    """One handing-over: issue → agent, or the desk of a region when `agent_id` is empty."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_current",
            "issue_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    grid_version_id: Mapped[int | None] = mapped_column(ForeignKey("grid_version.id"), index=True)
    reason_code: Mapped[str] = mapped_column(String(64))
    reason_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rule_version: Mapped[int] = mapped_column(Integer)
    assigned_at: Mapped[datetime] = mapped_column()
    ended_at: Mapped[datetime | None] = mapped_column()
