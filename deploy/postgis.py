"""A PostGIS server for this machine: found, installed, or unpacked into the user's cache."""

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

from data.cluster import Cluster
from data.postgis import PostgisMissing, private_tree
from deploy import apt
from deploy.steps import PROJECT, SetupFailed, announce

_PACKAGE: Final = r"^postgresql-[0-9]+-postgis-3$"
# The package makes and starts a cluster for the whole machine unless this is said first.
_NO_CLUSTER: Final = Path("/etc/postgresql-common/createcluster.d/wangge.conf")
# Not unpacked: what the machine has anyway and must not get twice, what only serves a
# system-wide cluster, and the compiler of JIT, which we keep switched off.
_LEFT_OUT: Final = re.compile(
    r"(libc6|libc-bin|libc-l10n|locales|perl|libperl|postgresql-common|postgresql-client-common"
    r"|ssl-cert|ucf|netbase|sysvinit|init-|sensible-utils|adduser|debconf|libllvm|libz3)"
)


def provide_postgis() -> str:
    """Make sure a server with PostGIS is here that fits an existing data folder.

    Raises
    ------
    SetupFailed
        With status 3 and the commands to run by hand, where we cannot install one.
    """
    if os.environ.get("WANGGE_DATABASE_URL"):
        return "WANGGE_DATABASE_URL names another server; nothing to do"
    try:
        return f"version {Cluster(PROJECT, os.environ).server.major} is there"
    except PostgisMissing as reason:
        _install(str(reason))
    try:
        server = Cluster(PROJECT, os.environ).server
    except PostgisMissing as reason:
        raise SetupFailed(_advice(str(reason)), status=3) from reason
    return f"installed version {server.major} in {server.folder}"


def _install(reason: str) -> None:
    if not apt.has_apt():
        raise SetupFailed(_advice(reason), status=3)
    if apt.is_root():
        _install_for_the_machine(reason)
    else:
        _unpack_for_the_user(reason)


def _install_for_the_machine(reason: str) -> None:
    announce("PostGIS is missing: installing the distribution's packages")
    if not apt.names_matching(_PACKAGE):
        apt.update()
    package = _newest(apt.names_matching(_PACKAGE), reason)
    _NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    _NO_CLUSTER.write_text("create_main_cluster = false\n")
    try:
        apt.install(package)
    finally:
        _NO_CLUSTER.unlink()


def _unpack_for_the_user(reason: str) -> None:
    """Unpack the packages into the user's cache: Debian's server runs from any folder."""
    tree = private_tree(os.environ)
    announce(f"PostGIS is missing: unpacking the distribution's packages into {tree}")
    tree.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="postgis.", dir=tree.parent))
    fresh.chmod(0o755)
    try:
        with apt.own_lists(fresh / "apt") as options:
            package = _newest(apt.names_matching(_PACKAGE, *options), reason)
            version = package.split("-")[1]
            names = {*apt.needed_by(package, options), *_own_parts(package, version)}
            apt.unpack(sorted(n for n in names if not _LEFT_OUT.match(n)), fresh, options)
        _finish_tree(fresh, version)
        shutil.rmtree(tree, ignore_errors=True)
        fresh.rename(tree)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _own_parts(package: str, version: str) -> set[str]:
    """Name what must lie in one tree, installed elsewhere on the machine or not."""
    return {f"postgresql-{version}", f"postgresql-client-{version}", package, f"{package}-scripts"}


def _newest(packages: list[str], reason: str) -> str:
    if not packages:
        raise SetupFailed(_advice(reason), status=3)
    return max(packages, key=lambda name: int(name.split("-")[1]))


def _finish_tree(tree: Path, version: str) -> None:
    """Do what the packages' own scripts would have done.

    Debian makes ``postgis.control`` from ``postgis-3.control`` by update-alternatives. The
    JIT library goes, as its compiler was left out.
    """
    extensions = tree / "usr/share/postgresql" / version / "extension"
    for control in extensions.glob("*-3.control"):
        plain = control.with_name(control.name.replace("-3.control", ".control"))
        if not plain.exists():
            shutil.copy(control, plain)
    (tree / "usr/lib/postgresql" / version / "lib/llvmjit.so").unlink(missing_ok=True)
    library = tree / "usr/lib/postgresql" / version / "lib/postgis-3.so"
    remedy = "Ask the administrator to install PostGIS for the whole machine."
    if not library.exists():
        msg = f"the packages hold no {library.name}\n{remedy}"
        raise SetupFailed(msg)


def _advice(reason: str) -> str:
    packages = apt.names_matching(_PACKAGE) if apt.has_apt() else []
    number = max((int(name.split("-")[1]) for name in packages), default=15)
    package = f"postgresql-{number}-postgis-3"
    return f"""{reason}.
Do one of these, then run the same command again:
  Debian, Ubuntu : sudo apt-get update && sudo apt-get install --no-install-recommends -y {package}
  Fedora, RHEL   : sudo dnf install -y postgresql-server postgresql-contrib postgis
  macOS          : brew install postgis
  other folder   : export WANGGE_PG_BIN=/path/to/postgresql/bin
  other server   : export WANGGE_DATABASE_URL=postgresql+psycopg://user:password@host:5432/wangge"""
