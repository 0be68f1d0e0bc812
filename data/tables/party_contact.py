"""The erasable personal side of a party."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded
from data.tables.salt import Salted


class PartyContact(Recorded, Salted, Base):
    """Name of a party; deleting the row leaves the issue whole."""

    __tablename__ = "party_contact"

    party_id: Mapped[int] = mapped_column(
        ForeignKey("party.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str | None] = mapped_column(Text)
