"""What has happened to issues since they were taken in, from records of the past."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.event_months import ensure_event_months
from dispatch.vocabulary import Stage

_SQL: Final = (Path(__file__).parent / "sql" / "live_on.sql").read_text("utf-8")
_STEPS: Final = [text(part) for part in _SQL.split(";\n")]


@dataclass(frozen=True, slots=True)
class Life:
    """Later moments of one issue; none for what has not happened.

    Attributes
    ----------
    key
        UUID of the issue.
    registered_at
        Stops the registration clock (art. 22).
    noticed_at
        Stops the clock of the written notice (art. 23).
    """

    key: str
    stage: Stage
    registered_at: datetime | None
    noticed_at: datetime | None
    closed_at: datetime | None
    outcome: str | None


def live_on(session: Session, lives: Sequence[Life]) -> None:
    """Write what happened: stages, stopped clocks, ended assignments, events.

    What is held has been worked on too, by the county: it stays held.
    """
    rows = json.dumps([asdict(life) for life in lives], default=str)
    moments = [
        moment
        for life in lives
        for moment in (life.registered_at, life.noticed_at, life.closed_at)
        if moment is not None
    ]
    ensure_event_months(session, moments)
    for step in _STEPS:
        session.execute(step, {"lives": rows})
