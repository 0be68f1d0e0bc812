"""What a resident says of how an issue went."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class Rating(Recorded, Base):
    """One answer of a resident; the newest counts.

    Attributes
    ----------
    key
        Of the form it came with: sent twice it is there once.
    score
        1 bad, 2 fair, 3 good; none when only "not solved" was said.
    solved
        Whether the matter is solved, where that was said.
    words
        What was written beside it; erasable.
    """

    __tablename__ = "rating"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 3", name="score_of_three"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    rated_at: Mapped[datetime] = mapped_column()
    score: Mapped[int | None] = mapped_column(Integer)
    solved: Mapped[bool | None] = mapped_column()
    words: Mapped[str | None] = mapped_column(Text)
