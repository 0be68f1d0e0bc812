"""Front-end files: pinned packages from npm, copied to where the service serves them."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from deploy.node import node_command
from deploy.steps import PROJECT, STATE, announce, run

VENDOR: Final = PROJECT / "maps" / "static" / "vendor"
_WORK: Final = STATE / "npm"
_INPUTS: Final = ("package.json", "package-lock.json", ".npmrc")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of vendored files.

    Attributes
    ----------
    wanted
        What each package gives, as patterns below its folder.
    testing
        Whether its packages are among those that only tests need.
    """

    folder: Path
    wanted: Mapping[str, tuple[str, ...]]
    testing: bool = False


_WANTED: Final = {
    "@fontsource/noto-sans-sc": (
        "files/noto-sans-sc-chinese-simplified-400-normal.woff",
        "files/noto-sans-sc-chinese-simplified-700-normal.woff",
    ),
    "htmx.org": ("dist/htmx.min.js",),
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "dist/images/*"),
    "leaflet.markercluster": (
        "dist/leaflet.markercluster.js",
        "dist/MarkerCluster.css",
        "dist/MarkerCluster.Default.css",
    ),
    "maplibre-gl": (
        "dist/maplibre-gl.js",
        "dist/maplibre-gl.css",
        "dist/maplibre-gl-csp.js",
        "dist/maplibre-gl-csp-worker.js",
    ),
}
SERVED: Final = Shelf(VENDOR, _WANTED)
TESTING: Final = Shelf(STATE / "test-assets", {"axe-core": ("axe.min.js",)}, testing=True)
"""What browser tests put into a page, and nobody serves."""
_LICENCE_FILES: Final = re.compile(r"(MIT-)?LICEN[CS]E", re.IGNORECASE)


def vendor_assets(shelf: Shelf = SERVED) -> str:
    """Copy the wanted files to the shelf with a manifest of their hashes.

    Files lie in ``<package>@<version>/``, a scope left out, with the package's licence.
    They are put together beside their place and moved there when they are whole.
    """
    stamp = _stamp()
    if _made_from(stamp, shelf.folder):
        return "there"
    announce("fetching front-end packages from npm")
    _fetch(testing=shelf.testing)
    fresh = shelf.folder.with_name(f"{shelf.folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    entries = [_copy(name, patterns, fresh) for name, patterns in shelf.wanted.items()]
    manifest = json.dumps({"stamp": stamp, "packages": entries}, indent=2, ensure_ascii=False)
    (fresh / "manifest.json").write_text(f"{manifest}\n", encoding="utf-8")
    shutil.rmtree(shelf.folder, ignore_errors=True)
    fresh.rename(shelf.folder)
    shutil.rmtree(_WORK)
    return f"{sum(len(entry['files']) for entry in entries)} files of {len(entries)} packages"


def _stamp() -> str:
    """Hash of all that decides what is vendored."""
    content = hashlib.sha256(Path(__file__).read_bytes())
    for name in _INPUTS:
        content.update((PROJECT / name).read_bytes())
    return content.hexdigest()


def _made_from(stamp: str, folder: Path) -> bool:
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return False
    kept = json.loads(manifest.read_text(encoding="utf-8"))
    files = [
        folder / entry["folder"] / file for entry in kept["packages"] for file in entry["files"]
    ]
    return kept["stamp"] == stamp and all(file.exists() for file in files)


def _fetch(*, testing: bool) -> None:
    """Let npm fetch the pinned packages, hashes checked, and run nothing of theirs."""
    shutil.rmtree(_WORK, ignore_errors=True)
    _WORK.mkdir(parents=True)
    for name in _INPUTS:
        shutil.copy(PROJECT / name, _WORK)
    npm, path = node_command()
    fewer = () if testing else ("--omit=dev",)
    run(
        *npm,
        *("ci", *fewer, "--ignore-scripts", "--no-audit", "--no-fund"),
        folder=_WORK,
        environment={**os.environ, "PATH": path},
        remedy="npm could not fetch the packages of package.json. Check that its registry answers\n"
        "(npm ping), or name yours: npm config set registry URL; then run make setup again.",
    )


def _copy(name: str, patterns: tuple[str, ...], target: Path) -> dict[str, Any]:
    """Copy what we want of one package; its entry in the manifest."""
    source = _WORK / "node_modules" / name
    about = json.loads((source / "package.json").read_text(encoding="utf-8"))
    place = f"{name.rpartition('/')[2]}@{about['version']}"
    hashes = {}
    for file in _wanted_files(source, patterns):
        path = file.relative_to(source)
        (target / place / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target / place / path)
        hashes[path.as_posix()] = hashlib.sha256(file.read_bytes()).hexdigest()
    return {
        "package": name,
        "version": about["version"],
        "licence": about["license"],
        "folder": place,
        "files": hashes,
    }


def _wanted_files(folder: Path, patterns: tuple[str, ...]) -> list[Path]:
    """Files that match, then the package's licence."""
    files = [file for pattern in patterns for file in sorted(folder.glob(pattern))]
    return files + [file for file in sorted(folder.iterdir()) if _LICENCE_FILES.match(file.name)]
