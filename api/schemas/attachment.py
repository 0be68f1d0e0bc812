"""Attached files on the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from data.attachments import Kept


class AttachmentOut(BaseModel):
    """A file as it is kept: re-encoded, without metadata; `sha256` is of those bytes.

    `erased_at` says when its bytes were thrown away.
    """

    id: UUID
    media_type: str
    size: int
    sha256: str
    name: str
    sent_at: datetime
    erased_at: datetime | None = None

    @classmethod
    def of(cls, kept: Kept) -> Self:
        """Wire form of a file."""
        return cls(
            id=kept.id,
            media_type=kept.media_type,
            size=kept.size_bytes,
            sha256=kept.digest.hex(),
            name=kept.name,
            sent_at=kept.recorded_at,
            erased_at=kept.erased_at,
        )


class AttachmentList(BaseModel):
    """Files of an issue, the first at the top."""

    items: list[AttachmentOut]
