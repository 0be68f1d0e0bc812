"""Why a row of a file was not taken."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class BulkProblem(Base):
    """One refused row: where, what, and the remedy."""

    __tablename__ = "bulk_problem"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_file.id"), index=True)
    line: Mapped[int] = mapped_column(Integer)
    column: Mapped[str | None] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text)
