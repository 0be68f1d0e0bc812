"""One running or stopped legal limit of an issue."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded, text_enum
from dispatch.clocks import ClockCode


class Clock(Recorded, Base):
    """One clock.

    Attributes
    ----------
    yellow_on
        First day on which 80 % of the limit is used.
    due_on
        Last day on which it is kept, Asia/Shanghai.
    stopped_at
        When the duty was done; empty while it runs.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("uq_clock_issue_id_code", "issue_id", "code", unique=True),
        Index(
            "ix_clock_running", "due_on", "issue_id", postgresql_where=text("stopped_at IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    code: Mapped[ClockCode] = mapped_column(text_enum(ClockCode))
    starts_at: Mapped[datetime] = mapped_column()
    yellow_on: Mapped[date] = mapped_column()
    due_on: Mapped[date] = mapped_column()
    stopped_at: Mapped[datetime | None] = mapped_column()
