"""Grids, households and agents on the wire."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from dispatch.vocabulary import ChangeKind, Duty, GridKind, Precision


class _FromRecord(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class GridOut(_FromRecord):
    """One grid on the day, with the dates of this boundary and when it was recorded."""

    code: str
    region_code: str | None
    region_name: str | None
    serial: int | None
    households: int | None
    compactness: float | None
    exception: str | None
    agent_id: int | None
    agent_name: str | None
    agent_phone: str | None
    kind: GridKind
    name: str | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


class HouseholdOut(_FromRecord):
    """One household on the day, with the dates of its grid.

    Names and phones are masked and the place (WGS 84) left out by task.
    """

    number: str
    head: str | None
    phone: str | None
    village_code: str | None
    group: str | None
    resident: bool
    grid: str | None
    precision: Precision
    lon: float | None
    lat: float | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


class AgentOut(_FromRecord):
    """One agent with the grids held on the day."""

    id: int
    name: str
    phone: str | None
    phone_confirmed_on: date | None
    grids: list[str]
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


class GridPage(BaseModel):
    """A page of grids."""

    items: list[GridOut]
    next: str | None
    total: int


class HouseholdPage(BaseModel):
    """A page of households."""

    items: list[HouseholdOut]
    next: str | None
    total: int


class AgentPage(BaseModel):
    """A page of agents."""

    items: list[AgentOut]
    next: str | None
    total: int


class GridVersionOut(_FromRecord):
    """One boundary a grid had; `change` is the change of boundaries that drew it, if any."""

    id: int
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    households: int | None
    compactness: float | None
    exception: str | None
    change: UUID | None
    change_kind: ChangeKind | None


class HolderOut(_FromRecord):
    """One who held a grid, or was its deputy."""

    agent_id: int
    name: str
    duty: Duty
    valid_from: date
    valid_to: date | None
    recorded_at: datetime


class GridHistoryOut(_FromRecord):
    """A grid through time: its boundaries and who answered for it, the latest first.

    `ended_by` is the change of boundaries that ended it, none while it lives.
    """

    code: str
    region_code: str | None
    region_name: str | None
    kind: GridKind
    name: str | None
    valid_from: date
    valid_to: date | None
    recorded_at: datetime
    ended_by: UUID | None
    versions: list[GridVersionOut]
    holders: list[HolderOut]
