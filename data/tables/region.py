"""A node of the official tree of divisions, or a zone of a free scheme."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import Computed, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Dated, text_enum
from dispatch.vocabulary import RegionLevel


class Region(Dated, Base):
    """One division.

    Attributes
    ----------
    code
        12-digit statistical code (scheme `cn12`) or any text (scheme `free`).
    outline
        Its area as WGS 84 multipolygon, when known.
    outline_digest
        Tells one outline from another without reading thousands of corners.
    centre
        A representative WGS 84 point, when known.
    source_datum
        Datum the source file was in; what is kept is WGS 84.
    """

    __tablename__ = "region"
    __table_args__ = (
        Index(
            "ix_region_outline_geography",
            text("(outline::geography)"),
            postgresql_using="gist",
        ),
        Index("ix_region_level_code", "level", "code"),
        Index(
            "ix_region_name",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
        ),
    )

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    name: Mapped[str] = mapped_column(Text)
    level: Mapped[RegionLevel] = mapped_column(text_enum(RegionLevel))
    outline: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=WGS84))
    outline_digest: Mapped[str | None] = mapped_column(
        Text, Computed("md5(ST_AsBinary(outline))", persisted=True)
    )
    centre: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=WGS84))
    source_datum: Mapped[str] = mapped_column(String(16), server_default="wgs84")
