"""Many rows into one table by one statement: the same one for any number, so it is planned once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import Row, TextClause, text
from sqlalchemy.orm import Session

WHOLE: Final = {"render_nulls": True}
"""For SQLAlchemy's own insertions: rows that differ only in what is empty go in one statement."""


def insert_rows(
    session: Session,
    table: str,
    rows: Sequence[Mapping[str, Any]],
    returning: tuple[str, ...] = (),
) -> Sequence[Row[Any]]:
    """Insert rows of equal columns, in their order; answers the columns asked for.

    A value is what `orjson` can write and the type of its column reads: a point is EWKT.
    """
    if not rows:
        return []
    result = session.execute(
        _insertion(table, tuple(rows[0]), returning), {"rows": orjson.dumps(rows).decode()}
    )
    return result.all() if returning else []


@cache
def _insertion(table: str, columns: tuple[str, ...], returning: tuple[str, ...]) -> TextClause:
    """Statement for one table; all names are of our own tables."""
    names = ", ".join(f'"{name}"' for name in columns)
    answer = f" RETURNING {', '.join(returning)}" if returning else ""
    return text(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM ROWS FROM "  # noqa: S608 - our names
        f"(json_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS json))) WITH ORDINALITY "
        f"ORDER BY ordinality{answer}"
    )
