"""The erasable personal side of a petitioner."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded
from data.tables.phoned import Phoned
from data.tables.salt import Salted


class PetitionerContact(Recorded, Salted, Phoned, Base):
    """Name and phone; deleting the row leaves the issue and its history whole."""

    __tablename__ = "petitioner_contact"

    petitioner_id: Mapped[int] = mapped_column(
        ForeignKey("petitioner.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str | None] = mapped_column(Text)
