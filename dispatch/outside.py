"""What programs outside are told of an issue that they brought."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from dispatch.vocabulary import Stage


class EventKind(StrEnum):
    """What happened to an issue, as a program outside is told of it."""

    RECEIVED = "received"
    REPEATED = "repeated"
    RATED = "rated"
    NOT_SOLVED = "not-solved"
    STATE = "state"


class OutsideState(StrEnum):
    """Where an issue stands, in the three words every outside system has.

    `RECEIVED` says no more than that it came in: it waits for a county screener, or it accuses
    somebody.
    """

    RECEIVED = "received"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of one issue: codes, numbers and times.

    Attributes
    ----------
    quiet
        Whether it is held for the county screener, or was found to accuse somebody.
    """

    number: str
    tracking_code: str
    stage: Stage
    closed_at: datetime | None
    region_code: str | None
    grid_code: str | None
    quiet: bool


_OF_EVERY_REPORT: Final = frozenset({EventKind.RECEIVED, EventKind.REPEATED})


def is_told(kind: EventKind, told: Told) -> bool:
    """Whether a program outside is told of an event.

    Notes
    -----
    Design, section 7: who filed a report that is held sees nothing of it but that it came in.
    """
    return kind in _OF_EVERY_REPORT or not told.quiet


def state_of(told: Told) -> OutsideState:
    """Where an issue stands for a program outside."""
    if told.quiet:
        return OutsideState.RECEIVED
    return OutsideState.OPEN if told.closed_at is None else OutsideState.CLOSED


def payload_of(told: Told, order: str | None, at: datetime) -> dict[str, Any]:
    """What an event says, as JSON: codes, numbers and times; no words of people.

    Parameters
    ----------
    order
        Number the issue has in the system that is told; none where it gave it none.
    at
        When it happened, aware.
    """
    shown = None if told.quiet else told
    return {
        "order": order,
        "number": told.number,
        "tracking_code": told.tracking_code,
        "state": state_of(told).value,
        "stage": shown.stage.value if shown else None,
        "region": shown.region_code if shown else None,
        "grid": shown.grid_code if shown else None,
        "closed_at": shown.closed_at.isoformat() if shown and shown.closed_at else None,
        "at": at.isoformat(),
    }
