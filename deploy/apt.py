"""Packages of a Debian-like distribution: installed by root, unpacked privately by others."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from deploy.steps import SetupFailed, run

_QUIET: Final = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
_LOCK_TIMEOUT: Final = "DPkg::Lock::Timeout=300"  # a fresh machine runs its own updates first


def is_root() -> bool:
    """Whether we may install packages for the whole machine."""
    return os.geteuid() == 0


def has_apt() -> bool:
    """Whether this is Debian or a relative of it."""
    return bool(shutil.which("apt-get") and shutil.which("apt-cache") and shutil.which("dpkg"))


def install(*packages: str) -> None:
    """Install packages with apt, as root; lists that are old or absent are fetched.

    Raises
    ------
    SetupFailed
        With the command to try by hand.
    """
    command = ("apt-get", "install", "-y", "-q", "--no-install-recommends", "-o", _LOCK_TIMEOUT)
    remedy = f"Try by hand: apt-get update && apt-get install {' '.join(packages)}"
    try:
        run(*command, *packages, environment=_QUIET, folder=Path("/"), remedy=remedy)
    except SetupFailed:
        update()
        run(*command, *packages, environment=_QUIET, folder=Path("/"), remedy=remedy)


def update() -> None:
    """Fetch the package lists, as root."""
    command = ("apt-get", "update", "-q", "-o", _LOCK_TIMEOUT)
    run(*command, environment=_QUIET, folder=Path("/"), remedy="Check /etc/apt/sources.list.d.")


def names_matching(pattern: str, *options: str) -> list[str]:
    """Names of the packages the distribution carries that match a regular expression."""
    found = subprocess.run(
        ["apt-cache", *options, "--names-only", "search", pattern],
        capture_output=True,
        text=True,
        env=_QUIET,
        check=False,
    )
    return [line.split(" ")[0] for line in found.stdout.splitlines()]


@contextmanager
def own_lists(work: Path) -> Iterator[tuple[str, ...]]:
    """Options that make apt keep fresh package lists in a folder of ours.

    The machine's own lists are often empty (container images) or too old to download by,
    and only root may renew them.
    """
    for name in ("lists/partial", "cache/archives/partial"):
        (work / name).mkdir(parents=True)
    options = (
        *("-o", f"Dir::State::lists={work / 'lists'}", "-o", f"Dir::Cache={work / 'cache'}"),
        *("-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="),
    )
    remedy = "Ask the administrator whether apt-get update works on this machine."
    run("apt-get", *options, "update", "-q", environment=_QUIET, folder=work, remedy=remedy)
    try:
        yield options
    finally:
        shutil.rmtree(work)


def needed_by(package: str, options: tuple[str, ...]) -> list[str]:
    """List what apt would install for one package, itself included, as far as it is missing."""
    plan = run(
        *("apt-get", *options, "install", "-s", "--no-install-recommends", package),
        environment=_QUIET,
        folder=Path("/"),
        remedy="Ask the administrator to repair apt: apt-get install -f",
    )
    return sorted({package, *re.findall(r"^Inst (\S+)", plan, re.MULTILINE)})


def unpack(packages: list[str], target: Path, options: tuple[str, ...]) -> None:
    """Download packages without installing them and unpack their files into a folder."""
    debs = target / "debs"
    debs.mkdir(parents=True)
    run(
        *("apt-get", *options, "download", "-q", *packages),
        environment=_QUIET,
        folder=debs,
        remedy="The packages could not be downloaded; check the network and run make setup again.",
    )
    for deb in debs.glob("*.deb"):
        run("dpkg", "-x", deb, target, remedy="Is the disk full?")
    shutil.rmtree(debs)
