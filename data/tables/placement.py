"""How an issue came to its position, kept for ever."""

from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, ForeignKey, Identity, Integer, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base, Recorded, text_enum
from dispatch.vocabulary import Confidence, PlacementMethod


class Placement(Recorded, Base):
    """One placing of one issue; the newest is the current one.

    Attributes
    ----------
    given
        The point as the report gave it, turned to WGS 84; kept as evidence even when another
        position was used.
    source_datum
        Datum the report said its coordinates were in.
    evidence
        What was known, most trusted first: objects with ``kind`` and what it led to; never a name
        or a number of a person.
    other_grid_code, share
        Where the circle of the accuracy crosses a line: the grid beside, and the share of the
        circle that lies in the grid chosen.
    placed_by
        Account that placed it by hand; none for the rules.
    reason_code, reason_params, rule_version
        Why, rendered in the reader's language.
    """

    __tablename__ = "placement"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    place: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=WGS84, spatial_index=False)
    )
    given: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=WGS84, spatial_index=False)
    )
    source_datum: Mapped[str | None] = mapped_column(String(16))
    method: Mapped[PlacementMethod] = mapped_column(text_enum(PlacementMethod))
    accuracy_m: Mapped[float | None] = mapped_column()
    confidence: Mapped[Confidence] = mapped_column(text_enum(Confidence))
    grid_version_id: Mapped[int | None] = mapped_column(ForeignKey("grid_version.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    other_grid_code: Mapped[str | None] = mapped_column(ForeignKey("grid.code"), index=True)
    share: Mapped[float | None] = mapped_column()
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    reason_code: Mapped[str] = mapped_column(String(64))
    reason_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    rule_version: Mapped[int] = mapped_column(Integer)
