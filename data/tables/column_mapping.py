"""Which columns of a kind of file mean what, as somebody once said."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class ColumnMapping(Base):
    """One mapping, remembered for every file with the same header.

    Attributes
    ----------
    header
        SHA-256 of the sorted names of the columns.
    mapping
        ``columns``, field → column of the file, and ``words``, field → word of the file → ours.
    """

    __tablename__ = "column_mapping"

    header: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB)
    used_at: Mapped[datetime] = mapped_column()
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
