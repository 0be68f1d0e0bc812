"""Who read what personal data, who changed what: one partition a month."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base
from data.tables.chained import Chained


class AuditEntry(Chained, Base):
    """One act of one account on one object; append-only, nothing points at it.

    Verbs, kinds and roles are kept without a CHECK: the record outlives the vocabulary.

    Attributes
    ----------
    role, region_code
        Under which grant it was done; none where nobody was signed in, or at the machine.
    object_id
        Public number of an issue, else the object's code or id.
    details
        Codes, counts, public numbers and digests; never a name, a phone or a text.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_object", "object_kind", "object_id", "at"),
        Index("ix_audit_entry_account_id", "account_id", "at"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    role: Mapped[str | None] = mapped_column(String(32))
    region_code: Mapped[str | None] = mapped_column(String(32))
    verb: Mapped[str] = mapped_column(String(32))
    object_kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str | None] = mapped_column(String(32))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_id: Mapped[str | None] = mapped_column(String(64))
