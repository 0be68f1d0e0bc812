"""Who is signed in where; kept until long after its end."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, text_enum
from dispatch.sessions import SessionEnd, SessionUse


class AccountSession(Base):
    """One signing in, under one grant.

    Attributes
    ----------
    digest
        SHA-256 of the cookie's secret, or of the part of a refresh token that never changes.
    turn_digest
        SHA-256 of the part of a refresh token that is new each time; none for pages. The right
        first part with another second one is a token used twice.
    token_epoch
        Epoch of the account when it signed in; a later epoch ends the session.
    last_seen_at
        Last request, to the minute.
    device
        Browser and system in two words; the whole user agent would tell people apart.
    address
        Network it was signed in from: the first 24 bits of an address, or 48 of IPv6.
    """

    __tablename__ = "account_session"
    __table_args__ = (Index("ix_account_session_account_id", "account_id", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    grant_id: Mapped[int] = mapped_column(ForeignKey("role_grant.id"), index=True)
    use: Mapped[SessionUse] = mapped_column(text_enum(SessionUse))
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    turn_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    token_epoch: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column()
    last_seen_at: Mapped[datetime] = mapped_column()
    expires_at: Mapped[datetime] = mapped_column()
    ended_at: Mapped[datetime | None] = mapped_column()
    ended_why: Mapped[SessionEnd | None] = mapped_column(text_enum(SessionEnd))
    device: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
