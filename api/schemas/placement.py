"""A placing by hand on the wire."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from api.schemas.issue import IssueOut, PlaceIn

_PLAIN = r"^[^\x00]*$"
Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=_PLAIN),
]
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=32, pattern=_PLAIN),
]
Note = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000, pattern=_PLAIN),
]


class PlacementIn(BaseModel):
    """Where an issue lies, said in exactly one way: a pin, a household, or only a village.

    `region` is the code of a village, or of a township where not even the village is known.
    """

    model_config = ConfigDict(extra="forbid")

    place: PlaceIn | None = None
    household: Number | None = None
    region: Code | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _in_one_way(self) -> Self:
        ways = (self.place, self.household, self.region)
        if sum(one is not None for one in ways) != 1:
            msg = "say exactly one of place, household and region"
            raise ValueError(msg)
        return self


class PlacedOut(IssueOut):
    """The issue after a placing by hand, as its placer may see it.

    `handed` says whether who has it was decided anew: not where grid and village are those of
    before, where somebody had passed it on by hand, or while a screener has it. `visible` is
    false, and everything but the number empty, where it has left the placer's area; `held` then
    says that a screener has to read it, as it seems to accuse somebody who answers there.
    """

    handed: bool
    visible: bool
