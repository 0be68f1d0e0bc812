"""A place where residents are heard: 代办点, 站, 中心, 说事室."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, ForeignKey, Identity, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Dated


class Office(Dated, Base):
    """One office of a region with its hours."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(32))
    hours: Mapped[str | None] = mapped_column(Text)
    place: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=WGS84))
