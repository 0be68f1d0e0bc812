"""Grids, households and agents on the wire."""

from pydantic import BaseModel, ConfigDict

from dispatch.vocabulary import Precision


class _FromRecord(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class GridOut(_FromRecord):
    """One grid of today."""

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


class HouseholdOut(_FromRecord):
    """One household of today; names and phones masked, the place (WGS 84) left out by task."""

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


class AgentOut(_FromRecord):
    """One agent with the grids held today."""

    id: int
    name: str
    phone: str | None
    grids: list[str]


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
