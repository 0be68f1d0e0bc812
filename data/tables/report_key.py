"""The memory that makes a repeated report harmless."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class ReportKey(Recorded, Base):
    """One client-made key: unique for ever; its stored answer is kept 45 days.

    Attributes
    ----------
    digest
        SHA-256 of the request, to tell a retry from another report under the same key.
    account_id
        Who sent it; the answer is replayed to nobody else.
    likeness
        SHA-256 of what a second click would send again, at doors where nobody vouches for keys.
    """

    __tablename__ = "report_key"
    __table_args__ = (
        Index(
            "ix_report_key_likeness",
            "likeness",
            "recorded_at",
            postgresql_where=text("likeness IS NOT NULL"),
        ),
    )

    key: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    status: Mapped[int] = mapped_column(Integer)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    answer_until: Mapped[datetime] = mapped_column()
    likeness: Mapped[bytes | None] = mapped_column(LargeBinary)
