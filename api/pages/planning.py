"""The planning page: which counts, of which period, on which map.

Readers who may list issues count them live, for any days. All others read what was published
for the quarters that are over.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from data.issue_filter import IssueFilter
from dispatch.periods import Period
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Category
from maps.legend import MapCounts


class Layer(StrEnum):
    """The maps of counts."""

    VILLAGES = "villages"
    GRIDS = "grids"
    CELLS = "cells"


def layers_of(actor: Actor) -> tuple[Layer, ...]:
    """Maps an actor may see: totals of a grid are for those who may list its issues."""
    return tuple(
        layer for layer in Layer if layer is not Layer.GRIDS or actor.may(Verb.READ_ISSUES)
    )


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """What the planner asked to see.

    Attributes
    ----------
    since, until
        First and last day of the period, in Shanghai.
    period
        Published period it is; none for days of the reader's own.
    """

    layer: Layer
    category: Category | None
    since: date
    until: date
    period: Period | None = None

    def query(self, **changes: Any) -> str:
        """Write this filter, with some fields changed, as a query string."""
        chosen = replace(self, **changes)
        days = {"from": chosen.since, "to": chosen.until}
        time = {"period": chosen.period.code} if chosen.period else days
        pairs = {"layer": chosen.layer, "category": chosen.category, **time}
        return "?" + urlencode({name: value for name, value in pairs.items() if value is not None})

    def wanted(self, region: str, zone: tzinfo | None) -> IssueFilter:
        """Issues it asks for, below a region's digits."""
        return IssueFilter(
            region=region or None,
            or_unknown_region=True,
            category=self.category,
            since=datetime.combine(self.since, time(), zone),
            until=datetime.combine(self.until + timedelta(days=1), time(), zone),
        )


@dataclass(frozen=True, slots=True)
class PlanView:
    """Everything the planning page shows.

    Attributes
    ----------
    counts
        None where the numbers themselves are withheld.
    listed, shown
        Where they are: the length of the list, if that is published, and what the map shows.
    error
        Why there is no map; empty where there is one.
    periods
        Published periods to choose from, newest first; empty for readers of live counts.
    published
        Day on which the figures were published, in words; empty for live counts.
    """

    filter: PlanFilter
    layers: tuple[Layer, ...]
    counts: MapCounts | None
    error: str
    periods: tuple[Period, ...] = ()
    published: str = ""
    listed: int | None = None
    shown: int = 0


def counts_live(actor: Actor) -> bool:
    """Whether an actor counts what he may list anyway, rather than reading what was published."""
    return actor.may(Verb.READ_ISSUES)
