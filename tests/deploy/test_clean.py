import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from data.cluster import Cluster

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout():
    """A checkout of its own with the parts that need no installed package."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("data", "deploy"):
        shutil.copytree(PROJECT / name, folder / name, ignore=ignore)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _clean(checkout: Path, cache: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "deploy.clean"]
    subprocess.run(command, cwd=checkout, env=environment, check=True)  # noqa: S603


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_cleaning_stops_the_server_and_leaves_the_checkout_as_it_came(checkout, tmp_path):
    before = _files(checkout)
    cluster = Cluster(checkout, os.environ)
    cluster.start(daemon=True)
    for made in (".venv/bin", "node_modules/leaflet", "maps/static/vendor", "api/__pycache__"):
        (checkout / made).mkdir(parents=True)
    (checkout / ".coverage.machine").touch()

    _clean(checkout, tmp_path)

    left = _files(checkout) - before - {"maps", "maps/static", "api"}
    assert left == set()
    assert cluster.status().running is False
    assert not cluster.home.folder.exists()
    assert not cluster.home.sockets.exists()


def test_cleaning_a_clean_checkout_is_no_error(checkout, tmp_path):
    before = _files(checkout)

    _clean(checkout, tmp_path)
    _clean(checkout, tmp_path)

    assert _files(checkout) == before


def test_cleaning_removes_the_unpacked_packages(checkout, tmp_path):
    (tmp_path / "wangge" / "postgis" / "usr").mkdir(parents=True)

    _clean(checkout, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_unpacked_packages_that_a_server_runs_from_stay(checkout, tmp_path):
    program = tmp_path / "wangge" / "postgis" / "usr" / "sleep"
    program.parent.mkdir(parents=True)
    shutil.copy("/usr/bin/sleep", program)

    with subprocess.Popen([program, "60"]) as other:  # noqa: S603
        _clean(checkout, tmp_path)
        kept = program.exists()
        other.kill()

    assert kept
