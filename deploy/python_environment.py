"""The project's own Python environment: `.venv` with pinned packages and the `wangge` command."""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from deploy import apt
from deploy.steps import PROJECT, STATE, SetupFailed, announce, run

VENV: Final = PROJECT / ".venv"
PYTHON: Final = VENV / "bin" / "python"
_STAMP: Final = VENV / "wangge-setup.json"
_OLDEST: Final = (3, 11)
_FILES: Final = ("requirements.txt", "requirements-test.txt")
_PEERS: Final = "requirements-bench.txt"
_REMEDY: Final = """\
Some package could not be fetched. Check that pip reaches its index (pip download six), or
name yours (pip config set global.index-url URL); then run the same command again."""

# Two lines that a shell and Python read differently, as a path may hold spaces.
_COMMAND: Final = """\
#!/bin/sh
'''exec' "$(dirname "$(readlink -f "$0")")/python" "$0" "$@"
' '''
import sys

from api.cli import main

if __name__ == "__main__":
    sys.exit(main())
"""


def make_environment() -> str:
    """Make ``.venv`` with pip in it, by the Python that runs us.

    Raises
    ------
    SetupFailed
        If this Python is too old, or cannot make one.
    """
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _OLDEST:
        msg = f"Python {version} is too old; install 3.11 or newer: make setup PYTHON=python3.11"
        raise SetupFailed(msg)
    if _is_whole():
        return "there"
    if importlib.util.find_spec("ensurepip") is None and apt.has_apt() and apt.is_root():
        announce("python3-venv is missing: installing it")
        apt.install("python3-venv")
    _build()
    return f"made with Python {version}"


def install_packages(*, test: bool) -> str:
    """Install the pinned packages, hashes checked, and the ``wangge`` command."""
    _install_project()
    return _install_once(*(_FILES if test else _FILES[:1]))


def install_peers() -> str:
    """Install what ``wangge bench`` measures beside; its pins agree with those of the tests."""
    return _install_once(_PEERS)


def _install_once(*wanted: str) -> str:
    """Install the last of these files, unless all are in as they are."""
    hashes = {name: hashlib.sha256((PROJECT / name).read_bytes()).hexdigest() for name in wanted}
    kept = _kept()
    if hashes.items() <= kept.items():
        return "there"
    announce(f"installing the Python packages of {wanted[-1]}")
    by = _install(PROJECT / wanted[-1])
    _compile()
    _STAMP.write_text(json.dumps({**kept, **hashes, "folder": str(VENV)}))
    return f"installed by {by}"


def _is_whole() -> bool:
    """Whether the environment works where it lies: its commands name their own folder."""
    moved = _kept().get("folder", str(VENV)) != str(VENV)
    has_pip = any(VENV.glob("lib/python*/site-packages/pip/__init__.py"))
    return PYTHON.exists() and has_pip and not moved


def _kept() -> dict[str, str]:
    """Read what the environment was made from."""
    kept: dict[str, str] = json.loads(_STAMP.read_text()) if _STAMP.exists() else {}
    return kept


def _build() -> None:
    """Make the environment; pip comes from ensurepip or from Debian's wheel of it."""
    by_hand = "Install Python's venv module (Debian, Ubuntu: sudo apt-get install python3-venv)."
    shutil.rmtree(VENV, ignore_errors=True)
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is not None:
        run(sys.executable, "-m", "venv", VENV, remedy=by_hand)
        return
    if not apt.has_apt():
        raise SetupFailed(by_hand)
    announce("python3-venv is missing: fetching pip privately")
    work = STATE / "pip"
    shutil.rmtree(work, ignore_errors=True)
    with apt.own_lists(work / "apt") as options:
        apt.unpack(["python3-pip-whl"], work, options)
    (wheel,) = work.glob("usr/share/python-wheels/pip-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", VENV, remedy=by_hand)
    run(PYTHON, wheel / "pip", "install", "--quiet", "--no-index", wheel, remedy=by_hand)
    shutil.rmtree(work)


def _install(requirements: Path) -> str:
    """Install one file's packages, by uv where it is and works, by pip otherwise.

    uv does not read pip's configuration, so it may fail where pip has a mirror.
    """
    uv = shutil.which("uv")
    if uv:
        try:
            run(
                *(uv, "pip", "install", "--quiet", "--python", PYTHON),
                *("--require-hashes", "--requirement", requirements),
                environment={**os.environ, "UV_HTTP_TIMEOUT": "30", "UV_LINK_MODE": "copy"},
                remedy="",
            )
        except SetupFailed:
            announce("uv did not manage; going on with pip")
        else:
            return "uv"
    run(
        *(PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"),
        *("--no-compile", "--require-hashes", "--requirement", requirements),
        remedy=_REMEDY,
    )
    return "pip"


def _compile() -> None:
    """Compile all packages now, on every core: the service starts seconds sooner.

    Some packages carry files for other Pythons; that these do not compile is no failure.
    """
    folders = map(str, VENV.glob("lib/python*"))
    command = [str(PYTHON), "-m", "compileall", "-q", "-q", "-j", "0", *folders]
    subprocess.run(command, cwd=PROJECT, check=False, capture_output=True)


def _install_project() -> None:
    """Put the project on the environment's path, and the command into its ``bin``.

    A path file needs no build backend, which a hashed install would have to pin as well.
    """
    (packages,) = VENV.glob("lib/python*/site-packages")
    (packages / "wangge.pth").write_text(f"{PROJECT}\n", encoding="utf-8")
    _describe_project(packages)
    command = VENV / "bin" / "wangge"
    command.write_text(_COMMAND)
    command.chmod(0o755)


def _describe_project(packages: Path) -> None:
    """Tell Python's own register of packages our version."""
    project = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.findall(r'^version = "(.+)"$', project, re.MULTILINE)[0]
    described = packages / f"wangge-{version}.dist-info"
    if not described.exists():
        for old in packages.glob("wangge-*.dist-info"):
            shutil.rmtree(old)
        described.mkdir()
    about = f"Metadata-Version: 2.1\nName: wangge\nVersion: {version}\n"
    (described / "METADATA").write_text(about, encoding="utf-8")
