"""Offices and units on the wire."""

from datetime import date, datetime, time
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field, FiniteFloat, model_validator

from api.schemas.posts import PostOut
from api.schemas.words import Code, FromRecord, Name, Note, Phone, RegionCode, RowId, Strict
from api.services.offices import OfficeDraft
from api.services.rota import Turn
from api.services.units import UnitDraft
from data.offices import OfficeRecord
from dispatch.opening_hours import is_open, osm_wording
from dispatch.rota import Weekly
from dispatch.vocabulary import Datum, OfficeKind


class PlaceIn(Strict):
    """A point in degrees of its datum."""

    lon: FiniteFloat
    lat: FiniteFloat
    datum: Datum = Datum.WGS84


class OfficeIn(Strict):
    """An office; `hours` in Chinese or in OpenStreetMap's wording."""

    region: RegionCode
    name: Name
    kind: OfficeKind
    code: Code | None = None
    hours: Note | None = None
    phone: Phone | None = None
    place: PlaceIn | None = None
    since: date | None = None

    def draft(self) -> OfficeDraft:
        """What is entered."""
        given = (self.region, self.name, self.kind, self.code, self.hours, self.phone)
        if self.place is None:
            return OfficeDraft(*given)
        return OfficeDraft(*given, self.place.lon, self.place.lat, self.place.datum)


class OfficeOut(FromRecord):
    """One office; `opening` is how its hours were understood, none where they could not be."""

    id: int
    code: str | None
    region_code: str
    region_name: str | None
    name: str
    kind: OfficeKind
    hours: str | None
    opening: str | None
    open_now: bool
    phone: str | None
    lon: float | None
    lat: float | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    staff: tuple[PostOut, ...] = ()

    @classmethod
    def of(cls, record: OfficeRecord, now: datetime, staff: tuple[PostOut, ...] = ()) -> Self:
        """What a reader is told of an office at a moment."""
        names = set(cls.model_fields) - {"opening", "open_now", "staff"}
        return cls(
            **{name: getattr(record, name) for name in names},
            opening=osm_wording(record.opening) if record.opening else None,
            open_now=record.valid_to is None and is_open(record.opening, now),
            staff=staff,
        )


class UnitIn(Strict):
    """A responsible unit."""

    code: Code
    name: Name
    region: RegionCode | None = None
    phone: Phone | None = None
    since: date | None = None

    def draft(self) -> UnitDraft:
        """What is entered."""
        return UnitDraft(self.code, self.name, self.region, self.phone)


class UnitOut(FromRecord):
    """One responsible unit."""

    id: int
    code: str
    name: str
    region_code: str | None
    region_name: str | None
    phone: str | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


class TurnIn(Strict):
    """One turn of duty."""

    agent: RowId
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    office: RowId | None = None

    def turn(self, unit_id: int) -> Turn:
        """The turn at a unit."""
        return Turn(unit_id, self.agent, self.starts_at, self.ends_at, self.office)


class WeeklyIn(Strict):
    """A turn every week; `weekday` 0 is Monday, `until` the last day one may begin on."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    begins: time
    ends: time
    since: date
    until: date
    agents: Annotated[list[RowId], Field(min_length=1, max_length=50)]
    office: RowId | None = None

    @model_validator(mode="after")
    def _plain_times(self) -> Self:
        if self.begins.tzinfo or self.ends.tzinfo:
            msg = "times are by the clock of the county, without a zone"
            raise ValueError(msg)
        return self

    def weekly(self) -> Weekly:
        """The pattern."""
        days = (self.since, self.until)
        return Weekly(self.weekday, self.begins, self.ends, *days, tuple(self.agents))


class TurnOut(FromRecord):
    """One turn of duty."""

    id: int
    unit_id: int
    unit_name: str
    office_id: int | None
    office_name: str | None
    agent_id: int
    agent_name: str
    agent_phone: str | None
    starts_at: datetime
    ends_at: datetime


class OfficePage(BaseModel):
    """A page of offices."""

    items: list[OfficeOut]
    next: str | None
    total: int


class UnitPage(BaseModel):
    """A page of units."""

    items: list[UnitOut]
    next: str | None
    total: int


class Turns(BaseModel):
    """Turns of duty by their beginning."""

    items: list[TurnOut]
