"""A screener's decision on the wire."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.schemas.issue import ReasonOut
from dispatch.screening_decision import Outcome
from dispatch.vocabulary import Level

Word = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00]*$"),
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
_MOST_ACCUSED = 50
"""A matter that accuses more is brought against a body, not against each of its people."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AccusedIn(_Strict):
    """One accused party: an agent, an account, or a unit, a region's body or a name."""

    agent: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    account: Word | None = None
    unit: Word | None = None
    region: Word | None = None
    name: Name | None = None

    @model_validator(mode="after")
    def _names_one_party(self) -> Self:
        belongs = any((self.unit, self.region, self.name))
        if [self.agent is not None, self.account is not None, belongs].count(True) != 1:
            msg = "name one party: an agent, an account, or a unit, a region or a name"
            raise ValueError(msg)
        if self.name is None and self.unit and self.region:
            msg = "a unit and a region are two parties; give each its own entry"
            raise ValueError(msg)
        return self


class OrdinaryIn(_Strict):
    """It accuses nobody and goes its normal way."""

    outcome: Literal[Outcome.ORDINARY]


class AccusationIn(_Strict):
    """It accuses somebody, and is kept from them."""

    outcome: Literal[Outcome.ACCUSATION]
    accused: Annotated[list[AccusedIn], Field(min_length=1, max_length=_MOST_ACCUSED)]
    note: Note | None = None


ReleaseIn = OrdinaryIn | AccusationIn


class ScreenedOut(BaseModel):
    """Where an issue is after a screener's decision, or after it was held.

    `visible` says whether whoever decided still sees it: what accuses the county leaves it.
    """

    number: str
    released: bool
    outcome: Outcome | None
    level: Level
    region: str | None
    visible: bool
    version: int
    reason: ReasonOut
