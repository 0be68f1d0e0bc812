"""Where a report would lie and who would get it, before it is filed."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from api.schemas.callers import AnsweringOut, HouseOut
from api.schemas.issue import IssueIn, ReasonOut
from dispatch.missing import Missing
from dispatch.vocabulary import Category, Channel, Confidence, Level, PlacementMethod, Precision


class PreviewIn(IssueIn):
    """As much of a report as is known by now."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)] = ""
    category: Category = Category.OTHER
    channel: Channel = Channel.HOTLINE


class PreviewPlacementOut(BaseModel):
    """Where it would lie, as far as the reader is shown it; degrees WGS 84, metres.

    `other_grid`, `other_m` and `share` say how a place on a border lies: the grid beside it, the
    metres to it, and the part of the circle of its accuracy that lies in `grid`.
    """

    placed: bool
    method: PlacementMethod
    confidence: Confidence
    accuracy_m: float | None
    precision: Precision
    lon: float | None
    lat: float | None
    household: str | None
    region: str | None
    region_name: str | None
    grid: str | None
    grid_name: str | None
    other_grid: str | None
    other_m: float | None
    share: float | None
    reason: ReasonOut


class VillageOut(BaseModel):
    """A village that an address may mean, with its township before its name."""

    code: str
    name: str


class CandidatesOut(BaseModel):
    """What somebody has to choose between, the likeliest first."""

    villages: list[VillageOut]
    households: list[HouseOut]


class MissingOut(BaseModel):
    """One thing still to be found, and the sentence that says so."""

    code: Missing
    text: str


class PreviewOut(BaseModel):
    """What filing it now would lead to; nothing of it is kept."""

    placement: PreviewPlacementOut
    candidates: CandidatesOut
    level: Level | None
    agent: AnsweringOut | None
    assigned: ReasonOut
    missing: list[MissingOut]
