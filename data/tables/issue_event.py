"""The append-only history of issues, one partition a month."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Integer, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, text_enum
from data.tables.chained import Chained
from dispatch.vocabulary import Level, Stage


class IssueEvent(Chained, Base):
    """One thing that happened to one issue.

    No foreign key points at it, so that old months can be put away.

    Attributes
    ----------
    reason_params
        Parameters of the reason; under ``digests`` those of personal values kept elsewhere.
    note_digest
        Of the words in `event_note`; see there.
    """

    __tablename__ = "issue_event"
    __table_args__ = (
        Index("ix_issue_event_issue_id", "issue_id", "at"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(BigInteger)
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    verb: Mapped[str] = mapped_column(String(32))
    stage: Mapped[Stage | None] = mapped_column(text_enum(Stage))
    level: Mapped[Level | None] = mapped_column(text_enum(Level))
    reason_code: Mapped[str | None] = mapped_column(String(64))
    reason_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rule_version: Mapped[int | None] = mapped_column(Integer)
    note_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
