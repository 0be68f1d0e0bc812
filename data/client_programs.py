"""Running PostgreSQL's own client programs on a database address."""

import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from data.errors import DataError
from data.postgis import Server


class ProgramFailed(DataError):
    """A program of PostgreSQL did not do what it was asked."""


def run_client(server: Server, program: str, url: str, *arguments: str | Path) -> str:
    """Run one client program on a database; what it printed comes back.

    Parameters
    ----------
    url
        Address in SQLAlchemy's or libpq's form. Its password goes through the
        environment, as everybody on the machine can read a command line.

    Raises
    ------
    ProgramFailed
        With the program's own words.
    """
    parts = urlsplit(url)
    address = urlunsplit(
        parts._replace(scheme="postgresql", netloc=_without_password(parts.netloc))
    )
    environment = dict(server.environment)
    if parts.password is not None:
        environment["PGPASSWORD"] = unquote(parts.password)
    result = subprocess.run(  # noqa: S603
        [server.program(program), f"--dbname={address}", "--no-password", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        msg = f"{program} failed: {result.stderr.strip()}"
        raise ProgramFailed(msg)
    return result.stdout


def ask(server: Server, url: str, *statements: str) -> str:
    """Run statements one after the other; rows as lines, columns apart by ``|``."""
    commands = [part for statement in statements for part in ("--command", statement)]
    options = ("--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1")
    return run_client(server, "psql", url, *options, *commands).strip()


def database_name(url: str) -> str:
    """Read the name of the database out of an address."""
    return unquote(urlsplit(url).path.removeprefix("/"))


def with_database(url: str, name: str) -> str:
    """Point an address to another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _without_password(netloc: str) -> str:
    user, at, host = netloc.rpartition("@")
    return user.partition(":")[0] + at + host
