"""One map of figures as it left the county desk, for good."""

from datetime import datetime

from sqlalchemy import ARRAY, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class PublishedCount(Base):
    """Figures of one layer, category and period; never changed once published.

    Attributes
    ----------
    period
        Code of `dispatch.periods.Period`.
    layer
        Value of `dispatch.figures.Layer`.
    category
        Value of `dispatch.vocabulary.Category`, or ``all``.
    areas
        Codes of villages, or H3 cells; one empty code for the whole list and for what has no
        position.
    issues, households
        Figures of the areas, in their order; none where they are withheld.
    """

    __tablename__ = "published_count"

    period: Mapped[str] = mapped_column(String(16), primary_key=True)
    layer: Mapped[str] = mapped_column(String(16), primary_key=True)
    category: Mapped[str] = mapped_column(String(32), primary_key=True)
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text))
    issues: Mapped[list[int | None]] = mapped_column(ARRAY(Integer))
    households: Mapped[list[int | None]] = mapped_column(ARRAY(Integer))
    published_at: Mapped[datetime] = mapped_column()
