"""Proposals of grids on the wire."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.pages.proposal_words import failure_words
from api.texts import Texts
from data.pins import PinRecord
from data.proposals import ProposalRecord
from data.proposed_grids import MemberRecord, ProposedGridRecord
from dispatch.proposals import CutOptions
from dispatch.vocabulary import PinKind, ProposalStatus

Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00]*$"),
]
Serial = Annotated[int, Field(ge=1, le=999)]
_LARGEST_SEED = 2**31 - 1


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FromRecord(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ProposalIn(_Strict):
    """What is to be divided, and how; `region` is a village or anything above it.

    `size` (households wanted in a grid) and `agents` (grids wanted in one village) exclude each
    other; without them grids get the middle of the range.
    """

    region: Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=r"^[^\x00]*$")]
    size: Annotated[int, Field(ge=1, le=999)] | None = None
    agents: Annotated[int, Field(ge=1, le=999)] | None = None
    seed: Annotated[int, Field(ge=0, le=_LARGEST_SEED)] = 0
    best: bool = False
    keep_previous: bool = False

    @property
    def options(self) -> CutOptions:
        """How it is to be divided."""
        return CutOptions(self.size, self.agents, self.seed, self.best, self.keep_previous)


class SwapIn(_Strict):
    """Two households, by number, that exchange their grids."""

    one: Number
    other: Number


class MoveIn(_Strict):
    """One household, by number, and the grid it goes to."""

    household: Number
    serial: Serial


class PinIn(_Strict):
    """Two households, by number, that belong together or apart."""

    kind: PinKind
    one: Number
    other: Number


class SignIn(_Strict):
    """Why somebody signs on behalf of the village secretary; a secretary gives none."""

    reason: (
        Annotated[
            str,
            StringConstraints(
                strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*$"
            ),
        ]
        | None
    ) = None


class ProposedOut(BaseModel):
    """What was asked for: one proposal a village, in the order of their codes."""

    batch: UUID
    ids: list[UUID]


class ProgressOut(_FromRecord):
    """How far a batch is; `done` of `total` need no work any more, `failed` of those failed."""

    batch: UUID
    total: int
    done: int
    failed: int


class FailureOut(BaseModel):
    """Why a village could not be cut."""

    code: str
    text: str


class ProposalOut(BaseModel):
    """One proposal with its figures; metres in a straight line to the middle of the grid."""

    id: UUID
    batch: UUID
    region: str
    region_name: str
    status: ProposalStatus
    options: CutOptions
    made_at: datetime
    settled_at: datetime | None
    on_behalf: str | None
    failure: FailureOut | None
    faults: list[dict[str, Any]]
    grids: int
    new_grids: int
    households: int
    registered: int
    exceptions: int
    distance_m: float | None
    farthest_m: float | None
    version: int

    @classmethod
    def of(cls, record: ProposalRecord, texts: Texts) -> Self:
        """Wire form of a record."""
        return cls(**values_of(record, texts))


def values_of(record: ProposalRecord, texts: Texts) -> dict[str, Any]:
    """Values of a record under their names on the wire."""
    code = record.failure
    same = [name for name in ProposalOut.model_fields if hasattr(record, name)]
    return {
        **{name: getattr(record, name) for name in same},
        "region": record.region_code,
        "on_behalf": record.settled_reason,
        "failure": FailureOut(code=code, text=failure_words(code, texts)) if code else None,
    }


class ProposedGridOut(_FromRecord):
    """One proposed grid; `code` is that of the present grid it goes on, none for a new one."""

    serial: int
    code: str | None
    agent_name: str | None
    households: int
    registered: int
    compactness: float
    distance_m: float
    farthest_m: float
    exception: str | None
    merged: str | None


class MemberOut(_FromRecord):
    """One household; its name masked, its place (WGS 84) and way left out by task."""

    number: str
    head: str | None
    group: str | None
    resident: bool
    serial: int
    grid: str | None
    distance_m: float | None
    lon: float | None
    lat: float | None


class PinOut(_FromRecord):
    """One pin that holds in the village."""

    id: int
    kind: PinKind
    one: str
    other: str
    made_at: datetime


class ProposalDetail(ProposalOut):
    """One proposal with everything in it; who reads no households is shown none, and no pins."""

    items: list[ProposedGridOut]
    members: list[MemberOut]
    pins: list[PinOut]

    @classmethod
    def whole(
        cls,
        record: ProposalRecord,
        texts: Texts,
        *,
        grids: list[ProposedGridRecord],
        members: list[MemberRecord],
        pins: list[PinRecord],
    ) -> Self:
        """Wire form of a record with its parts."""
        return cls(
            **values_of(record, texts),
            items=[ProposedGridOut.model_validate(grid) for grid in grids],
            members=[MemberOut.model_validate(member) for member in members],
            pins=[PinOut.model_validate(pin) for pin in pins],
        )


class ProposalPage(BaseModel):
    """A page of proposals, newest first."""

    items: list[ProposalOut]
    next: str | None
    total: int
