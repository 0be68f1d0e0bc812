"""The dispatch desk: its filter, its counters and its list."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

from api.pages.issue import IssueView
from api.presentation import GroupView
from api.texts import Texts
from data.issue_filter import IssueFilter
from data.issues import Counts
from dispatch.vocabulary import Category, Channel, Light, Purpose, Stage
from maps.legend import MapCounts


class Show(StrEnum):
    """The counters of the desk, which are also filters."""

    LATE = "late"
    NEARLY = "nearly"
    UNASSIGNED = "unassigned"
    UNPLACED = "unplaced"
    HELD = "held"
    CATEGORY = "category"
    ALL = "all"


class Pane(StrEnum):
    """What a narrow screen shows of the desk."""

    LIST = "list"
    MAP = "map"
    ISSUE = "issue"


# Clustered markers stay fluid up to here on an old desk PC.
MAP_LIMIT: Final = 10_000

SHOW_OF: Final = {Light.RED: Show.LATE, Light.YELLOW: Show.NEARLY}
LIGHT_OF: Final = {show: light for light, show in SHOW_OF.items()}


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """What the reader asked to see; None means everything.

    Attributes
    ----------
    region
        Leading digits of the codes wanted.
    purpose
        What the reader reads for, where he says so.
    """

    show: Show = Show.ALL
    category: Category | None = None
    stage: Stage | None = None
    channel: Channel | None = None
    region: str | None = None
    purpose: Purpose | None = None

    def query(self, *, pane: Pane | None = None, **changes: Any) -> str:
        """Write this filter, with some fields changed, as a query string; "" when it is empty."""
        changed = replace(self, **changes)
        pairs = [(field.name, getattr(changed, field.name)) for field in fields(changed)]
        pairs.append(("pane", pane))
        text = urlencode([(name, value) for name, value in pairs if value not in (None, Show.ALL)])
        return f"?{text}" if text else ""

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out."""
        return self != DeskFilter()

    def wanted(self) -> IssueFilter:
        """Open issues it asks for, as the data are asked."""
        return IssueFilter(
            region=self.region,
            category=self.category,
            channel=self.channel,
            stage=self.stage,
            light=LIGHT_OF.get(self.show),
            open_only=True,
            to_place=self.show is Show.UNPLACED,
            held_by_nobody=self.show is Show.UNASSIGNED,
            purpose=self.purpose or Purpose.READ,
            held_only=self.show is Show.HELD,
            category_open=self.show is Show.CATEGORY,
        )


@dataclass(frozen=True, slots=True)
class Tile:
    """One counter; `detail` is a finished text, empty when there is nothing to add."""

    show: Show
    count: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Place:
    """One region the reader can filter by."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """Everything the desk shows.

    Attributes
    ----------
    issue
        The opened issue; None while none is open.
    pane
        What a narrow screen shows.
    may_place
        Whether the reader may say that he is finding a place.
    """

    filter: DeskFilter
    pane: Pane
    tiles: tuple[Tile, ...]
    groups: tuple[GroupView, ...]
    counts: MapCounts
    regions: tuple[Place, ...]
    issue: IssueView | None
    may_place: bool = False

    @property
    def exact_numbers(self) -> list[str]:
        """Numbers of the issues in the list whose house is shown."""
        return [row.number for group in self.groups for row in group.rows if row.exact]


def tiles_of(counts: Counts, longest_days: int, next_due: str, texts: Texts) -> tuple[Tile, ...]:
    """Counters over all issues the other filters leave.

    Parameters
    ----------
    longest_days
        Days the latest of them is past its limit; 0 when none is late.
    next_due
        How near the nearest deadline is, in words; empty when there is none.
    """
    translate = texts.translate
    longest = texts.ngettext("longest: %(days)d day", "longest: %(days)d days", longest_days)
    late = longest % {"days": longest_days} if longest_days else ""
    nobody = translate("nobody holds them")
    nowhere = translate("in no grid yet")
    return (
        Tile(Show.LATE, counts.late, translate("Overdue"), late),
        Tile(Show.NEARLY, counts.nearly, translate("Nearly due"), next_due),
        Tile(Show.UNASSIGNED, counts.held_by_nobody, translate("Unassigned"), nobody),
        Tile(Show.UNPLACED, counts.to_place, translate("To be placed"), nowhere),
        Tile(Show.ALL, counts.total, translate("All open"), ""),
    )


def map_counts(counts: Counts) -> MapCounts:
    """Figures under the list; beyond what a browser can draw the rest is hidden."""
    shown = min(counts.points, MAP_LIMIT)
    hidden = counts.placed - shown - counts.by_area
    return MapCounts(counts.total, shown, hidden, counts.unplaced, by_area=counts.by_area)
