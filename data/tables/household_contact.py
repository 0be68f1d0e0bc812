"""The erasable personal side of a household."""

from sqlalchemy import Computed, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded
from data.tables.salt import Salted


class HouseholdContact(Recorded, Salted, Base):
    """Head and phone of a household; deleting the row leaves the register whole.

    Attributes
    ----------
    phone_key
        Last eleven digits of the phone: what two spellings of one number share.
    """

    __tablename__ = "household_contact"

    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), primary_key=True
    )
    head: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    phone_key: Mapped[str | None] = mapped_column(
        Text,
        Computed(r"right(regexp_replace(phone, '\D', '', 'g'), 11)", persisted=True),
        index=True,
    )
