"""Work orders of other systems, and the issues they became."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from data.tables import OutsideOrder


def keep_orders(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep orders as rows of `account_id`, `number` and `issue_id`."""
    if rows:
        session.execute(insert(OutsideOrder), rows)
