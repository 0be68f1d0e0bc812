"""Where a private cluster lives and which account runs it."""

import hashlib
import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from data.errors import DataError

# PostgreSQL refuses to run as root; Debian's package makes the first of these accounts.
_ACCOUNTS: Final = ("postgres", "nobody")
_OUTSIDE: Final = Path("/var/lib/wangge")


class NoAccount(DataError):
    """Root has no account to give the server to."""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of one project's cluster and the account that owns them.

    Attributes
    ----------
    folder
        Holds the data folder and the server's log.
    sockets
        Folder of the unix socket; short, as a socket's path ends at 107 bytes.
    password
        File with the superuser's password, readable by the project's owner alone.
    lock
        File that is locked while the server is started or stopped.
    user
        Account that runs the server; nothing when that is ourselves.
    """

    folder: Path
    sockets: Path
    password: Path
    lock: Path
    user: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    @property
    def run_as(self) -> dict[str, Any]:
        """Arguments that make `subprocess` run a program under the server's account."""
        if self.user is None:
            return {"cwd": "/"}
        return {
            "cwd": "/",
            "user": self.user.pw_uid,
            "group": self.user.pw_gid,
            "extra_groups": [],
        }

    def delete(self) -> None:
        """Delete data and log, and the folder outside the project if it was the last there."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):  # others' clusters are still in it
            _OUTSIDE.rmdir()

    @property
    def owner(self) -> int:
        """User id of the account that runs the server."""
        return os.geteuid() if self.user is None else self.user.pw_uid

    def give(self, path: Path) -> None:
        """Make the server's account the owner of a file or folder."""
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def locate_home(project: Path) -> Home:
    """Paths and account of the cluster of a project folder.

    An existing data folder stays where it is and with its owner. A new one lies under
    the project's ``.wangge`` where the server's account can enter that, else under
    ``/var/lib/wangge``: root's own home is closed to every other account.

    Raises
    ------
    NoAccount
        If we are root and no account is there to run the server, or if another account
        made the cluster.
    """
    project = project.resolve()
    state = project / ".wangge"
    key = hashlib.sha256(os.fsencode(project)).hexdigest()[:10]
    inside, outside = state / "cluster", _OUTSIDE / key
    user = _account(inside, outside) if os.geteuid() == 0 else None
    if user is None:
        _refuse_foreign(inside)
    folder = inside if _may_stay_inside(inside, outside, user) else outside
    runtime, owner = ("/run", "") if user else ("/tmp", f"{os.geteuid()}-")  # noqa: S108
    return Home(
        folder=folder,
        sockets=Path(runtime) / f"wangge-{owner}{key}",
        password=state / "cluster-password",
        lock=state / "cluster.lock",
        user=user,
    )


def _account(*folders: Path) -> pwd.struct_passwd:
    """Owner of an existing data folder, else the first account that is there."""
    for folder in folders:
        data = folder / "data"
        if data.exists() and data.stat().st_uid:
            return pwd.getpwuid(data.stat().st_uid)
    accounts = {user.pw_name: user for user in pwd.getpwall()}
    for name in _ACCOUNTS:
        if name in accounts:
            return accounts[name]
    msg = "root cannot run PostgreSQL, and neither 'postgres' nor 'nobody' is an account here"
    raise NoAccount(msg)


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and folder.stat().st_uid != os.geteuid():
        msg = f"{folder} was made by another account; run this as root, or run make clean as root"
        raise NoAccount(msg)


def _may_stay_inside(inside: Path, outside: Path, user: pwd.struct_passwd | None) -> bool:
    if user is None or (inside / "data").exists():
        return True
    return not (outside / "data").exists() and _can_enter(user, inside.parent)


def _can_enter(user: pwd.struct_passwd, folder: Path) -> bool:
    """Ask the system itself: modes, groups and access lists all have a say."""
    while not folder.exists():
        folder = folder.parent
    ask = subprocess.run(  # noqa: S603
        ["/usr/bin/test", "-x", str(folder)],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return ask.returncode == 0
