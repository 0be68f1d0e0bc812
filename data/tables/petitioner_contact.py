"""The erasable personal side of a petitioner."""

from sqlalchemy import Computed, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded
from data.tables.salt import Salted


class PetitionerContact(Recorded, Salted, Base):
    """Name and phone; deleting the row leaves the issue and its history whole.

    Attributes
    ----------
    phone_key
        Last eleven digits of the phone: what two spellings of one number share.
    """

    __tablename__ = "petitioner_contact"

    petitioner_id: Mapped[int] = mapped_column(
        ForeignKey("petitioner.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    phone_key: Mapped[str | None] = mapped_column(
        Text,
        Computed(r"right(regexp_replace(phone, '\D', '', 'g'), 11)", persisted=True),
        index=True,
    )
