import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from data.cluster import Cluster
from data.postmaster import ClusterFailed

PROJECT = Path(__file__).resolve().parents[2]
HOLDER = """
import os, sys, time
from pathlib import Path
from data.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]), os.environ)
print(cluster.start(daemon=sys.argv[2] == "daemon"), flush=True)
time.sleep(float(sys.argv[3]))
"""


def _address(cluster: Cluster, database: str = "postgres") -> str:
    return cluster.url(database).replace("+psycopg", "")


def _ask(cluster: Cluster, question: str, database: str = "postgres") -> str:
    with psycopg.connect(_address(cluster, database), autocommit=True) as connection:
        cursor = connection.execute(question)
        return str(cursor.fetchone()[0]) if cursor.description else ""


def _is_alive(pid: int) -> bool:
    """Whether a process runs still; one that waits for its burial does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _hold(project: Path, mode: str, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", HOLDER, str(project), mode, str(seconds)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )


def _wait_until_stopped(cluster: Cluster) -> bool:
    deadline = time.monotonic() + 10
    while cluster.status().running and time.monotonic() < deadline:
        time.sleep(0.05)
    return not cluster.status().running


def _logs(cluster: Cluster, words: str) -> bool:
    """Whether the end of the server's log says so within ten seconds."""
    deadline = time.monotonic() + 10
    while words not in cluster.home.log.read_text()[-300:] and time.monotonic() < deadline:
        time.sleep(0.05)
    return words in cluster.home.log.read_text()[-300:]


