"""A place where residents are heard: 代办点, 站, 中心, 说事室."""

from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, ForeignKey, Identity, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Dated, Versioned, text_enum
from dispatch.vocabulary import OfficeKind


class Office(Versioned, Dated, Base):
    """One office of a region with its hours.

    Attributes
    ----------
    code
        The county's own code for it; none where it has none.
    hours
        Opening hours as the office words them.
    opening
        The same as `dispatch.opening_hours` reads them; none where it cannot.
    """

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    code: Mapped[str | None] = mapped_column(String(64), unique=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[OfficeKind] = mapped_column(text_enum(OfficeKind))
    hours: Mapped[str | None] = mapped_column(Text)
    opening: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    phone: Mapped[str | None] = mapped_column(String(32))
    place: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", srid=WGS84))
