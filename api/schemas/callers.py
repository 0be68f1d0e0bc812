"""Who calls, on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from data.households import HouseholdRecord
from data.issue_records import IssueRecord
from dispatch.clocks import light, pressing
from dispatch.vocabulary import Category, Duty, Level, Light, Stage


class _FromRecord(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AnsweringOut(BaseModel):
    """Who answers for a place: what they have in hand is shown and decides nothing.

    `away` says that the holder of the grid is; whoever is named then stands in.
    """

    id: int
    name: str
    phone: str | None
    open_issues: int
    away: bool
    duty: Duty


class OpenIssueOut(BaseModel):
    """One open issue of a caller; `agent` is with whom it is."""

    number: str
    category: Category
    stage: Stage
    level: Level
    received_at: datetime
    agent: str | None
    light: Light

    @classmethod
    def of(cls, record: IssueRecord, now: datetime) -> Self:
        """Wire form of a record at a moment."""
        issue, clock = record.issue, pressing(record.clocks)
        return cls(
            number=issue.number,
            category=issue.category,
            stage=issue.stage,
            level=issue.level,
            received_at=issue.received_at,
            agent=record.agent_name,
            light=light(clock, now.date()) if clock else Light.STOPPED,
        )


class ClosedIssueOut(_FromRecord):
    """One issue that is over."""

    number: str
    category: Category
    received_at: datetime
    closed_at: datetime


class ClosedOut(_FromRecord):
    """The issues that are over: how many, and the last five."""

    total: int
    last: list[ClosedIssueOut]


class HouseOut(BaseModel):
    """A household that may be meant; name and phone are masked by task."""

    number: str
    head: str | None
    phone: str | None
    village: str | None
    village_name: str | None
    group: str | None
    grid: str | None

    @classmethod
    def of(cls, home: HouseholdRecord, names: Mapping[str, str], **more: Any) -> Self:
        """Wire form of a household as its reader may see it, with the names of villages."""
        return cls(
            number=home.number,
            head=home.head,
            phone=home.phone,
            village=home.village_code,
            village_name=names.get(home.village_code or ""),
            group=home.group,
            grid=home.grid,
            **more,
        )


class CallerOut(HouseOut):
    """One household of a caller with its history."""

    grid_name: str | None
    agent: AnsweringOut | None
    open: list[OpenIssueOut]
    closed: ClosedOut


class CallersOut(BaseModel):
    """The households found, and open issues filed with the phone that are none of theirs."""

    items: list[CallerOut]
    filed: list[OpenIssueOut]
