"""Why a row of a file was not taken."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class BulkProblem(Base):
    """One refused row: where, and the code that pages turn into what and remedy.

    Attributes
    ----------
    column
        Name of the column in the file; none where it is about the whole row.
    """

    __tablename__ = "bulk_problem"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_file.id"), index=True)
    line: Mapped[int] = mapped_column(Integer)
    column: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(64))
    params: Mapped[dict[str, Any]] = mapped_column(JSONB)
