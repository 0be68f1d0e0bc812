"""Issues on the wire."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints

from api.reasons import sentence_of
from api.texts import Texts
from data.issue_records import IssueRecord
from dispatch.clocks import ClockCode, ClockState, light
from dispatch.reasons import Reason, ReasonCode
from dispatch.vocabulary import (
    Category,
    CategoryBy,
    Channel,
    Confidence,
    Datum,
    Kind,
    Level,
    Light,
    PlacementMethod,
    Precision,
    Stage,
)

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


MOST_FILES: Final = 9
"""Photos and papers of one report."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False)


class PointSource(StrEnum):
    """Who set a point: a device, or a hand on a map."""

    GPS = "gps"
    PIN = "pin"


class PlaceIn(_Strict):
    """A point: degrees of `datum`, order lon, lat; a pin is trusted less than a device."""

    lon: Annotated[FiniteFloat, Field(strict=True)]
    lat: Annotated[FiniteFloat, Field(strict=True)]
    datum: Datum = Datum.WGS84
    accuracy_m: Annotated[FiniteFloat, Field(strict=True, ge=0, le=100_000)] | None = None
    source: PointSource = PointSource.GPS


class PetitionerIn(_Strict):
    """Who brings it."""

    name: Short | None = None
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] | None = None


class IssueIn(_Strict):
    """A report; without a category the rules suggest one.

    `attachments` are ids of files sent beforehand, `sitting` the session or round it was brought
    in at.
    """

    text: Words
    category: Category | None = None
    channel: Channel
    kind: Kind | None = None
    place: PlaceIn | None = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None
    household: Short | None = None
    petitioner: PetitionerIn | None = None
    urgent: bool = False
    sitting: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    attachments: Annotated[list[UUID], Field(max_length=MOST_FILES)] = []
    key: UUID | None = None


class ReasonOut(BaseModel):
    """Why: rule code, parameters, and the sentence in the reader's language."""

    code: str
    params: dict[str, Any]
    rule_version: int
    text: str

    @classmethod
    def of(cls, reason: Reason, texts: Texts, names: Mapping[str, str] | None = None) -> Self:
        """Wire form of a reason, its sentence in the language of `texts` with these names."""
        return cls(
            code=reason.code,
            params=reason.params,
            rule_version=reason.rule_version,
            text=sentence_of(reason, texts, names),
        )


class AgentOut(BaseModel):
    """Who has it."""

    id: int
    name: str
    phone: str | None


class PlacementOut(BaseModel):
    """How it was placed, as far as the reader is shown it; degrees WGS 84, metres.

    The issue's `precision` says whether `lon` and `lat` are the place (`exact`), a point that
    only lies in the same grid (`moved`), or missing because the village is all that is shown
    (`area`).
    """

    placed: bool
    method: PlacementMethod | None
    accuracy_m: float | None
    confidence: Confidence | None
    lon: float | None
    lat: float | None
    household: str | None
    reason: ReasonOut | None


class ClockOut(BaseModel):
    """One legal limit."""

    code: ClockCode
    article: int
    due_on: date
    light: Light
    stopped_at: datetime | None

    @classmethod
    def of(cls, clock: ClockState, today: date) -> Self:
        """Wire form of a clock on a day."""
        return cls(
            code=clock.code,
            article=clock.article,
            due_on=clock.due_on,
            light=light(clock, today),
            stopped_at=clock.stopped_at,
        )


class IssueOut(BaseModel):
    """An issue; a held report shows its two numbers and nothing else.

    `key` is what the system it came from calls it, else the UUID it was filed under. Whoever is
    not shown the house (`precision`) is shown neither key nor address, and its text without
    names and numbers.
    """

    number: str
    key: str | None = None
    tracking_code: str | None = None
    text: str | None = None
    category: Category | None = None
    category_by: CategoryBy | None = None
    category_rule: str | None = None
    category_confidence: float | None = None
    urgent: bool | None = None
    channel: Channel | None = None
    kind: Kind | None = None
    stage: Stage | None = None
    level: Level | None = None
    received_at: datetime | None = None
    closed_at: datetime | None = None
    address: str | None = None
    region: str | None = None
    grid: str | None = None
    agent: AgentOut | None = None
    precision: Precision | None = None
    reason: ReasonOut | None = None
    placement: PlacementOut | None = None
    clocks: list[ClockOut] | None = None
    held: bool | None = None
    version: int | None = None

    @classmethod
    def of(
        cls, record: IssueRecord, today: date, texts: Texts, names: Mapping[str, str] | None = None
    ) -> Self:
        """Wire form of a record on a day, reasons in the language of `texts` with these names."""
        issue = record.issue
        return cls(
            number=issue.number,
            key=issue.key,
            text=issue.text,
            category=issue.category,
            category_by=issue.category_by,
            category_rule=issue.category_rule,
            category_confidence=issue.category_confidence,
            urgent=issue.urgent,
            channel=issue.channel,
            kind=issue.kind,
            stage=issue.stage,
            level=issue.level,
            received_at=issue.received_at,
            closed_at=issue.closed_at,
            address=issue.address,
            region=issue.region_code,
            grid=issue.grid_code,
            agent=_agent(record),
            precision=record.precision,
            reason=_reason(record.assigned_reason, texts, names),
            placement=_placement(record, texts, names),
            clocks=[ClockOut.of(clock, today) for clock in record.clocks],
            held=issue.held,
            version=issue.version,
        )

    @classmethod
    def received(cls, number: str, tracking_code: str, texts: Texts) -> Self:
        """Wire form of a held report: its numbers, everything else null."""
        return cls(
            number=number,
            tracking_code=tracking_code,
            reason=_reason(Reason(ReasonCode.RECEIVED), texts),
        )


class IssuePage(BaseModel):
    """A page of what the caller may see; `total` over all pages."""

    items: list[IssueOut]
    next: str | None
    total: int


def _agent(record: IssueRecord) -> AgentOut | None:
    if record.issue.agent_id is None:
        return None
    return AgentOut(
        id=record.issue.agent_id, name=record.agent_name or "", phone=record.agent_phone
    )


def _placement(record: IssueRecord, texts: Texts, names: Mapping[str, str] | None) -> PlacementOut:
    return PlacementOut(
        placed=record.placed,
        method=record.issue.method,
        accuracy_m=record.issue.accuracy_m,
        confidence=record.issue.confidence,
        lon=record.lon,
        lat=record.lat,
        household=record.household,
        reason=_reason(record.placed_reason, texts, names),
    )


def _reason(
    reason: Reason | None, texts: Texts, names: Mapping[str, str] | None = None
) -> ReasonOut | None:
    return None if reason is None else ReasonOut.of(reason, texts, names)
