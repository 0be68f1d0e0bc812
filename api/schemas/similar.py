"""Issues that may be the same matter, on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from api.schemas.issue import ReasonOut
from dispatch.duplicates import LikenessGrade
from dispatch.vocabulary import Category, Stage


class SimilarIssueOut(BaseModel):
    """One issue the reader may see; `distance_m` in hundreds of metres."""

    number: str
    title: str
    category: Category
    stage: Stage
    closed: bool
    received_at: datetime
    distance_m: int | None
    grade: LikenessGrade
    reason: ReasonOut
    version: int


class HiddenSimilarOut(BaseModel):
    """One that the reader may not see: only how far it is, and who can be asked."""

    distance_m: int | None
    with_whom: str
    text: str


class SimilarOut(BaseModel):
    """What may be the same matter, the surest first."""

    items: list[SimilarIssueOut]
    hidden: list[HiddenSimilarOut]


class ResidentSimilarOut(BaseModel):
    """What a resident is told of: no words of anybody, no house."""

    category: Category
    received_on: date
    distance: Literal["within-100", "within-250"]
    text: str


class LinkIn(BaseModel):
    """Number of the issue that is to carry this one."""

    model_config = ConfigDict(extra="forbid")

    main: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]


class MemberOut(BaseModel):
    """One issue that another carries, and the version an unlinking sends as If-Match."""

    number: str
    version: int


class MatterOut(BaseModel):
    """One matter: the issue that carries it (none: not the reader's to see), and the others."""

    main: str | None
    members: list[MemberOut]
    filings: int
    households: int


class LinkedOut(MatterOut):
    """The matter of an issue that was linked or parted just now, and its new version."""

    number: str
    version: int


class PetitionerAddIn(BaseModel):
    """One more person behind an issue; at most five speak for it."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] | None = None
    representative: bool = False


class PersonOut(BaseModel):
    """One person, masked."""

    name: str | None
    phone: str | None
    representative: bool


class PetitionersOut(BaseModel):
    """Who stands behind an issue, masked, and how many of its matter speak for it."""

    number: str
    version: int
    people: list[PersonOut]
    representatives: int
