"""What the county desk makes public, on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

LONGEST_WORDS = 1_000
PublicWords = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_WORDS)
]


class PublicationIn(BaseModel):
    """Words for everybody: no name, no number, no house."""

    model_config = ConfigDict(extra="forbid")

    text: PublicWords


class PublicationOut(BaseModel):
    """Whether anybody may read of an issue, and what."""

    number: str
    published: bool
    text: str | None
    published_at: datetime | None
    version: int
