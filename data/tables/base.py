"""What every row type shares: naming, enums as text, the two dates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import DateTime, Enum, Integer, MetaData, func, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

WGS84: Final = 4326

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of all row types."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012


class Recorded:
    """When the row was written, by the database's clock."""

    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Dated(Recorded):
    """From and to when the row is true; `valid_to` is the first day it no longer is."""

    valid_from: Mapped[date] = mapped_column()
    valid_to: Mapped[date | None] = mapped_column()


class Versioned:
    """How often the row was written, raised by the database; an edit says which it saw."""

    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))


def text_enum(kind: type[StrEnum]) -> Enum:
    """Column type that keeps an enum as text guarded by a CHECK."""

    def values(members: type[StrEnum]) -> list[str]:
        return [member.value for member in members]

    name = kind.__name__.lower()
    options: dict[str, Any] = {"native_enum": False, "create_constraint": True, "length": 32}
    return Enum(kind, values_callable=values, name=name, **options)
