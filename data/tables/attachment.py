"""A photo or paper that belongs to an issue; its bytes lie outside the database."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class Attachment(Recorded, Base):
    """One file as it is kept, after it was re-encoded.

    Attributes
    ----------
    issue_id
        None while its report has not been filed yet.
    account_id
        Who sent it; none for a resident without an account.
    form_key
        Key of the report it is meant for, when a resident sent it: whoever files under that key
        may bind it.
    digest
        SHA-256 of the bytes kept, which is also their name in the store.
    erased_at
        When the bytes were thrown away; the row stays.
    """

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="size_above_zero"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    form_key: Mapped[UUID | None] = mapped_column(index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    erased_at: Mapped[datetime | None] = mapped_column()
