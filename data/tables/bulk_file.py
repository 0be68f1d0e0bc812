"""A file of reports on its way in, a batch at a time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded, text_enum
from dispatch.vocabulary import BulkState


class BulkFile(Recorded, Base):
    """One file, by its content: whoever sends it again goes on where it stopped.

    Attributes
    ----------
    digest
        SHA-256 of the file, its mapping and its origin.
    rows_done
        Rows of all batches that were committed; the next batch begins after them.
    mapping
        Field → column of the file.
    """

    __tablename__ = "bulk_file"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[BulkState] = mapped_column(text_enum(BulkState))
    rows_total: Mapped[int | None] = mapped_column(Integer)
    rows_done: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    added: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    refused: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    finished_at: Mapped[datetime | None] = mapped_column()
