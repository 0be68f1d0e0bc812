"""A feature of the county's own base map."""

from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, Identity, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Dated


class LayerFeature(Dated, Base):
    """One road, river or other thing drawn under the issues; `layer` groups them."""

    __tablename__ = "layer_feature"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    layer: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str | None] = mapped_column(Text)
    shape: Mapped[WKBElement] = mapped_column(Geometry("GEOMETRY", srid=WGS84))
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB)
