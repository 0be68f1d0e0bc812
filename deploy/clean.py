"""Removing everything set-up and the service made: ``python3 -m deploy.clean``."""

import os
import shutil
from pathlib import Path
from typing import Final

from data.cluster import Cluster
from data.postgis import private_tree
from deploy.assets import VENDOR
from deploy.steps import PROJECT, STATE, main

_MADE: Final = (
    ".venv",
    "node_modules",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".import_linter_cache",
    ".hypothesis",
    "build",
    "dist",
)


def clean(_: list[str]) -> None:
    """Stop the clusters, the tests' too, then delete them and all else that was made here.

    Packages that root installed for the whole machine stay.
    """
    for project in (PROJECT, *(inner.parent for inner in STATE.glob("*/.wangge"))):
        Cluster(project, os.environ).remove()
    for folder in (STATE, VENDOR, VENDOR.with_name("vendor.new"), *(PROJECT / n for n in _MADE)):
        shutil.rmtree(folder, ignore_errors=True)
    for file in PROJECT.glob(".coverage*"):
        file.unlink()
    for cache in PROJECT.rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)
    _remove_private_tree(private_tree(os.environ))


def _remove_private_tree(tree: Path) -> None:
    """Delete the unpacked packages, unless another project's server runs from them."""
    if tree.exists() and not any(
        _runs_from(tree, process) for process in Path("/proc").glob("[0-9]*")
    ):
        shutil.rmtree(tree)
        if not any(tree.parent.iterdir()):
            tree.parent.rmdir()


def _runs_from(tree: Path, process: Path) -> bool:
    try:
        return (process / "exe").readlink().is_relative_to(tree)
    except OSError:
        return False


if __name__ == "__main__":
    main(clean)