@pytest.fixture
def open_folder():
    """A folder that every account can enter, as a checkout below /srv would be."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    cluster = Cluster(tmp_path_factory.mktemp("project"), os.environ)
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.fixture
def stopped(cluster):
    """The cluster at rest; it runs again afterwards."""
    cluster.stop()
    yield cluster
    cluster.start()


def test_the_server_keeps_what_it_confirmed_and_speaks_utc(cluster):
    assert _ask(cluster, "SHOW fsync") == "on"
    assert _ask(cluster, "SHOW timezone") == "UTC"
    assert _ask(cluster, "SHOW server_encoding") == "UTF8"
    assert _ask(cluster, "SHOW data_checksums") == "on"


def test_nobody_gets_in_without_the_password(cluster):
    wrong = {"password": "guess", "dbname": "postgres", "user": "wangge"}
    port = cluster.status().port

    for host in (str(cluster.home.sockets), "127.0.0.1"):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(host=host, port=port, **wrong)


def test_the_password_is_readable_by_its_owner_alone(cluster):
    assert stat.S_IMODE(cluster.home.password.stat().st_mode) == 0o600
    assert len(cluster.home.password.read_text()) >= 32


def test_the_server_listens_on_loopback_only(cluster):
    assert _ask(cluster, "SHOW listen_addresses") == "127.0.0.1"
    with socket.create_connection(("127.0.0.1", cluster.status().port), timeout=5):
        pass


def test_starting_a_running_server_changes_nothing(cluster):
    before = cluster.status()

    started = Cluster(cluster.home.lock.parent.parent, os.environ).start()

    assert started is False
    assert cluster.status() == before


def test_two_programs_that_start_it_at_once_get_one_server(stopped):
    project = stopped.home.lock.parent.parent

    holders = [_hold(project, "child", 2) for _ in range(2)]
    said = sorted(holder.communicate()[0].strip() for holder in holders)

    assert said == ["False", "True"]
    assert _wait_until_stopped(stopped)


def test_a_taken_port_is_left_to_its_owner(stopped):
    kept = int((stopped.home.folder / "port").read_text())

    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", kept))
        other.listen()
        stopped.start()
        port = stopped.status().port

    assert port != kept
    assert _ask(stopped, "SELECT 1") == "1"


def test_the_server_stops_cleanly_when_its_program_is_killed(stopped):
    holder = _hold(stopped.home.lock.parent.parent, "child", 60)
    assert holder.stdout.readline().strip() == "True"

    holder.kill()
    holder.communicate()

    assert _wait_until_stopped(stopped)
    assert _logs(stopped, "database system is shut down")


def test_a_daemon_outlives_the_program_that_started_it(stopped):
    holder = _hold(stopped.home.lock.parent.parent, "daemon", 0)

    holder.communicate()

    assert _ask(stopped, "SELECT 1") == "1"
    assert stopped.stop() is True


def test_a_confirmed_row_survives_the_death_of_the_server(cluster):
    _ask(cluster, "CREATE TABLE IF NOT EXISTS kept AS SELECT 41 AS n")
    pid = cluster.status().pid

    os.kill(pid, signal.SIGKILL)
    _wait_until_stopped(cluster)
    cluster.start()

    assert _ask(cluster, "SELECT n FROM kept") == "41"


def test_a_template_in_use_can_still_be_cloned(cluster):
    cluster.create_database("template_in_use")
    busy = psycopg.connect(_address(cluster, "template_in_use"), autocommit=True)
    busy.execute("CREATE TABLE household AS SELECT 7 AS n")

    cluster.create_database("clone", "template_in_use")

    assert _ask(cluster, "SELECT n FROM household", "clone") == "7"
    with pytest.raises(psycopg.OperationalError):
        busy.execute("SELECT 1")
    busy.close()


def test_a_database_in_use_can_be_dropped(cluster):
    cluster.create_database("unwanted")
    busy = psycopg.connect(_address(cluster, "unwanted"))

    cluster.drop_database("unwanted")

    assert "unwanted" not in cluster.databases()
    busy.close()


@pytest.mark.parametrize("name", ["", "Wangge", "a; DROP DATABASE wangge", 'a"b', "x" * 64])
def test_a_database_name_that_needs_quoting_is_refused(cluster, name):
    with pytest.raises(ClusterFailed, match="not a database name"):
        cluster.create_database(name)


def test_a_copied_folder_is_another_cluster_and_stops_nothing_here(cluster, open_folder):
    copy = Cluster(open_folder, os.environ)
    shutil.copytree(
        cluster.home.folder, copy.home.folder, ignore=shutil.ignore_patterns("pg_stat_tmp")
    )
    for path in (copy.home.folder, *copy.home.folder.rglob("*")):
        copy.home.give(path)
    shutil.copy(cluster.home.password, copy.home.password)

    assert copy.status().running is False
    assert copy.stop() is False
    assert cluster.status().running is True

    copy.start()
    ports = {copy.status().port, cluster.status().port}
    copy.remove()
    assert len(ports) == 2
    assert cluster.status().running is True


def test_a_lost_password_is_replaced_and_the_data_stay(stopped):
    stopped.home.password.unlink()

    stopped.start()

    assert _ask(stopped, "SELECT 1") == "1"
    assert stat.S_IMODE(stopped.home.password.stat().st_mode) == 0o600


def test_the_address_of_a_stopped_server_is_refused_with_a_remedy(stopped):
    with pytest.raises(ClusterFailed, match="wangge db start"):
        stopped.url("wangge")


def test_a_server_that_cannot_start_says_why(stopped):
    settings = stopped.home.data / "postgresql.auto.conf"
    settings.write_text("shared_buffers = '1 furlong'\n")

    with pytest.raises(ClusterFailed, match="furlong"):
        stopped.start()

    settings.write_text("")


def test_an_interrupted_making_is_begun_again(open_folder):
    cluster = Cluster(open_folder, os.environ)
    (cluster.home.folder / "data.new" / "base").mkdir(parents=True)

    with cluster.running():
        answer = _ask(cluster, "SELECT 1")

    cluster.remove()
    assert answer == "1"


def test_a_project_the_server_can_enter_holds_its_own_data(open_folder):
    cluster = Cluster(open_folder, os.environ)

    assert cluster.home.folder == open_folder / ".wangge" / "cluster"


def test_a_closed_home_keeps_the_data_only_where_its_owner_runs_the_server(tmp_path):
    tmp_path.chmod(0o700)

    folder = Cluster(tmp_path, os.environ).home.folder

    outside = os.geteuid() == 0
    assert folder.parent == (Path("/var/lib/wangge") if outside else tmp_path / ".wangge")


def test_removing_leaves_no_file_and_no_process(open_folder):
    cluster = Cluster(open_folder, os.environ)
    cluster.start(daemon=True)
    pid = cluster.status().pid

    cluster.remove()

    assert list((open_folder / ".wangge").iterdir()) == []
    assert not cluster.home.sockets.exists()
    assert not _is_alive(pid)


def test_a_server_that_ran_before_goes_on_after_a_visit(cluster):
    with cluster.running():
        pass

    assert cluster.status().running is True
