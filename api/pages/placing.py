"""What a desk is shown while it finds the place of an issue by hand."""

from dataclasses import dataclass
from uuid import UUID

from api.pages.placing_outlook import OutlookView
from data.issue_records import IssueRecord
from dispatch.precision import may_place
from dispatch.rights import Actor, Verb


@dataclass(frozen=True, slots=True)
class Option:
    """One place to choose: the value its form sends, its name, and what tells it from others."""

    value: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds, as it was typed."""

    way: str = ""
    region: str = ""
    lon: str = ""
    lat: str = ""
    datum: str = "wgs84"
    note: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class PlacingView:
    """Everything the section "Find the place" shows of one issue; texts are finished.

    Attributes
    ----------
    version
        The one shown, which the placing is about.
    key
        New, so that a form sent twice places once.
    region
        Code of where the map opens; empty while nothing is known.
    villages
        Those the address may mean.
    houses
        Households that were looked for.
    searched
        Whether any were looked for.
    regions
        Villages and townships to choose from, code and name.
    problem
        What is wrong with what was sent.
    """

    number: str
    version: int
    key: UUID
    region: str
    villages: tuple[Option, ...] = ()
    regions: tuple[Option, ...] = ()
    typed: Typed = Typed()
    houses: tuple[Option, ...] = ()
    searched: bool = False
    outlook: OutlookView | None = None
    problem: str = ""


def may_find(actor: Actor, record: IssueRecord) -> bool:
    """Whether an actor may place an issue by hand."""
    return actor.may(Verb.PLACE_ISSUES) and may_place(actor) and record.issue.closed_at is None
