"""Fixtures that more than one part of the tests uses."""

import fcntl
import os
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from coverage import Coverage
from psycopg import connect

from data.cluster import Cluster
from data.schema import migrate
from data.session import make_engine

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("WANGGE_SHARED_DATA", ROOT.parent / "shared" / "data"))
RUN = "WANGGE_TEST_RUN"
"""Variable that tells the workers of one run its number, so that two runs never meet."""


PROJECT = ROOT / ".wangge" / "tests"
MEASURED = tuple(Path(__file__).with_name(name) for name in ("geo", "dispatch"))
"""Tests whose coverage is measured: those of the two packages that must be covered."""
HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""What the tests' own server need not do: nobody misses its data after a power cut."""


def test_cluster() -> Cluster:
    """The tests' own cluster; the demo's is another."""
    PROJECT.mkdir(parents=True, exist_ok=True)
    return Cluster(PROJECT, os.environ)


test_cluster.__test__ = False


@contextmanager
def _alone():
    """Keep other runs from beginning or ending meanwhile.

    One that has just seen no database but its own stops the server under the next.
    """
    PROJECT.mkdir(parents=True, exist_ok=True)
    with (PROJECT / "runs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def pytest_sessionstart(session):
    """Once, before any worker: the cluster, and a migrated template to clone."""
    if hasattr(session.config, "workerinput"):
        return
    os.environ[RUN] = str(os.getpid())
    cluster = test_cluster()
    with _alone():
        cluster.start(daemon=True)
        _hurry(cluster)
        _drop_left_over(cluster)
        cluster.create_database(_template())
    engine = make_engine(cluster.url(_template()))
    migrate(engine)
    engine.dispose()


def pytest_sessionfinish(session):
    """Drop what this run made; stop the cluster unless another run uses it."""
    if hasattr(session.config, "workerinput") or RUN not in os.environ:
        return
    cluster = test_cluster()
    with _alone():
        if not cluster.status().running:
            return
        for name in cluster.databases():
            if name.startswith(f"t{os.environ[RUN]}_"):
                cluster.drop_database(name)
        if not cluster.databases():
            cluster.stop()


def _hurry(cluster: Cluster) -> None:
    """Let the server not wait for the disk."""
    address = cluster.url("postgres").replace("+psycopg", "", 1)
    with connect(address, autocommit=True) as connection:
        for setting in HASTE:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")


def _template() -> str:
    return f"t{os.environ[RUN]}_template"


def _drop_left_over(cluster: Cluster) -> None:
    """Drop databases of runs that are no more, or had the number that is ours now."""
    for name in cluster.databases():
        number = name[1:].partition("_")[0]
        others = number.isdigit() and number != os.environ[RUN]
        if not (others and Path(f"/proc/{number}").exists()):
            cluster.drop_database(name)


def pytest_collection_modifyitems(items):
    """Begin with geo: after its longest file, come late, nothing is left for the other worker."""
    geo, _ = MEASURED
    items.sort(key=lambda item: not item.path.is_relative_to(geo))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    """Measure coverage in the tests of geo and dispatch alone: all others, traced, take twice."""
    measured = any(item.path.is_relative_to(folder) for folder in MEASURED)
    if measured and item.get_closest_marker("untraced") is None:
        return (yield)
    paused = []  # a worker has two: as one stops, the other, under it, would go on
    while (tracing := Coverage.current()) is not None:
        tracing.stop()
        paused.append(tracing)
    try:
        return (yield)
    finally:
        for tracing in reversed(paused):
            tracing.start()


@pytest.fixture(scope="session")
def new_database():
    """Make a fresh migrated database; answers its address."""
    cluster = test_cluster()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made: list[str] = []
    number = count()

    def make(name: str) -> str:
        full = f"t{os.environ[RUN]}_{name}_{worker}_{next(number)}"
        made.append(full)
        cluster.create_database(full, _template())
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
