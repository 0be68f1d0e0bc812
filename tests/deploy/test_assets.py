import hashlib
import json
import re
from pathlib import Path

import pytest

from deploy.assets import TESTING, VENDOR

PROJECT = Path(__file__).resolve().parents[2]
ELSEWHERE = re.compile(r"^(data:|#)")


def _manifest() -> list[dict]:
    return json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["packages"]


def test_each_vendored_file_is_in_the_manifest_with_its_hash():
    listed = {
        f"{package['folder']}/{file}": digest
        for package in _manifest()
        for file, digest in package["files"].items()
    }

    on_disk = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert on_disk == listed


def test_each_file_a_stylesheet_names_is_vendored_too():
    missing = []
    for sheet in VENDOR.rglob("*.css"):
        for address in re.findall(r"url\(\s*['\"]?([^'\")]+)", sheet.read_text(encoding="utf-8")):
            if not ELSEWHERE.match(address):
                file = sheet.parent / re.split(r"[?#]", address)[0]
                missing += [] if file.exists() else [f"{sheet.name}: {address}"]

    assert missing == []


@pytest.mark.parametrize(
    "package",
    ["leaflet", "leaflet.markercluster", "maplibre-gl", "htmx.org", "@fontsource/noto-sans-sc"],
)
def test_each_package_comes_with_its_licence(package):
    (entry,) = (entry for entry in _manifest() if entry["package"] == package)

    assert entry["licence"] != "unstated"
    assert any("LICEN" in file.upper() for file in entry["files"])


def test_the_pinned_versions_are_exact_and_are_those_vendored():
    wanted = json.loads((PROJECT / "package.json").read_text())["dependencies"]

    vendored = {e["package"]: e["version"] for e in _manifest()}

    assert vendored == wanted


def test_what_only_tests_need_is_served_to_nobody():
    wanted = json.loads((PROJECT / "package.json").read_text())["devDependencies"]
    kept = json.loads((TESTING.folder / "manifest.json").read_text(encoding="utf-8"))["packages"]

    assert {one["package"]: one["version"] for one in kept} == wanted
    assert not {one["package"] for one in _manifest()} & set(wanted)


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-test.txt",
        "requirements-bench.txt",
        "requirements-node.txt",
        "package-lock.json",
    ],
)
def test_no_pinned_file_names_a_registry(name):
    text = (PROJECT / name).read_text()

    assert re.findall(r"\w+://[^\s\"]+", text) == []


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-test.txt",
        "requirements-bench.txt",
        "requirements-node.txt",
    ],
)
def test_each_requirement_is_pinned_and_hashed(name):
    text = (PROJECT / name).read_text().replace("\\\n", " ")
    lines = [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]

    assert lines
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []
