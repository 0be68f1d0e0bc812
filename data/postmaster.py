"""The server process of a private cluster: initialise, launch, look, end."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

from data.cluster_home import Home
from data.errors import DataError
from data.pid_file import drop_stale_pid_file, look, works_in
from data.postgis import Server

SUPERUSER: Final = "wangge"
_START_TIMEOUT_S: Final = 120.0  # a crash recovery comes before the first answer
_STOP_TIMEOUT_S: Final = 120.0  # a last checkpoint on a slow disk
_POLL_S: Final = 0.02
_LOG_LIMIT_BYTES: Final = 16 * 2**20

_SETTINGS: Final = (
    "listen_addresses=127.0.0.1",
    "max_connections=100",
    "shared_buffers=128MB",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
)


class ClusterFailed(DataError):
    """The private PostGIS server does not do what it was asked."""


class PortTaken(ClusterFailed):
    """Another program listens on the port the server was to use."""


def initialise(home: Home, server: Server) -> None:
    """Make the data folder and its password, if they are not there.

    The folder is made beside its place and moved there when it is whole. All around it
    is ours: the server's account must not be able to lay a link where root will write.

    Raises
    ------
    ClusterFailed
        If PostgreSQL cannot make it.
    """
    _make_folder(home, home.folder, 0o755 if home.user else 0o700)
    if not home.data.exists():
        fresh = home.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        home.give(fresh)
        _make_data(home, server, fresh)
        fresh.rename(home.data)
    elif not home.password.exists():
        _replace_password(home, server)


def launch(
    home: Home, server: Server, *, port: int, daemon: bool
) -> subprocess.Popen[bytes] | None:
    """Start the server and wait until it takes connections.

    Returns
    -------
    child
        The server's process, which ends cleanly when our thread does, even by
        ``kill -9``; nothing for a daemon.

    Raises
    ------
    PortTaken
        If somebody listens on the port.
    ClusterFailed
        If the server does not come up; the message ends with what it said.
    """
    _make_folder(home, home.sockets, 0o755 if home.user else 0o700)
    home.give(home.sockets)
    settings = [*_SETTINGS, f"port={port}", f"unix_socket_directories={home.sockets}"]
    options = [part for setting in settings for part in ("-c", setting)]
    drop_stale_pid_file(home)
    said = _open_log(home)
    child = None if daemon else _start_child(home, server, options)
    ready = (
        _start_daemon(home, server, options) if child is None else _wait_until_ready(home, child)
    )
    if ready:
        return child
    words = home.log.read_bytes()[said:].decode(errors="replace").strip()
    if "Address already in use" in words:
        raise PortTaken(words)
    msg = f"the database server did not start; it said:\n{words[-2000:]}"
    raise ClusterFailed(msg)


def end(home: Home, pid: int) -> None:
    """Send everybody away, let the server write its data, wait until it is gone.

    Raises
    ------
    ClusterFailed
        If it takes longer than two minutes.
    """
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + _STOP_TIMEOUT_S
    while works_in(pid, home.data):
        if time.monotonic() > deadline:
            msg = f"the database server (process {pid}) does not stop; see {home.log}"
            raise ClusterFailed(msg)
        time.sleep(_POLL_S)


def _make_data(home: Home, server: Server, fresh: Path) -> None:
    if not home.password.exists():
        _write_secret(home.password, secrets.token_hex(24))
    handed = home.folder / "secret"  # the server's account cannot read ours
    handed.unlink(missing_ok=True)
    _write_secret(handed, home.password.read_text())
    home.give(handed)
    try:
        _run(
            home,
            server,
            *("initdb", "--pgdata", str(fresh), "--username", SUPERUSER, "--pwfile", str(handed)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8"),
            *("--data-checksums", "--no-instructions"),
        )
    finally:
        handed.unlink()


def _replace_password(home: Home, server: Server) -> None:
    """Give a stopped server a new password: ``.wangge`` was deleted, the data were not."""
    password = secrets.token_hex(24)
    statement = f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n"
    _run(home, server, "postgres", "--single", "-D", str(home.data), "postgres", words=statement)
    _write_secret(home.password, password)


def _write_secret(path: Path, text: str) -> None:
    """Write a file nobody else can read, whole or not at all."""
    partial = path.with_name(f"{path.name}.new")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600, exist_ok=False)
    partial.write_text(text)
    partial.rename(path)


def _make_folder(home: Home, folder: Path, mode: int) -> None:
    """Make a folder of ours, refusing one that somebody else made.

    Raises
    ------
    ClusterFailed
        If the folder is another account's: it could listen in.
    """
    if not folder.parent.exists():
        folder.parent.mkdir()
        folder.parent.chmod(0o755)  # the server's account passes through
    folder.mkdir(exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), home.owner}:
        msg = f"{folder} belongs to another account; remove it first"
        raise ClusterFailed(msg)
    os.chown(folder, os.geteuid(), os.getegid())
    folder.chmod(mode)


def _open_log(home: Home) -> int:
    """Make the log, put a long one aside; how long it is now."""
    if home.log.exists() and home.log.stat().st_size > _LOG_LIMIT_BYTES:
        home.log.replace(home.log.with_suffix(".old.log"))
    home.log.touch(mode=0o600)
    home.give(home.log)
    return home.log.stat().st_size


def _start_child(home: Home, server: Server, options: list[str]) -> subprocess.Popen[bytes]:
    """Server as our child, in a session of its own: Ctrl-C is ours to pass on."""
    tether = ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []
    with home.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            [*tether, server.program("postgres"), "-D", str(home.data), *options],
            env=server.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **home.run_as,
        )


def _wait_until_ready(home: Home, child: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while child.poll() is None and time.monotonic() < deadline:
        state = look(home)
        if state is not None and state.ready:
            return True
        time.sleep(_POLL_S)
    if child.poll() is None:
        end(home, child.pid)
        child.wait()
    return False


def _start_daemon(home: Home, server: Server, options: list[str]) -> bool:
    where = ("--pgdata", str(home.data), "--log", str(home.log), "--options", " ".join(options))
    try:
        _run(home, server, "pg_ctl", *where, "--wait", f"--timeout={_START_TIMEOUT_S:.0f}", "start")
    except ClusterFailed:
        return False
    return True


def _run(home: Home, server: Server, program: str, *arguments: str, words: str = "") -> None:
    """Run a server program under the server's account.

    Raises
    ------
    ClusterFailed
        With the program's own words.
    """
    with tempfile.TemporaryFile() as said:  # a pipe would be held open by the daemon
        result = subprocess.run(  # noqa: S603
            [server.program(program), *arguments],
            input=words.encode(),
            stdout=said,
            stderr=said,
            env=server.environment,
            check=False,
            **home.run_as,
        )
        said.seek(0)
        if result.returncode:
            msg = f"{program} failed: {said.read().decode(errors='replace').strip()}"
            raise ClusterFailed(msg)
