"""The erasable words of an event."""

from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base
from data.tables.salt import Salted


class EventNote(Salted, Base):
    """What somebody wrote beside one event; deleting the row leaves the history whole.

    Attributes
    ----------
    event_id, at
        The event, without a foreign key, so that old months can be put away.
    salt
        16 random bytes; the event keeps ``sha256(salt || note)`` as `note_digest`.
    """

    __tablename__ = "event_note"

    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column()
    issue_id: Mapped[int] = mapped_column(BigInteger, index=True)
    note: Mapped[str] = mapped_column(Text)
