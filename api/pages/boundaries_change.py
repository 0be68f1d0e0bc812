"""One boundary change as its page shows it."""

from dataclasses import dataclass
from uuid import UUID

from api.pages.admin_forms import Typed
from dispatch.vocabulary import ChangeStatus, Purpose


@dataclass(frozen=True, slots=True)
class GridRow:
    """One grid before and after; finished texts, empty where there is nothing to say.

    Attributes
    ----------
    vacant
        Whether it would have no holder.
    """

    code: str
    number: str
    name: str
    fate: str
    fate_words: str
    households_before: str
    households: str
    registered_before: str
    registered: str
    why: str
    holder: str
    vacant: bool


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One household that moves; finished texts."""

    number: str
    head: str
    group: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One open issue that moves; finished texts."""

    number: str
    before: str
    after: str
    agent_before: str
    agent_after: str
    reason: str


@dataclass(frozen=True, slots=True)
class PassageRow:
    """From whom to whom issues of last year would have gone; finished texts."""

    before: str
    after: str
    issues: int


@dataclass(frozen=True, slots=True)
class RehearsalView:
    """What the change would have done last year; finished texts."""

    sentence: str
    passages: tuple[PassageRow, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Everything the page of a change shows; texts are finished.

    Attributes
    ----------
    corners
        Numbers of neighbours that only get a corner on a shared edge.
    households, moves
        How many move, and those the reader is told of.
    issues, listed
        How many open issues move or moved, and those the reader may read.
    barrier
        Why the reader may not approve; empty if he may.
    waits
        How it goes on once it is approved, or when it took effect.
    rehearsal
        None until it is asked for.
    """

    id: UUID
    version: int
    title: str
    place: str
    village: str
    kind: str
    status: ChangeStatus
    status_words: str
    chip: str
    how: str
    made: str
    day: str
    note: str
    settled: str
    grids: tuple[GridRow, ...]
    corners: tuple[str, ...]
    households: int
    moves: tuple[MoveRow, ...]
    issues: int
    listed: tuple[IssueRow, ...]
    barrier: str
    may_approve: bool
    may_refuse: bool
    may_withdraw: bool
    may_redraw: bool
    at_once: bool
    second: bool
    may_ask: bool
    reads_issues: bool
    purpose: Purpose | None
    rehearsal: RehearsalView | None
    typed: Typed

    @property
    def open(self) -> bool:
        """Whether anything can still be done about it."""
        return self.status in {
            ChangeStatus.PROPOSED,
            ChangeStatus.APPROVED,
            ChangeStatus.OUTDATED,
        }

    @property
    def enacted(self) -> bool:
        """Whether it has taken effect."""
        return self.status is ChangeStatus.ENACTED

    @property
    def vacant(self) -> tuple[str, ...]:
        """Numbers of the grids that would have no holder."""
        return tuple(row.number for row in self.grids if row.vacant)
