"""What the published figures were counted from, as it was then."""

from sqlalchemy import BigInteger, Identity, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class CountedAtom(Base):
    """Issues of one village, cell, category and quarter; read by nobody but the next release.

    Attributes
    ----------
    village, cell
        Codes; none where the issues lie in no village, or have no position.
    quarter
        Quarters since the year 0, see `dispatch.periods.Quarter`.
    """

    __tablename__ = "counted_atom"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    village: Mapped[str | None] = mapped_column(String(32))
    cell: Mapped[str | None] = mapped_column(String(16))
    category: Mapped[str] = mapped_column(String(32))
    quarter: Mapped[int] = mapped_column(Integer)
    issues: Mapped[int] = mapped_column(Integer)
