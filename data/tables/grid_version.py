"""One dated boundary of a grid."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, String, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Dated


class GridVersion(Dated, Base):
    """The boundary a grid had from one day to another.

    Attributes
    ----------
    shape
        WGS 84 multipolygon.
    households
        How many households it was drawn for; none when the source did not say.
    compactness
        Polsby-Popper, 0 to 1.
    exception
        Rule code when the size could not be kept.
    """

    __tablename__ = "grid_version"
    __table_args__ = (
        ExcludeConstraint(
            ("grid_code", "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_grid_version_one_at_a_time",
            using="gist",
        ),
        Index(
            "ix_grid_version_shape_geography", text("(shape::geography)"), postgresql_using="gist"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    grid_code: Mapped[str] = mapped_column(ForeignKey("grid.code"), index=True)
    shape: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=WGS84))
    households: Mapped[int | None] = mapped_column(Integer)
    compactness: Mapped[float | None] = mapped_column()
    exception: Mapped[str | None] = mapped_column(String(64))
