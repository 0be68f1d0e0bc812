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
from queue import Empty, Queue
from threading import Thread
from typing import Any, Final

import psycopg
from sqlalchemy import text

from api.database import engine_on
from bench.drill.verdict import Verdict, judge
from data.cluster import Cluster
from data.postmaster import ClusterFailed
from data.request_login import make_request_login

_HOUSEHOLDS: Final = "300"
_LOOK_S: Final = 0.05
_PATIENCE_S: Final = 30.0
_DEATH_S: Final = 180.0
"""Longer than any point stays unreached under 8 clients, a slow start of the server included."""
_PLENTY: Final = "1000000"
"""Of whatever is limited: the drill is no visitor to be slowed down."""
_VILLAGE: Final = text("""
    SELECT min(village.code) FROM region AS village
    JOIN role_grant ON role_grant.role = 'township'
     AND left(village.code, 9) = left(role_grant.region_code, 9)
    WHERE village.level = 'village'
""")


@dataclass(frozen=True, slots=True)
class County:
    """One county and its server."""

    folder: Path
    cluster: Cluster
    port: int
    server: "subprocess.Popen[str]"
    said: "Queue[str]"
    api_key: str
    village: str

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
        self._serve(point, nth)
        self._hear("died")

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve for a while, without a point."""
        pid = self._serve("", 0)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGKILL)
            self._hear("died")

    def _serve(self, point: str, nth: int) -> int:
        print(point, nth, file=self.server.stdin, flush=True)
        return int(self._hear("serving"))

    def _hear(self, expected: str) -> str:
        """What the launcher says after a word, once it says that word; the server speaks too."""
        patience = time.monotonic() + _DEATH_S
        while (left := patience - time.monotonic()) > 0:
            with suppress(Empty):
                word, _, rest = self.said.get(timeout=left).strip().partition(" ")
                if word == expected:
                    return rest
                if word in {"", "ended"}:
                    break
        msg = f"the launcher did not say {expected!r}"
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
        self._start_again()

    def _start_again(self) -> None:
        """Start the database server once its dead processes count as dead."""
        patience = time.monotonic() + _PATIENCE_S
        while time.monotonic() < patience:
            with suppress(ClusterFailed):  # the last of them still holds the memory they shared
                if self.cluster.start():
                    return
            time.sleep(_LOOK_S)
        msg = f"PostgreSQL did not come back in {_PATIENCE_S:.0f} s"
        raise RuntimeError(msg)

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
        environment |= _settings(cluster, port)
        key = _add_key(environment)
        launcher = _start(environment, "bench.drill.serving")
        worker = _start(environment, "api", "worker")
        try:
            said = _heard(launcher)
            yield County(folder, cluster, port, launcher, said, key, _village(environment))
        finally:
            for process in (launcher, worker):
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(30)
            cluster.stop()


def _settings(cluster: Cluster, port: int) -> dict[str, str]:
    with engine_on(cluster.url("wangge")) as owner:
        requests = make_request_login(owner)
    limits = {
        f"WANGGE_{name}": _PLENTY
        for name in (
            *("WRITES_PER_MINUTE", "LOOKUPS_PER_MINUTE", "SIGN_INS_PER_MINUTE"),
            *("REPORTS_PER_HOUR", "FILES_PER_MINUTE", "TRACKS_PER_MINUTE"),
            *("PUBLIC_READS_PER_MINUTE",),
        )
    }
    return {
        "WANGGE_DATABASE_URL": cluster.url("wangge"),
        "WANGGE_REQUEST_DATABASE_URL": requests,
        "WANGGE_PORT": str(port),
        "WANGGE_TOKEN_MINUTES": "600",
        **limits,
    }


def _add_key(environment: dict[str, str]) -> str:
    words = ("admin", "add-key", "integration", "--name", "drill", "--scope", "file-issue")
    command = [sys.executable, "-m", "api", *words]
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return said.stdout.strip().splitlines()[-1]


def _village(environment: dict[str, str]) -> str:
    """Village of the township whose account stands at the doors."""
    with engine_on(environment["WANGGE_DATABASE_URL"]) as engine, engine.connect() as connection:
        return str(connection.scalar(_VILLAGE))


def _start(environment: dict[str, str], *module: str) -> "subprocess.Popen[str]":
    log = Path(environment["WANGGE_PROJECT_DIR"]) / f"{module[0]}.log"
    return subprocess.Popen(
        [sys.executable, "-m", *module],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log.open("wb"),
        text=True,
        start_new_session=True,
    )


def _heard(process: "subprocess.Popen[str]") -> "Queue[str]":
    """Lines a process says, as they come; an empty one when it has ended."""
    said: Queue[str] = Queue()

    def listen() -> None:
        for line in process.stdout or ():
            said.put(line)
        said.put("")

    Thread(target=listen, daemon=True).start()
    return said


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
