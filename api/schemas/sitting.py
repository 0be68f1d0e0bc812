"""Sessions of talk rooms and rounds of inspection on the wire."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from data.sittings import SittingRecord
from dispatch.vocabulary import SittingKind

MOST_WORDS = 4_000
Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_WORDS)]


class SittingIn(BaseModel):
    """A session of a talk room, at an office or a place in words, or a round of inspection."""

    model_config = ConfigDict(extra="forbid")

    kind: SittingKind
    region: Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,32}$")]
    held_on: date
    office: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    place: Place | None = None
    note: Note | None = None
    key: UUID | None = None

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if self.kind is SittingKind.TALK_ROOM and self.office is None and self.place is None:
            msg = "say where the session is held: `office`, or `place` in words"
            raise ValueError(msg)
        if self.kind is SittingKind.INSPECTION and self.office is not None:
            msg = "a round is held at no office: leave `office` out"
            raise ValueError(msg)
        return self


class SittingOut(BaseModel):
    """A session or round; `issues` counts those the caller may see.

    File an issue with `sitting` set to its id, and `channel` to its kind.
    """

    id: int
    kind: SittingKind
    region: str
    region_name: str
    office: int | None
    office_name: str | None
    held_on: date
    place: str | None
    note: str | None
    held_by: str | None
    opened_at: datetime
    issues: int

    @classmethod
    def of(cls, record: SittingRecord) -> Self:
        """Wire form of a session or round."""
        return cls(
            id=record.id,
            kind=record.kind,
            region=record.region_code,
            region_name=record.region_name,
            office=record.office_id,
            office_name=record.office_name,
            held_on=record.held_on,
            place=record.place,
            note=record.note,
            held_by=record.held_by_name,
            opened_at=record.recorded_at,
            issues=record.issues,
        )


class SittingPage(BaseModel):
    """A page of sessions and rounds, those opened last at the top."""

    items: list[SittingOut]
    next: str | None
    total: int
