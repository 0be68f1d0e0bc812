"""A meeting or a round that brings several issues at once."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded, text_enum
from dispatch.vocabulary import SittingKind


class Sitting(Recorded, Base):
    """One session of a talk room 说事, or one round of inspection 排查.

    Attributes
    ----------
    key
        Of the form that opened it: sent twice it is there once.
    region_code
        Village or township it is about.
    office_id
        The talk room; none for a round.
    place, note
        Where and what about, in words.
    held_by
        Account that keeps its record.
    """

    __tablename__ = "sitting"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[SittingKind] = mapped_column(text_enum(SittingKind))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    held_on: Mapped[date] = mapped_column()
    place: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    held_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
