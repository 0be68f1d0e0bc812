"""A working face of a mine: where coal is taken, from when to when."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, ForeignKey, Identity, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Dated


class WorkingFace(Dated, Base):
    """One working face; `valid_from` and `valid_to` are its mining dates."""

    __tablename__ = "working_face"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    mine_id: Mapped[int] = mapped_column(ForeignKey("mine.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    outline: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=WGS84))
