"""The grids of a day as a list: who holds them, how large they are, what they are for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from api.pages.boundaries import Place, places_of
from api.pages.boundaries_words import kind_text, short_code
from api.texts import Texts
from data.grids import GridRecord, count_grids, list_grids
from dispatch.region_codes import prefix_of
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import GridKind
from maps.proposals import exception_words

_SHOWN: Final = 300
"""A township has some three hundred grids; of more, the list says to choose one."""


@dataclass(frozen=True, slots=True)
class GridLine:
    """One grid in the list; finished texts, empty where there is nothing to say."""

    code: str
    number: str
    village: str
    kind: str
    special: bool
    name: str
    households: str
    why: str
    holder: str


@dataclass(frozen=True, slots=True)
class GridsView:
    """Everything the list shows.

    Attributes
    ----------
    region
        What the list is narrowed to; empty for all of the reader's.
    today
        Whether the day is today.
    """

    region: str
    places: tuple[Place, ...]
    day: date
    today: bool
    rows: tuple[GridLine, ...]
    total: int
    may_change: bool

    @property
    def more(self) -> int:
        """How many grids are not shown."""
        return self.total - len(self.rows)

    @property
    def query(self) -> str:
        """The same day and region, for the map and the file."""
        return f"on={self.day}&region={self.region}"


def read_grids(
    session: Session, actor: Actor, region: str, day: date, today: date, texts: Texts
) -> GridsView:
    """Read the grids of a day under a region, or under all of the reader's."""
    places = places_of(session, actor)
    chosen = region if any(place.code == region for place in places) else ""
    under = prefix_of(chosen) if chosen else None
    records = list_grids(session, actor, day, region=under, limit=_SHOWN)
    return GridsView(
        region=chosen,
        places=places,
        day=day,
        today=day == today,
        rows=tuple(line_of(one, texts) for one in records),
        total=count_grids(session, actor, day, region=under),
        may_change=actor.may(Verb.CHANGE_BOUNDARIES),
    )


def line_of(one: GridRecord, texts: Texts) -> GridLine:
    """One grid in words."""
    return GridLine(
        code=one.code,
        number=short_code(one.code),
        village=one.region_name or "",
        kind=kind_text(one.kind, texts),
        special=one.kind is not GridKind.HOUSEHOLD,
        name=one.name or "",
        households="" if one.households is None else str(one.households),
        why=exception_words(one.exception, texts.translate),
        holder=one.agent_name or "",
    )


def grid_table(records: Iterable[GridRecord], texts: Texts) -> list[Sequence[str]]:
    """The list as rows of a file, its heading first."""
    translate = texts.translate
    heading = (
        *(translate("Grid"), translate("Village"), translate("Grid for"), translate("Name")),
        *(translate("Households"), translate("Exception"), translate("Agent")),
    )
    lines = (line_of(one, texts) for one in records)
    return [
        heading,
        *(
            (one.code, one.village, one.kind, one.name, one.households, one.why, one.holder)
            for one in lines
        ),
    ]
