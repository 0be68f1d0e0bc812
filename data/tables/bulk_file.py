"""A file of reports on its way in, a batch at a time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded, text_enum
from dispatch.vocabulary import BulkState, Datum


class BulkFile(Recorded, Base):
    """One file, by its content: whoever sends it again goes on where it stopped.

    Attributes
    ----------
    digest
        SHA-256 of the file, its datum and the area it was brought in for.
    region_code, desk
        Area of whoever brought it, and the desk; none for a command.
    header
        Columns of the file, in its order.
    mapping
        Field → column of the file.
    words
        Field → word of the file → ours, where a mapping file says so.
    tried
        Figures and sample of the last trial.
    rows_done, position
        Rows of all batches that were committed, and where the next one begins in the rows laid
        out for reading.
    begun_at
        When its first batch began; reports taken in since then under a key of this file came
        from this file.
    """

    __tablename__ = "bulk_file"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(Text)
    datum: Mapped[Datum] = mapped_column(text_enum(Datum))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    desk: Mapped[str | None] = mapped_column(Text)
    header: Mapped[list[str]] = mapped_column(JSONB)
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB)
    words: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB)
    tried: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    state: Mapped[BulkState] = mapped_column(text_enum(BulkState))
    rows_total: Mapped[int] = mapped_column(Integer)
    rows_done: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    position: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    added: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    unchanged: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    refused: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    begun_at: Mapped[datetime | None] = mapped_column()
    finished_at: Mapped[datetime | None] = mapped_column()
