"""The finished rows of issues, to be written once more by other means."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from psycopg import Connection, connect
from psycopg.sql import SQL, Composed, Identifier, Placeholder

from bench.intake_load import Load

TABLES: Final = (
    *("issue", "placement", "assignment", "clock", "petitioner", "petitioner_contact"),
    *("issue_event", "report_key"),
)
"""Tables of one issue, in the order in which they are written."""
_CHAINED: Final = ("chain", "seq", "previous", "hash")
"""What a trigger writes, as it does for everybody."""

Rows = Mapping[str, Sequence[tuple[str | None, ...]]]


@dataclass(frozen=True, slots=True)
class Finished:
    """Rows as text: the columns of each table, and for each issue its rows by table."""

    columns: Mapping[str, Sequence[str]]
    issues: Sequence[Rows]


def read_finished(address: str, after: int) -> Finished:
    """Rows of the issues whose ids are above one."""
    with connect(address) as connection:
        columns = {table: _columns(connection, table) for table in TABLES}
        issues: dict[str, dict[str, list[tuple[str | None, ...]]]] = {}
        for table in TABLES:
            for owner, *row in connection.execute(_reading(table, columns[table]), [after]):
                issues.setdefault(owner, {name: [] for name in TABLES})[table].append(tuple(row))
    return Finished(columns, list(issues.values()))


def _columns(connection: Connection[Any], table: str) -> list[str]:
    query = (
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND is_generated = 'NEVER' AND column_name <> ALL (%s) "
        "ORDER BY ordinal_position"
    )
    skipped = list(_CHAINED) if table == "issue_event" else []
    return [name for (name,) in connection.execute(query, [table, skipped])]


def _reading(table: str, columns: Sequence[str]) -> Composed:
    ways = {
        "petitioner_contact": "JOIN petitioner AS p ON p.id = t.petitioner_id "
        "JOIN issue AS i ON i.id = p.issue_id",
        "report_key": "JOIN issue AS i ON i.key = t.key",
        "issue": "JOIN issue AS i ON i.id = t.id",
    }
    way = ways.get(table, "JOIN issue AS i ON i.id = t.issue_id")
    order = {"petitioner_contact": "t.petitioner_id", "report_key": "t.key"}.get(table, "t.id")
    names = SQL(", ").join(SQL("t.{}::text").format(Identifier(name)) for name in columns)
    return SQL("SELECT i.id::text, {} FROM {} AS t {} WHERE i.id > %s ORDER BY i.id, {}").format(
        names, Identifier(table), SQL(way), SQL(order)
    )


def insert_each(address: str, finished: Finished, callers: int, seconds: float) -> Load:
    """Write issue after issue, each in a transaction of its own, over some connections."""
    with ThreadPoolExecutor(callers) as pool:
        parts = [finished.issues[n::callers] for n in range(callers)]
        until = perf_counter() + seconds
        began = perf_counter()
        waits = list(pool.map(lambda part: _insert(address, finished, part, until), parts))
    took = perf_counter() - began
    every = [wait for one in waits for wait in one]
    return Load(took, 0.0, every, Counter({201: len(every)}))


def _insert(address: str, finished: Finished, part: Sequence[Rows], until: float) -> list[float]:
    statements = {table: _writing(table, finished.columns[table]) for table in TABLES}
    waits = []
    with connect(address, autocommit=True, prepare_threshold=1) as connection:
        for rows in part:
            began = perf_counter()
            if began > until:
                break
            with connection.transaction():
                for table, statement in statements.items():
                    for row in rows[table]:
                        connection.execute(statement, row)
            waits.append((perf_counter() - began) * 1000)
    return waits


def _writing(table: str, columns: Sequence[str]) -> Composed:
    return SQL("INSERT INTO {} ({}) VALUES ({})").format(
        Identifier(table),
        SQL(", ").join(map(Identifier, columns)),
        SQL(", ").join([Placeholder()] * len(columns)),
    )


def copy_all(address: str, finished: Finished) -> float:
    """Write all of them by COPY in one transaction; answers the seconds it took."""
    with connect(address) as connection:
        began = perf_counter()
        for table, columns in finished.columns.items():
            names = SQL(", ").join(map(Identifier, columns))
            statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), names)
            with connection.cursor().copy(statement) as copy:
                for rows in finished.issues:
                    for row in rows[table]:
                        copy.write_row(row)
        connection.commit()
    return perf_counter() - began
