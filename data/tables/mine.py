"""A mine with its lease area."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, Identity, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Dated


class Mine(Dated, Base):
    """One mine; its lease as WGS 84 multipolygon."""

    __tablename__ = "mine"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(Text)
    lease: Mapped[WKBElement | None] = mapped_column(Geometry("MULTIPOLYGON", srid=WGS84))
