"""A work order of another system, by the number it has there."""

from sqlalchemy import BigInteger, ForeignKey, Identity, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class OutsideOrder(Recorded, Base):
    """One order and the issue it became; a repeated call may bring a second order to one issue.

    Attributes
    ----------
    account_id
        The program that sent it, which is also told the result.
    number
        What that system calls it.
    """

    __tablename__ = "outside_order"
    __table_args__ = (UniqueConstraint("account_id", "number"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    number: Mapped[str] = mapped_column(String(100))
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
