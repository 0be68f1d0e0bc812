"""Writing a whole database to a file, and putting such a file in its place."""

from pathlib import Path
from typing import Final

from data.client_programs import ProgramFailed, ask, database_name, run_client, with_database
from data.errors import DataError
from data.group_roles import MAKE_GROUP_ROLES
from data.postgis import Server

_MAINTENANCE: Final = "postgres"  # a database that is always there to give orders from
_SWAP_ATTEMPTS: Final = 5  # a busy service reconnects between two statements


class NotABackup(DataError):
    """The file holds no database of ours."""


def backup(server: Server, url: str, file: Path) -> None:
    """Write a database to a file that only we can read, whole or not at all.

    Parameters
    ----------
    server
        Whose ``pg_dump`` to use; it must not be older than the database's server.
    url
        The database, in SQLAlchemy's form.

    Raises
    ------
    ProgramFailed
        If the database cannot be read.
    """
    partial = file.with_name(f".{file.name}.new")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    try:
        run_client(server, "pg_dump", url, "--format=custom", "--no-owner", f"--file={partial}")
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)


def restore(server: Server, url: str, file: Path) -> None:
    """Put a backup in the place of a database.

    The file is read into a new database first; the two change names only when it is
    whole, so a restore that fails leaves the old one as it was. Whoever is connected is
    sent away. The database need not exist.

    Raises
    ------
    NotABackup
        If the file is damaged or is not a backup of ours.
    ProgramFailed
        If the account may not make or rename databases.
    """
    name = database_name(url)
    fresh, old = f"{name}_restoring", f"{name}_replaced"
    orders = with_database(url, _MAINTENANCE)
    ask(
        server, orders, *(f'DROP DATABASE IF EXISTS "{rest}" WITH (FORCE)' for rest in (fresh, old))
    )
    ask(server, orders, f'CREATE DATABASE "{fresh}" TEMPLATE template0')
    try:
        _fill(server, with_database(url, fresh), file)
        _swap(server, orders, name=name, fresh=fresh, old=old)
    except DataError:
        ask(server, orders, f'DROP DATABASE IF EXISTS "{fresh}" WITH (FORCE)')
        raise
    ask(server, orders, f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')


def _fill(server: Server, url: str, file: Path) -> None:
    ask(server, url, MAKE_GROUP_ROLES)  # a fresh server has none, and policies name them
    try:
        run_client(server, "pg_restore", url, "--exit-on-error", "--no-owner", file)
        ask(server, url, "SELECT version_num FROM alembic_version")
    except ProgramFailed as reason:
        msg = f"{file} is not a whole backup of this service; nothing was changed ({reason})"
        raise NotABackup(msg) from reason


def _swap(server: Server, orders: str, *, name: str, fresh: str, old: str) -> None:
    """Change the names in one transaction, sending away whoever comes back in between."""
    if not ask(server, orders, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):  # noqa: S608
        ask(server, orders, f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
        return
    for attempt in range(1, _SWAP_ATTEMPTS + 1):
        try:
            ask(
                server,
                orders,
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"  # noqa: S608
                f" WHERE datname IN ('{name}', '{fresh}')",
                "BEGIN",
                f'ALTER DATABASE "{name}" RENAME TO "{old}"',
                f'ALTER DATABASE "{fresh}" RENAME TO "{name}"',
                "COMMIT",
            )
        except ProgramFailed:
            if attempt == _SWAP_ATTEMPTS:
                raise
        else:
            return
