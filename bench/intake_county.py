"""The served county an intake is measured on: fresh, private, with its statements counted."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from psycopg import connect

from bench.serving import address_of
from data.cluster import Cluster

_FILING: Final = ("county", "township", "secretary", "agent")
CLONES: Final = ("bare", "imported", "copied")
"""Databases that hold the county as it was before anything was sent."""
_NO_LIMIT: Final = "100000000"


@dataclass(frozen=True, slots=True)
class ServedCounty:
    """A county whose service runs.

    Attributes
    ----------
    database
        Address of the owner's, as psycopg takes it.
    server_pid
        Of the service.
    """

    address: str
    folder: Path
    database: str
    server_pid: int
    cluster: Cluster

    def clone(self, name: str) -> str:
        """Address of a copy of the county as it was before anything was sent."""
        return plain(self.cluster.url(name))

    def database_pids(self) -> list[int]:
        """Processes of the database server; one more for each connection."""
        pid = self.cluster.status().pid or 0
        return [pid, *_children(pid)]

    def tokens(self, count: int) -> list[str]:
        """Bearer tokens of so many sessions, shared out over the accounts that file."""
        accounts = json.loads((self.folder / ".wangge" / "demo-accounts.json").read_text("utf-8"))
        return [self._token(accounts[_FILING[n % len(_FILING)]]) for n in range(count)]

    def _token(self, account: dict[str, str]) -> str:
        form = urllib.parse.urlencode(account).encode()
        with urllib.request.urlopen(f"{self.address}/api/v1/auth/token", form) as answer:
            token: str = json.load(answer)["access_token"]
            return token

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query, asked as the owner."""
        with connect(self.database, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()


@contextlib.contextmanager
def served_county(households: int) -> Iterator[ServedCounty]:
    """Serve a sample county from a folder of its own, by ``wangge serve``."""
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server's account passes through
        environment = {
            **os.environ,
            "WANGGE_PROJECT_DIR": name,
            "WANGGE_WRITES_PER_MINUTE": _NO_LIMIT,
            "WANGGE_SIGN_INS_PER_MINUTE": _NO_LIMIT,
        }
        environment.pop("WANGGE_DATABASE_URL", None)
        _run(environment, "demo", "--no-serve", "--households", str(households))
        cluster = Cluster(folder, environment)
        _prepare(cluster)
        with served(environment, "-m", "api", "serve", "--port", "0") as process:
            address = address_of(process)
            yield ServedCounty(address, folder, plain(cluster.url("wangge")), process.pid, cluster)


def _run(environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "api", *words]
    subprocess.run(command, env=environment, check=True, capture_output=True)


def _prepare(cluster: Cluster) -> None:
    """Keep copies of the county as it is; count statements from the next start on."""
    with cluster.running():
        with connect(plain(cluster.url("wangge")), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public")
        for name in CLONES:
            cluster.create_database(name, template="wangge")


@contextlib.contextmanager
def served(environment: dict[str, str], *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Run Python with these words, which serves; what it logs is written to a file."""
    with tempfile.TemporaryFile("w") as log:
        process = subprocess.Popen(
            [sys.executable, *words], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def plain(url: str) -> str:
    """An address as psycopg takes it."""
    return url.replace("+psycopg", "", 1)


def processor_s(*pids: int) -> float:
    """Processor time of some processes and of what they waited for, seconds."""
    return sum(sum(_times(pid)) for pid in pids) / os.sysconf("SC_CLK_TCK")


def _times(pid: int) -> tuple[int, ...]:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return (0,)
    return tuple(int(word) for word in words[11:15])  # own and of children that ended


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    try:
        return [int(pid) for pid in listed.read_text().split()]
    except OSError:
        return []
