"""Finding the binaries of a PostgreSQL server that really has PostGIS."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.errors import DataError

EXTENSIONS: Final = ("postgis", "pg_trgm", "btree_gist")

# Versioned folders of Debian, the PostgreSQL project's RPMs, Homebrew and Postgres.app.
_SYSTEM_FOLDERS: Final = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)
_PROGRAMS: Final = ("initdb", "postgres", "pg_ctl", "psql", "pg_dump", "pg_restore")
# All else stays outside: PG* points at other servers, a conda's PROJ_LIB at other datum
# tables, and our own secrets are no business of the server's.
_PASSED_ON: Final = ("HOME", "LOGNAME", "PATH", "TMPDIR", "USER")


class PostgisMissing(DataError):
    """No server with PostGIS is on this machine."""


@dataclass(frozen=True, slots=True)
class Server:
    """Binaries of one PostgreSQL that has every extension we need.

    Attributes
    ----------
    folder
        Where ``initdb``, ``postgres`` and the other programs are.
    major
        PostgreSQL's major version, which a data folder must share.
    environment
        What the programs are started with.
    """

    folder: Path
    major: int
    environment: Mapping[str, str]

    def program(self, name: str) -> str:
        """Full path of one program."""
        return str(self.folder / name)


def private_tree(environment: Mapping[str, str]) -> Path:
    """Folder in the user's cache that holds privately unpacked packages.

    It lies in ``XDG_CACHE_HOME``, or ``~/.cache`` when that is not set.
    """
    cache = environment.get("XDG_CACHE_HOME") or Path(environment.get("HOME", "/")) / ".cache"
    return Path(cache) / "wangge" / "postgis"


def find_server(
    environment: Mapping[str, str], *, major: int | None = None, system: Path = Path("/")
) -> Server:
    """Find the first server that has PostGIS, pg_trgm and btree_gist.

    Parameters
    ----------
    environment
        ``WANGGE_PG_BIN`` names a folder to look in first; the private tree comes next,
        then the system's own folders, newest version first, then ``pg_config``.
    major
        Accept this major version only: that of an existing data folder.
    system
        Where the system's folders start.

    Raises
    ------
    PostgisMissing
        If no folder has them all; the message lists what each one lacks.
    """
    lacking: list[str] = []
    for folder, tree in _candidates(environment, system):
        version = _major(folder)
        if version is None:
            continue
        missing = _missing_extensions(folder)
        if missing:
            lacking.append(f"{folder} lacks {', '.join(missing)}")
        elif major not in (None, version):
            lacking.append(f"{folder} is version {version}, the data folder needs {major}")
        else:
            return Server(folder, version, _environment(environment, tree))
    raise PostgisMissing("; ".join(["no PostgreSQL server with PostGIS was found", *lacking]))


def _candidates(environment: Mapping[str, str], system: Path) -> Iterator[tuple[Path, Path | None]]:
    """Folders to look in, best first, each with the private tree it belongs to."""
    if environment.get("WANGGE_PG_BIN"):
        yield Path(environment["WANGGE_PG_BIN"]), None
    tree = private_tree(environment)
    for folder in _newest_first(tree, "usr/lib/postgresql/*/bin"):
        yield folder, tree
    for pattern in _SYSTEM_FOLDERS:
        for folder in _newest_first(system, pattern):
            yield folder, None
    config = shutil.which("pg_config", path=environment.get("PATH", ""))
    if config:
        yield Path(_ask(config, "--bindir")), None


def _newest_first(root: Path, pattern: str) -> list[Path]:
    def version(folder: Path) -> list[int]:
        return [int(digits) for digits in re.findall(r"\d+", str(folder.relative_to(root)))]

    return sorted(root.glob(pattern), key=version, reverse=True)


def _major(folder: Path) -> int | None:
    """Major version of the server in a folder; nothing if it is not a whole server."""
    if not all((folder / name).exists() for name in _PROGRAMS):
        return None
    debian = re.search(r"/postgresql/(\d+)/bin$", str(folder))
    if debian:
        return int(debian[1])
    version = re.search(r"(\d+)", _ask(str(folder / "postgres"), "--version"))
    return int(version[1]) if version else None


def _missing_extensions(folder: Path) -> list[str]:
    controls = _share_folder(folder) / "extension"
    return [name for name in EXTENSIONS if not (controls / f"{name}.control").exists()]


def _share_folder(folder: Path) -> Path:
    """Where the server keeps its extensions.

    Debian's is read off the path: its ``pg_config`` comes in a development package and
    an unpacked private tree is not where it was built to be.
    """
    debian = re.search(r"/postgresql/(\d+)/bin$", str(folder))
    if debian:
        return folder.parents[3] / "share" / "postgresql" / debian[1]
    config = folder / "pg_config"
    return Path(_ask(str(config), "--sharedir")) if config.exists() else folder.parent / "share"


def _ask(*command: str) -> str:
    answer = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def _environment(environment: Mapping[str, str], tree: Path | None) -> dict[str, str]:
    """Variables a server starts with, pointing into the private tree if there is one."""
    kept = {name: environment[name] for name in _PASSED_ON if name in environment}
    kept |= {"LC_ALL": "C.UTF-8"}
    if tree is None:
        return kept
    libraries = [
        str(folder / part)
        for folder in [*tree.glob("usr/lib/*-linux-gnu*"), *tree.glob("lib/*-linux-gnu*")]
        for part in ("", "blas", "lapack")
    ]
    return kept | {
        "LD_LIBRARY_PATH": ":".join(libraries),
        "PROJ_DATA": str(tree / "usr/share/proj"),
        "PROJ_LIB": str(tree / "usr/share/proj"),
        "GDAL_DATA": str(tree / "usr/share/gdal"),
    }
