"""One grid of a proposal."""

from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import WGS84, Base


class ProposedGrid(Base):
    """A grid as it would be, were the proposal signed now.

    Attributes
    ----------
    serial
        Its number in the village.
    code
        Code of the present grid whose number and holder it keeps; none for a new one.
    shape
        WGS 84 multipolygon.
    households
        Households that count towards its size.
    registered
        All households in it.
    compactness
        Polsby-Popper, 0 to 1.
    distance_m, farthest_m
        Straight-line metres of its households to their middle: mean and most.
    exception
        Rule code when the size could not be kept.
    merged
        Names of the villagers' groups it joins.
    """

    __tablename__ = "proposed_grid"

    proposal_id: Mapped[UUID] = mapped_column(
        ForeignKey("grid_proposal.id", ondelete="CASCADE"), primary_key=True
    )
    serial: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str | None] = mapped_column(String(32), ForeignKey("grid.code"), index=True)
    shape: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", srid=WGS84))
    households: Mapped[int] = mapped_column(Integer)
    registered: Mapped[int] = mapped_column(Integer)
    compactness: Mapped[float] = mapped_column()
    distance_m: Mapped[float] = mapped_column()
    farthest_m: Mapped[float] = mapped_column()
    exception: Mapped[str | None] = mapped_column(String(64))
    merged: Mapped[str | None] = mapped_column(Text)
