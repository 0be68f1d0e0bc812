"""A village grid: its lasting code."""

from sqlalchemy import ForeignKey, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Dated, text_enum
from dispatch.vocabulary import GridKind


class Grid(Dated, Base):
    """One grid under its code, which outlives every redrawing and is never reused.

    Attributes
    ----------
    code
        12-digit village code + 3-digit serial (scheme `cn12`), or any text (`free`).
    region_code
        The region it belongs to: a village in `cn12`, maybe none in `free`.
    kind
        Households' grid, or that of one school, mine or market; together they tile the village.
    name
        What a special grid is called.
    """

    __tablename__ = "grid"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    serial: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[GridKind] = mapped_column(text_enum(GridKind), server_default=text("'household'"))
    name: Mapped[str | None] = mapped_column(Text)
