"""A sample county in a cluster of its own that can be killed, and the server before it."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from api.database import engine_on
from bench.drill.verdict import Verdict, judge
from data.cluster import Cluster
from data.request_login import make_request_login

_HOUSEHOLDS = "300"
_LOOK_S = 0.05
_PLENTY = "1000000"
"""Writes a minute: the drill is no visitor to be slowed down."""


@dataclass(frozen=True, slots=True)
class County:
    """One county and its server."""

    folder: Path
    cluster: Cluster
    port: int
    server: "subprocess.Popen[str]"

    @property
    def address(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def accounts(self) -> dict[str, dict[str, Any]]:
        """Role → username and password."""
        path = self.folder / ".wangge" / "demo-accounts.json"
        accounts: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return accounts

    def serve_until(self, point: str, nth: int) -> None:
        """Serve until the server dies at a point."""
        self.serve(point, nth)
        self._hear("died")

    def serve(self, point: str = "", nth: int = 0) -> None:
        """Serve; without a point until somebody kills the launcher."""
        print(point, nth, file=self.server.stdin, flush=True)
        self._hear("serving")

    def _hear(self, expected: str) -> None:
        for line in self.server.stdout or ():
            if line.strip() == expected:
                return
        msg = f"the launcher ended before it said {expected!r}"
        raise RuntimeError(msg)

    def kill_postgres(self) -> None:
        """End every process of the database server at one moment, as a power cut does."""
        postmaster = self.cluster.status().pid
        if postmaster is None:
            msg = "PostgreSQL was not running"
            raise RuntimeError(msg)
        for pid in (postmaster, *_children(postmaster)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while not self.cluster.start():  # until the dead one counts as dead
            time.sleep(_LOOK_S)

    def commit_carelessly(self) -> None:
        """Let PostgreSQL acknowledge what is not on the disk yet."""
        url = self.cluster.url("postgres").replace("+psycopg", "", 1)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("SELECT pg_reload_conf()")

    def judge(self, ledger: list[dict[str, Any]]) -> Verdict:
        """Compare a ledger with the database."""
        with engine_on(self.cluster.url("wangge")) as engine:
            return judge(engine, ledger)


@contextmanager
def drilled_county() -> Iterator[County]:
    """Make a county and the launcher of its server; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="wangge-drill-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server's account passes through
        environment = {**os.environ, "WANGGE_PROJECT_DIR": name}
        make = [sys.executable, "-m", "api", "demo", "--no-serve", "--households", _HOUSEHOLDS]
        subprocess.run(make, env=environment, check=True, stdout=subprocess.DEVNULL)
        cluster = Cluster(folder, dict(os.environ))
        cluster.start()
        port = _free_port()
        launcher = _launch(environment, cluster, port)
        try:
            yield County(folder, cluster, port, launcher)
        finally:
            os.killpg(launcher.pid, signal.SIGKILL)
            launcher.wait(30)
            cluster.stop()


def _launch(environment: dict[str, str], cluster: Cluster, port: int) -> "subprocess.Popen[str]":
    with engine_on(cluster.url("wangge")) as owner:
        requests = make_request_login(owner)
        with owner.connect() as connection:
            connection.execute(text("SELECT 1"))
    settings = {
        "WANGGE_DATABASE_URL": cluster.url("wangge"),
        "WANGGE_REQUEST_DATABASE_URL": requests,
        "WANGGE_PORT": str(port),
        **{f"WANGGE_{name}_PER_MINUTE": _PLENTY for name in ("WRITES", "LOOKUPS", "SIGN_INS")},
    }
    return subprocess.Popen(
        [sys.executable, "-m", "bench.drill.serving"],
        env={**environment, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=(Path(environment["WANGGE_PROJECT_DIR"]) / "server.log").open("wb"),
        text=True,
        start_new_session=True,
    )


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text("latin-1").rpartition(")")[2].split()[1]) == parent:
                found.append(int(status.parent.name))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
