"""One proposal as its page shows it: grids, households, pins, and what the reader may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from data.proposals import OPEN
from dispatch.vocabulary import ProposalStatus, Purpose


@dataclass(frozen=True, slots=True)
class GridRow:
    """One proposed grid in the table; finished texts, empty where there is nothing to say.

    Attributes
    ----------
    holder
        Who holds the grid whose code it keeps.
    """

    serial: int
    households: int
    registered: int
    mean: str
    farthest: str
    compactness: str
    why: str
    merged: str
    kept: bool
    holder: str


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One household; finished texts.

    Attributes
    ----------
    short
        Its number without the code of the village, which all of the page share.
    moves
        Whether it would leave the grid it belongs to today.
    """

    number: str
    short: str
    head: str
    group: str
    serial: int
    distance: str
    resident: bool
    moves: bool


@dataclass(frozen=True, slots=True)
class PinRow:
    """One pin of the village; finished texts, the households by their short numbers."""

    id: int
    kind: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Focus:
    """What the reader looks at, as the address of the page says it.

    Attributes
    ----------
    grid
        Serial of the grid whose households are listed.
    purpose
        What a desk reads houses for; none shows it no house.
    was_m
        Mean distance before the change that led here, in metres.
    """

    grid: int | None = None
    purpose: Purpose | None = None
    was_m: float | None = None

    def query(self, **changes: Any) -> str:
        """Write it, with some of it changed, as a query string; "" when it is empty."""
        wanted = replace(self, **changes)
        pairs = {"grid": wanted.grid, "purpose": wanted.purpose, "was": wanted.was_m}
        text = urlencode({name: value for name, value in pairs.items() if value is not None})
        return f"?{text}" if text else ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was refused: why, and what it held."""

    why: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Everything the page of a proposal shows; texts are finished.

    Attributes
    ----------
    change
        What the last change did to the distance; empty when there was none.
    faults
        What is out of order.
    failure
        Why the village could not be cut.
    settled
        Who or what ended it, and when; empty while it is open.
    kept, new, ending
        Grids of today that go on, grids that begin, and grids of today that end.
    may_edit, may_sign, on_behalf
        Whether the reader may change it, may sign it, and signs it for the village's secretary.
    may_ask
        Whether the reader is shown where houses stand once he says what for.
    """

    id: UUID
    version: int
    name: str
    status: ProposalStatus
    status_words: str
    chip: str
    when: str
    asked: str
    summary: tuple[tuple[str, str], ...]
    range: str
    odd: bool
    change: str
    faults: tuple[str, ...]
    failure: str
    settled: str
    grids: tuple[GridRow, ...]
    homes: tuple[HomeRow, ...]
    pins: tuple[PinRow, ...]
    kept: int
    new: int
    ending: int
    may_edit: bool
    may_sign: bool
    on_behalf: bool
    may_ask: bool
    focus: Focus
    refused: Refused

    @property
    def working(self) -> bool:
        """Whether the village is being cut."""
        return self.status is ProposalStatus.WORKING

    @property
    def open(self) -> bool:
        """Whether nobody has signed or withdrawn it."""
        return self.status in OPEN

    @property
    def chosen(self) -> tuple[HomeRow, ...]:
        """Households of the grid the reader looks at."""
        return tuple(home for home in self.homes if home.serial == self.focus.grid)

    @property
    def by_grid(self) -> tuple[tuple[int, tuple[HomeRow, ...]], ...]:
        """Households by serial, for the lists to choose from."""
        return tuple(
            (serial, tuple(homes)) for serial, homes in groupby(self.homes, lambda one: one.serial)
        )
