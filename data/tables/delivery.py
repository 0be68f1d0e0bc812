"""An event on its way to a program outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class Delivery(Recorded, Base):
    """One event for one webhook: written with the change it tells of, sent by the worker.

    Attributes
    ----------
    id
        Sent with every try, so that the receiver knows a repetition.
    payload
        Codes, numbers and times; no words of people.
    tries, last_try_at, last_status, last_error
        What became of it so far; the error is a class, not a message.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_waiting", "recorded_at", postgresql_where=text("delivered_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), index=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    tries: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    last_try_at: Mapped[datetime | None] = mapped_column()
    last_status: Mapped[int | None] = mapped_column(Integer)
    last_error: Mapped[str | None] = mapped_column(String(100))
    delivered_at: Mapped[datetime | None] = mapped_column()
