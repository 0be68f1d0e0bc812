"""Every position a house was ever given."""

from datetime import date
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Recorded, text_enum
from dispatch.vocabulary import PositionMethod


class HouseholdPosition(Recorded, Base):
    """One finding of where a house stands; the newest is also kept with the household.

    Attributes
    ----------
    key
        Made by the phone, so that a finding sent twice is kept once.
    place
        WGS 84 point, lon/lat degrees.
    accuracy_m
        Radius in metres the place is known to; none when the source did not say.
    found_on
        Day the house was found there.
    footprint_id
        The building that was pointed at, if one was.
    """

    __tablename__ = "household_position"
    __table_args__ = (
        CheckConstraint("accuracy_m >= 0", name="accuracy_not_negative"),
        Index("ix_household_position_household_id", "household_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True, server_default=text("gen_random_uuid()"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    place: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=WGS84))
    accuracy_m: Mapped[float | None] = mapped_column()
    method: Mapped[PositionMethod] = mapped_column(text_enum(PositionMethod))
    source_datum: Mapped[str] = mapped_column(String(16), server_default="wgs84")
    found_on: Mapped[date] = mapped_column()
    footprint_id: Mapped[int | None] = mapped_column(ForeignKey("layer_feature.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
