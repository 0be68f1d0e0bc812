"""A registered household with its position."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Dated, text_enum
from dispatch.vocabulary import PositionMethod


class Household(Dated, Base):
    """One registered household.

    Attributes
    ----------
    number
        Its number in the register; unique, never reused.
    resident
        Whether it lives there (常住); only residents count towards a grid's size.
    place
        WGS 84 point, lon/lat degrees; none until somebody has found the house.
    accuracy_m
        Radius in metres the place is known to; none when the source did not say.
    method
        How the place was found; none without a place.
    """

    __tablename__ = "household"
    __table_args__ = (
        Index("ix_household_place_geography", text("(place::geography)"), postgresql_using="gist"),
        Index("ix_household_village_code", "village_code", "villagers_group"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    village_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    villagers_group: Mapped[str | None] = mapped_column(Text)
    resident: Mapped[bool] = mapped_column(server_default=text("true"))
    place: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=WGS84))
    source_datum: Mapped[str] = mapped_column(String(16), server_default="wgs84")
    accuracy_m: Mapped[float | None] = mapped_column()
    method: Mapped[PositionMethod | None] = mapped_column(text_enum(PositionMethod))
