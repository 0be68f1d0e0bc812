"""What the columns and words of a kind of file mean, as somebody once said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.tables import ColumnMapping


def recall_mapping(session: Session, header: bytes) -> dict[str, Any] | None:
    """Columns and words said last for a header; none where nobody said them."""
    kept = session.get(ColumnMapping, header)
    return None if kept is None else dict(kept.mapping)


def remember_mapping(
    session: Session,
    header: bytes,
    mapping: Mapping[str, Any],
    *,
    account_id: int | None,
    now: datetime,
) -> None:
    """Keep what columns mean for the next file with the same header."""
    told = {"mapping": dict(mapping), "used_at": now, "account_id": account_id}
    query = insert(ColumnMapping).values(header=header, **told)
    session.execute(query.on_conflict_do_update(index_elements=["header"], set_=told))
