"""The planning page: which counts, of which period, on which map."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from data.issue_filter import IssueFilter
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
    """

    layer: Layer
    category: Category | None
    since: date
    until: date

    def query(self, **changes: Any) -> str:
        """Write this filter, with some fields changed, as a query string."""
        chosen = replace(self, **changes)
        pairs = {
            "layer": chosen.layer,
            "category": chosen.category,
            "from": chosen.since,
            "to": chosen.until,
        }
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
    """Everything the planning page shows; `error` says why there is no map, or is empty."""

    filter: PlanFilter
    layers: tuple[Layer, ...]
    counts: MapCounts
    error: str
