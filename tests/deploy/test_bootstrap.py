import os
import shutil
import subprocess
import sys
from itertools import takewhile
from pathlib import Path
from tempfile import gettempdir

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose data folder needs a server that no machine has."""
    folder = tmp_path / "a checkout"
    for name in ("data", "deploy"):
        shutil.copytree(PROJECT / name, folder / name)
    (folder / ".wangge" / "cluster" / "data").mkdir(parents=True)
    (folder / ".wangge" / "cluster" / "data" / "PG_VERSION").write_text("9\n")
    return folder


def _bootstrap(checkout: Path, path: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "HOME": str(path)}
    command = [sys.executable, "-m", "deploy.bootstrap"]
    return subprocess.run(  # noqa: S603
        command, cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )


def test_where_nothing_can_be_installed_the_exact_commands_are_shown(checkout, tmp_path):
    answer = _bootstrap(checkout, tmp_path)

    assert answer.returncode == 3
    assert "the data folder needs 9" in answer.stderr
    assert "sudo apt-get install --no-install-recommends -y postgresql-" in answer.stderr
    assert "brew install postgis" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_failing_package_installer_is_quoted_with_a_remedy(checkout, tmp_path):
    for name in ("apt-get", "apt-cache", "dpkg"):
        tool = tmp_path / name
        tool.write_text('#!/bin/sh\necho "E: no network today" >&2\nexit 100\n')
        tool.chmod(0o755)

    answer = _bootstrap(checkout, tmp_path)

    assert answer.returncode == 1
    assert "E: no network today" in answer.stderr
    assert "apt-get update" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_with_a_server_elsewhere_none_is_installed_here(checkout, tmp_path):
    step = "from deploy.postgis import provide_postgis; print(provide_postgis())"
    url = "postgresql+psycopg://me:secret@db.example/wangge"

    said = subprocess.check_output(  # noqa: S603
        [sys.executable, "-c", step],
        cwd=checkout,
        env={"PATH": str(tmp_path), "WANGGE_DATABASE_URL": url},
        text=True,
    )

    assert said == "WANGGE_DATABASE_URL names another server; nothing to do\n"


@pytest.mark.long
def test_an_ordinary_account_unpacks_a_server_that_answers(tmp_path_factory):
    work = tmp_path_factory.mktemp("unpacked")
    script = (
        "import os, sys; from pathlib import Path; from data.cluster import Cluster;"
        "from data.client_programs import ask; import deploy.postgis as step;"
        "step._unpack_for_the_user('');"
        "cluster = Cluster(Path(sys.argv[1]), os.environ); cluster.start();"
        "print(cluster.server.folder, ask(cluster.server, cluster.url('postgres'),"
        " 'CREATE EXTENSION postgis', 'SELECT ST_SRID(ST_Transform("
        "ST_SetSRID(ST_Point(110, 39), 4326), 4490))'));"
        "cluster.remove()"
    )
    as_nobody = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}
    for folder in takewhile(lambda parent: parent != Path(gettempdir()), work.parents):
        folder.chmod(0o755)  # one deeper for a worker of many than for a single one
    work.chmod(0o777)

    answer = subprocess.run(  # noqa: S603
        ["/usr/bin/python3", "-c", script, work],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "HOME": str(work), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        **as_nobody,
    )

    *_, last = answer.stdout.splitlines()
    assert last.startswith(f"{work}/.cache/wangge/postgis/usr/lib")
    assert last.endswith(" 4490")
