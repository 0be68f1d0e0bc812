"""One grid that a change of boundaries touches."""

from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, text_enum
from dispatch.vocabulary import GridFate, GridKind


class ChangedGrid(Base):
    """A grid before and after a change.

    Attributes
    ----------
    code
        Its code; none for a new grid until the change takes effect.
    before_id
        Boundary the change was drawn from; none for a new grid. Another boundary since makes
        the change outdated.
    shape
        WGS 84 multipolygon after the change; none for a grid that ends.
    households_before, households
        Households that count towards its size, before and after.
    registered_before, registered
        All households, before and after.
    """

    __tablename__ = "changed_grid"
    __table_args__ = (
        CheckConstraint("(shape IS NULL) = (fate = 'retired')", name="shape_unless_retired"),
        CheckConstraint("(before_id IS NULL) = (fate = 'new')", name="before_unless_new"),
    )

    change_id: Mapped[UUID] = mapped_column(
        ForeignKey("boundary_change.id", ondelete="CASCADE"), primary_key=True
    )
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    fate: Mapped[GridFate] = mapped_column(text_enum(GridFate))
    code: Mapped[str | None] = mapped_column(String(32), ForeignKey("grid.code"), index=True)
    before_id: Mapped[int | None] = mapped_column(ForeignKey("grid_version.id"), index=True)
    kind: Mapped[GridKind] = mapped_column(text_enum(GridKind), server_default=text("'household'"))
    name: Mapped[str | None] = mapped_column(Text)
    shape: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=WGS84))
    households_before: Mapped[int | None] = mapped_column(Integer)
    households: Mapped[int | None] = mapped_column(Integer)
    registered_before: Mapped[int | None] = mapped_column(Integer)
    registered: Mapped[int | None] = mapped_column(Integer)
    compactness: Mapped[float | None] = mapped_column()
    exception: Mapped[str | None] = mapped_column(String(64))
