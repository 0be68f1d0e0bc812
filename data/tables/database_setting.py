"""What holds for one database: code scheme, size range, sample mark."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Recorded


class DatabaseSetting(Recorded, Base):
    """One named value."""

    __tablename__ = "database_setting"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
