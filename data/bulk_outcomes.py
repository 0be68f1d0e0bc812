"""What became of the rows of a file: how their places were found, and what they look like now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.tables import Issue, Region
from dispatch.vocabulary import Category, PlacementMethod


@dataclass(frozen=True, slots=True)
class Placed:
    """How the places of issues were found, their number by method, and how many are held.

    Held ones count among the others: who may not read them sees no difference.
    """

    methods: Mapping[str, int]
    held: int


def placed_of(session: Session, ids: Sequence[int]) -> Placed:
    """How the places of some issues were found."""
    held = func.count().filter(Issue.held)
    query = select(Issue.method, func.count(), held).where(Issue.id.in_(ids))
    rows = session.execute(query.group_by(Issue.method)).all()
    methods = {method.value: count for method, count, _ in rows}
    return Placed(methods, sum(held for _, _, held in rows))


@dataclass(frozen=True, slots=True)
class Sampled:
    """One issue as it was just taken in, for who brought it: a held one looks like any other."""

    text: str
    category: Category
    method: PlacementMethod
    grid_code: str | None
    region: str | None
    urgent: bool


def sample_of(session: Session, ids: Sequence[int]) -> list[Sampled]:
    """Issues as they were just taken in, in the order of the ids."""
    query = select(Issue, Region.name).outerjoin(Region, Region.code == Issue.region_code)
    rows = session.execute(query.where(Issue.id.in_(ids)))
    found = {issue.id: _sampled(issue, name) for issue, name in rows}
    return [found[one] for one in ids]


def _sampled(issue: Issue, region: str | None) -> Sampled:
    return Sampled(
        issue.text,
        issue.category,
        issue.method,
        issue.grid_code,
        region,
        issue.urgent,
    )
