"""Work orders of a hotline on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from api.schemas.issue import PetitionerIn, PlaceIn, Words
from dispatch.outside import OutsideState
from dispatch.vocabulary import Category, Stage

ORDER_NUMBER = r"^[^\x00-\x20\x7f/\\?#%]{1,100}$"
"""Whatever a system counts its orders by, as far as it fits into a path."""


class OrderIn(BaseModel):
    """One order: its number in the system that sends it, and what the caller said."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[str, StringConstraints(pattern=ORDER_NUMBER)]
    text: Words
    category: Category | None = None
    called_at: AwareDatetime
    caller: PetitionerIn | None = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None
    place: PlaceIn | None = None
    urgent: bool = False


class OrderOut(BaseModel):
    """What an order became: a new issue, or one more call about an open one (`repeated`).

    A report that waits for a county screener is answered by its numbers alone.
    """

    order: str
    number: str
    tracking_code: str
    repeated: bool
    category: Category | None = None
    region: str | None = None
    grid: str | None = None
    urgent: bool | None = None


class OrderState(BaseModel):
    """Where the issue of an order stands."""

    order: str
    number: str
    tracking_code: str
    state: OutsideState
    stage: Stage | None
    closed_at: datetime | None
