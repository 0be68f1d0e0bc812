"""Keeping that an open issue was placed again by the rules: its row, who takes it, its history."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from data.assignments import hand_to
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue
from dispatch.assignment import Assigned
from dispatch.placing import Placed
from dispatch.vocabulary import Level, Stage


def keep_placed_again(
    session: Session,
    row: Row[Any],
    placed: Placed,
    handed: Assigned | None,
    *,
    by: Writer,
    columns: Mapping[str, Any] | None = None,
) -> None:
    """Write the grid an issue lies in now, and who has it.

    Parameters
    ----------
    row
        ``id, version, stage, level`` of the issue; ``grid, version_id`` it lies in now.
    handed
        Who takes it; none where it stays with whom it is.
    columns
        What else of the issue changes.

    Raises
    ------
    StaleWrite
        If somebody else changed the issue in the meantime.
    """
    under = {"region_code": placed.region_code, "grid_version_id": row.version_id}
    values = {**(columns or {}), "grid_code": row.grid, **under}
    if handed is not None:
        agent = handed.tenure.agent_id if handed.tenure else None
        values |= {"level": handed.level, "agent_id": agent}
    version = change_issue(session, row.id, row.version, values)
    if handed is not None:
        hand_to(session, row.id, handed, by.at, under=under)
    level = handed.level if handed else Level(row.level)
    reason = handed.reason if handed else placed.reason
    verb = "assigned" if handed else "placed"
    keep_step(session, row.id, Step(verb, Stage(row.stage), level, reason, version), by)
