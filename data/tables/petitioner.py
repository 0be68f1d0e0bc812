"""A person behind an issue, without the person's data."""

from sqlalchemy import BigInteger, ForeignKey, Identity, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class Petitioner(Recorded, Base):
    """One petitioner of one issue; name and phone stand in `petitioner_contact`."""

    __tablename__ = "petitioner"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    representative: Mapped[bool] = mapped_column(server_default=text("true"))
