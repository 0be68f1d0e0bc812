"""Who calls, on the wire."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

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


class CallerOut(BaseModel):
    """One household of a caller with its history; names and phones are masked by task."""

    number: str
    head: str | None
    phone: str | None
    village: str | None
    village_name: str | None
    group: str | None
    grid: str | None
    grid_name: str | None
    agent: AnsweringOut | None
    open: list[OpenIssueOut]
    closed: ClosedOut


class CallersOut(BaseModel):
    """The households found, and open issues filed with the phone that are none of theirs."""

    items: list[CallerOut]
    filed: list[OpenIssueOut]
