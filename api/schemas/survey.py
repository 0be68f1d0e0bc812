"""The survey of houses on the wire."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    StringConstraints,
    model_validator,
)

from api.position_words import OddityOut, oddity_out
from api.texts import Texts
from data.survey import SurveyedHouse
from dispatch.positions import Quality
from dispatch.vocabulary import Datum, PositionMethod

Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00]*$"),
]
Degrees = Annotated[FiniteFloat, Field(strict=True)]
Metres = Annotated[FiniteFloat, Field(strict=True, ge=0, le=100_000)]


class FindingIn(BaseModel):
    """Where a house was found: a point in degrees of `datum`, or a building of the map.

    `key` is made by the phone, once for each finding: sent twice, it is kept once.
    """

    model_config = ConfigDict(extra="forbid")

    household: Number
    lon: Degrees | None = None
    lat: Degrees | None = None
    datum: Datum = Datum.WGS84
    accuracy_m: Metres | None = None
    method: PositionMethod = PositionMethod.SURVEY
    footprint: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    found_at: AwareDatetime | None = None
    key: UUID | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.method is PositionMethod.IMPORT:
            msg = "a survey finds houses by survey, footprint or hand"
            raise ValueError(msg)
        if (self.method is PositionMethod.FOOTPRINT) is not (self.footprint is not None):
            msg = "send `footprint` with the method footprint, and only with it"
            raise ValueError(msg)
        pointed = (self.lon is not None, self.lat is not None)
        if pointed != ((False, False) if self.footprint is not None else (True, True)):
            msg = "send lon and lat, or a footprint instead of both"
            raise ValueError(msg)
        return self


class FoundOut(BaseModel):
    """What became of a finding; `grid` is the code of the grid the household belongs to now.

    `shown` is false when a newer finding of the house is known already: this one is kept only.
    """

    household: str
    grid: str | None
    joined: bool
    shown: bool
    accuracy_m: float | None
    quality: Quality
    warnings: list[OddityOut]
    issues_moved: int


class SurveyHouseOut(BaseModel):
    """One house of a survey; its name masked and its place (WGS 84) left out by task."""

    model_config = ConfigDict(from_attributes=True)

    number: str
    head: str | None
    village_code: str | None
    group: str | None
    resident: bool
    grid: str | None
    found: bool
    accuracy_m: float | None
    quality: Quality | None
    method: PositionMethod | None
    lon: float | None
    lat: float | None
    warnings: list[OddityOut]

    @classmethod
    def of(cls, house: SurveyedHouse, texts: Texts) -> Self:
        """Wire form of a house."""
        same = {name: getattr(house, name) for name in cls.model_fields if hasattr(house, name)}
        return cls(**same, warnings=[oddity_out(one, texts) for one in house.oddities])


class SurveyHousePage(BaseModel):
    """A page of houses; `total` over all pages."""

    items: list[SurveyHouseOut]
    next: str | None
    total: int


class ProgressRow(BaseModel):
    """How far the survey of one village is; `poor` is worse than 30 m, `outside` in no grid."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    households: int
    found: int
    poor: int
    outside: int


class SurveyProgress(BaseModel):
    """How far the survey is, by village."""

    items: list[ProgressRow]
    at: datetime
