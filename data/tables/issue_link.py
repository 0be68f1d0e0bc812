"""Issues that are one matter."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class IssueLink(Recorded, Base):
    """One issue carried by another as the same matter, until somebody parts them again.

    Attributes
    ----------
    main_id
        The issue under which the matter is worked; itself carried by none.
    reason_code, reason_params, rule_version
        Why, rendered in the reader's language.
    """

    __tablename__ = "issue_link"
    __table_args__ = (
        CheckConstraint("issue_id <> main_id", name="not_with_itself"),
        Index(
            "uq_issue_link_current",
            "issue_id",
            unique=True,
            postgresql_where=text("unlinked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    main_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    reason_code: Mapped[str] = mapped_column(String(64))
    reason_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rule_version: Mapped[int] = mapped_column(Integer)
    linked_at: Mapped[datetime] = mapped_column()
    linked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    unlinked_at: Mapped[datetime | None] = mapped_column()
    unlinked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
