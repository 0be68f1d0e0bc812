"""Who was told of an urgent issue, by when they must say that they know."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded, text_enum
from dispatch.alerting import AlertLine, Rung


class Alert(Recorded, Base):
    """One rung of one ladder: a desk, or whoever is next when the desk is silent.

    Attributes
    ----------
    line
        Ladder it belongs to; the county desk and the township have one each.
    step
        0 is the desk itself; each later rung was told because the one before was silent.
    rung
        As what somebody was told.
    region_code
        Where that is; a role without a person is told everywhere in that region.
    agent_id
        The person told at this rung; none for a desk or a role.
    due_at
        When the next rung is told, unless somebody acknowledged before.
    acknowledged_at, acknowledged_by
        When somebody on this ladder said that they know, and who.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("issue_id", "line", "step"),
        Index("ix_alert_waiting", "region_code", postgresql_where=text("acknowledged_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    line: Mapped[AlertLine] = mapped_column(text_enum(AlertLine))
    step: Mapped[int] = mapped_column(Integer)
    rung: Mapped[Rung] = mapped_column(text_enum(Rung))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column()
    due_at: Mapped[datetime] = mapped_column()
    acknowledged_at: Mapped[datetime | None] = mapped_column()
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
