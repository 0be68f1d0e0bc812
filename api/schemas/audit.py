"""The record of reading and changing on the wire."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from data.tables import AuditEntry


class EntryOut(BaseModel):
    """One act: who, when, what, on which object."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    account_id: int | None
    role: str | None
    region_code: str | None
    verb: str
    object_kind: str
    object_id: str
    purpose: str | None
    details: dict[str, Any]
    request_id: str | None

    @classmethod
    def of(cls, entry: AuditEntry) -> Self:
        """Wire form of an entry."""
        return cls.model_validate(entry)


class EntryPage(BaseModel):
    """A page of what the caller may see; `total` over all pages."""

    items: list[EntryOut]
    next: str | None
    total: int
