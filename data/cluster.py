"""The project's own PostGIS cluster, from start to removal."""

import fcntl
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from data.client_programs import ask
from data.cluster_home import Home, locate_home
from data.pid_file import look
from data.postgis import Server, find_server
from data.postmaster import SUPERUSER, ClusterFailed, PortTaken, end, initialise, launch

_PORT_ATTEMPTS: Final = 5
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Status:
    """What a cluster is doing.

    Attributes
    ----------
    running
        Whether the server is up.
    pid, port
        Its process and its loopback port; nothing when it is down.
    folder
        Where its data and its log are.
    """

    running: bool
    pid: int | None
    port: int | None
    folder: Path


class Cluster:
    """The private cluster of one project folder.

    It listens on a unix socket and a free loopback port, asks everybody for a password,
    and never touches another cluster. Making the object does nothing yet.

    Parameters
    ----------
    project
        Folder that holds ``.wangge``.
    environment
        Variables to look for the server's binaries with; see `find_server`.
    """

    def __init__(self, project: Path, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._child: subprocess.Popen[bytes] | None = None
        self.home: Home = locate_home(project)

    @cached_property
    def server(self) -> Server:
        """Binaries that fit the data folder, or the newest ones when there is none yet."""
        version = self.home.data / "PG_VERSION"
        major = int(version.read_text()) if version.exists() else None
        return find_server(self._environment, major=major)

    def status(self) -> Status:
        """Look what the cluster is doing now."""
        state = look(self.home)
        if state is None:
            return Status(running=False, pid=None, port=None, folder=self.home.folder)
        return Status(running=True, pid=state.pid, port=state.port, folder=self.home.folder)

    def start(self, *, daemon: bool = False) -> bool:
        """Start the server, making the cluster first if there is none.

        Parameters
        ----------
        daemon
            Whether the server outlives us. If not, it stops cleanly when the thread that
            started it ends, even by ``kill -9``: so start it from the main thread.

        Returns
        -------
        started
            False if it was running already.

        Raises
        ------
        PostgisMissing
            If the machine has no fitting server.
        ClusterFailed
            If the server does not come up; the message ends with what it said.
        """
        with self._locked():
            if look(self.home) is not None:
                return False
            self._bury_child()
            initialise(self.home, self.server)
            self._child = self._launch(daemon=daemon)
        return True

    def stop(self) -> bool:
        """Stop the server and wait until it is gone; false if it was not running.

        Raises
        ------
        ClusterFailed
            If it does not end.
        """
        with self._locked():
            state = look(self.home)
            if state is not None:
                end(self.home, state.pid)
            self._bury_child()
            shutil.rmtree(self.home.sockets, ignore_errors=True)
        return state is not None

    @contextmanager
    def running(self) -> Iterator["Cluster"]:
        """Keep the server up for a while; stop it afterwards if it was us who started it."""
        started = self.start()
        try:
            yield self
        finally:
            if started:
                self.stop()

    def remove(self) -> None:
        """Stop the server and delete its data, its log, its sockets and its password."""
        self.stop()
        self.home.delete()
        self.home.password.unlink(missing_ok=True)
        self.home.lock.unlink(missing_ok=True)

    def url(self, database: str) -> str:
        """SQLAlchemy address of a database, through the unix socket.

        Raises
        ------
        ClusterFailed
            If the server is not running: it may come back on another port.
        """
        state = look(self.home)
        if state is None:
            msg = "the database server is not running; start it with: wangge db start"
            raise ClusterFailed(msg)
        password = self.home.password.read_text()
        return (
            f"postgresql+psycopg://{SUPERUSER}:{password}@/{_checked(database)}"
            f"?host={self.home.sockets}&port={state.port}"
        )

    def databases(self) -> list[str]:
        """Names of the databases, PostgreSQL's own left out."""
        names = self._ask("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1")
        return [name for name in names.splitlines() if name != "postgres"]

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make an empty database, or a copy of another one.

        Whoever is connected to the template is sent away first: PostgreSQL copies only a
        database that nobody uses.

        Raises
        ------
        ProgramFailed
            If the name is taken.
        """
        if template is not None:
            self.disconnect(template)
        source = "template0" if template is None else _checked(template)
        self._ask(f"CREATE DATABASE {_checked(name)} TEMPLATE {source}")

    def drop_database(self, name: str) -> None:
        """Delete a database if it is there, sending away whoever is connected."""
        self._ask(f"DROP DATABASE IF EXISTS {_checked(name)} WITH (FORCE)")

    def disconnect(self, name: str) -> None:
        """Send away everybody who is connected to a database, and wait until they are gone."""
        self._ask(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"  # noqa: S608
            f" WHERE datname = '{_checked(name)}' AND pid <> pg_backend_pid()"
        )

    def _bury_child(self) -> None:
        """Let the system forget our dead server; PostgreSQL takes it for a living one."""
        if self._child is not None:
            self._child.wait()
            self._child = None

    def _ask(self, statement: str) -> str:
        return ask(self.server, self.url("postgres"), statement)

    def _launch(self, *, daemon: bool) -> subprocess.Popen[bytes] | None:
        for _ in range(_PORT_ATTEMPTS):
            try:
                return launch(self.home, self.server, port=self._port(), daemon=daemon)
            except PortTaken:
                continue
        msg = f"the database server found no free port; see {self.home.log}"
        raise ClusterFailed(msg)

    def _port(self) -> int:
        """Choose the port of last time if it is free, else another one, and keep it in a file."""
        kept = self.home.folder / "port"
        last = int(kept.read_text()) if kept.exists() else 0
        port = _free_port(last) or _free_port(0)
        kept.write_text(str(port))
        return port

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time start or stop the server."""
        state = self.home.lock.parent
        state.mkdir(exist_ok=True)
        state.chmod(0o755)  # the server's account passes through
        with self.home.lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _free_port(wanted: int) -> int:
    """Give back the port if nobody listens on it, any free one for 0; 0 if somebody does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return 0
        port: int = probe.getsockname()[1]
        return port


def _checked(name: str) -> str:
    """Let a database name pass that needs no quoting.

    Raises
    ------
    ClusterFailed
        If it has other signs than a-z, 0-9 and _.
    """
    if not _NAME.fullmatch(name):
        msg = f"not a database name (a-z, 0-9 and _): {name!r}"
        raise ClusterFailed(msg)
    return name
