"""The one way to change a row of a register by hand: its version is seen and compared."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.errors import StaleWrite


def change_row(
    session: Session, table: Any, row_id: int | UUID, seen: int, values: Mapping[str, Any]
) -> None:
    """Change a row that is still at the version its editor saw.

    Registers raise their version by a trigger; elsewhere `values` hold the new one.

    Raises
    ------
    StaleWrite
        If somebody else changed it in the meantime.
    """
    query = (
        update(table)
        .where(table.id == row_id, table.version == seen)
        .values(**values)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(query) is None:
        msg = f"you saw version {seen}, and somebody changed it since: read it again, then decide"
        raise StaleWrite(msg)
