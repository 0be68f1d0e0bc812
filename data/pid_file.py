"""Which process, if any, serves a data folder: PostgreSQL's own pid file, read with care."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.cluster_home import Home

_PROCESSES: Final = Path("/proc")
_LINES_WITH_PORT: Final = 4  # pid, data folder, start time, port; written one after the other


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is up.

    Attributes
    ----------
    pid
        Its process.
    port
        The loopback port it listens on.
    ready
        Whether it takes connections already.
    """

    pid: int
    port: int
    ready: bool


def look(home: Home) -> Running | None:
    """Find the server of this data folder, if one is up.

    A pid in the server's own file is not enough: after a crash, or in a copied folder,
    the number belongs to somebody else.
    """
    lines = _pid_file(home)
    if len(lines) < _LINES_WITH_PORT or not works_in(int(lines[0]), home.data):
        return None
    return Running(int(lines[0]), int(lines[3]), ready=lines[-1].strip() == "ready")


def works_in(pid: int, data: Path) -> bool:
    """Whether a process is alive and a server of this data folder.

    PostgreSQL's processes have their data folder as working folder, under whatever name
    it has now. A dead process that nobody has buried yet has none.
    """
    try:
        if _PROCESSES.joinpath("self").exists():
            return data.samefile(_PROCESSES / str(pid) / "cwd")
        os.kill(pid, 0)
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return False
    return True


def drop_stale_pid_file(home: Home) -> None:
    """Drop a pid file that no server of this folder is behind.

    It came along when the folder of a running server was copied, or the machine was
    switched off and gave the number to another program. PostgreSQL would refuse to start.
    """
    processes = [int(path.name) for path in _PROCESSES.glob("[0-9]*")]
    if processes and not any(works_in(pid, home.data) for pid in processes):
        (home.data / "postmaster.pid").unlink(missing_ok=True)


def _pid_file(home: Home) -> list[str]:
    try:
        return (home.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
