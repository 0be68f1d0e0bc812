"""Fixtures that more than one part of the tests uses."""

import os
from pathlib import Path

import pytest

from data.cluster import Cluster
from data.schema import migrate
from data.session import make_engine

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("WANGGE_SHARED_DATA", ROOT.parent / "shared" / "data"))
RUN = "WANGGE_TEST_RUN"
"""Variable that tells the workers of one run its number, so that two runs never meet."""


def test_cluster() -> Cluster:
    """The tests' own cluster; the demo's is another."""
    project = ROOT / ".wangge" / "tests"
    project.mkdir(parents=True, exist_ok=True)
    return Cluster(project, os.environ)


test_cluster.__test__ = False


def pytest_sessionstart(session):
    """Once, before any worker: the cluster, and a migrated template to clone."""
    if hasattr(session.config, "workerinput"):
        return
    os.environ[RUN] = str(os.getpid())
    cluster = test_cluster()
    cluster.start(daemon=True)
    _drop_left_over(cluster)
    cluster.create_database(_template())
    engine = make_engine(cluster.url(_template()))
    migrate(engine)
    engine.dispose()


def pytest_sessionfinish(session):
    """Drop what this run made; stop the cluster unless another run uses it."""
    if hasattr(session.config, "workerinput"):
        return
    cluster = test_cluster()
    if not cluster.status().running:
        return
    for name in cluster.databases():
        if name.startswith(f"t{os.environ[RUN]}_"):
            cluster.drop_database(name)
    if not cluster.databases():
        cluster.stop()


def _template() -> str:
    return f"t{os.environ[RUN]}_template"


def _drop_left_over(cluster: Cluster) -> None:
    """Drop databases of runs that are no more."""
    for name in cluster.databases():
        number = name[1:].partition("_")[0]
        if not (number.isdigit() and Path(f"/proc/{number}").exists()):
            cluster.drop_database(name)


@pytest.fixture(scope="session")
def new_database():
    """Make a fresh migrated database; answers its address."""
    cluster = test_cluster()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made: list[str] = []

    def make(name: str) -> str:
        full = f"t{os.environ[RUN]}_{name}_{worker}"
        cluster.create_database(full, _template())
        made.append(full)
        return cluster.url(full)

    yield make
    for name in made:
        cluster.drop_database(name)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the shared real data; tests that need it say so where it is not."""
    if not SHARED.is_dir():
        pytest.skip("the shared real data are not here (set WANGGE_SHARED_DATA to their folder)")
    return SHARED
