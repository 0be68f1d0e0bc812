"""All posts and open issues of one agent, passed to another in one step."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class Handover(Base):
    """One handover: from whom to whom, since which day, how much.

    Attributes
    ----------
    posts, issues
        How many posts and open issues went over.
    """

    __tablename__ = "handover"
    __table_args__ = (CheckConstraint("from_agent_id <> to_agent_id", name="two_agents"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    from_agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    to_agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    on_day: Mapped[date] = mapped_column()
    note: Mapped[str | None] = mapped_column(Text)
    posts: Mapped[int] = mapped_column(Integer)
    issues: Mapped[int] = mapped_column(Integer)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column()
