"""The erasable personal side of a household."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded
from data.tables.phoned import Phoned
from data.tables.salt import Salted


class HouseholdContact(Recorded, Salted, Phoned, Base):
    """Head and phone of a household; deleting the row leaves the register whole."""

    __tablename__ = "household_contact"

    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), primary_key=True
    )
    head: Mapped[str | None] = mapped_column(Text)
