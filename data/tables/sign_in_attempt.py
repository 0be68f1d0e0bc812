"""How often something was tried lately: passwords, keys, writes."""

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class SignInAttempt(Base):
    """The tries of one bucket, shared by all processes of the service.

    Attributes
    ----------
    bucket
        What is counted: ``account:<sha256 of the user name>``, known or not, or
        ``address:<network>``; rates of requests have buckets of their own.
    failures
        Tries since `since` that did not turn out right.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_since", "since"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    bucket: Mapped[str] = mapped_column(String(128), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column()
    blocked_until: Mapped[datetime | None] = mapped_column()
