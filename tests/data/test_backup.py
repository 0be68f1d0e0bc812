import os
import stat
from pathlib import Path

import psycopg
import pytest

from data.backup import NotABackup, backup, restore
from data.client_programs import ProgramFailed, ask, run_client
from data.cluster import Cluster
from data.group_roles import MAKE_GROUP_ROLES
from data.postgis import Server
from data.scope import APP_ROLE, ISSUE_ROLES, SYSTEM_ROLE


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    cluster = Cluster(tmp_path_factory.mktemp("project"), os.environ)
    cluster.start()
    cluster.create_database("sample")
    ask(
        cluster.server,
        cluster.url("sample"),
        "CREATE EXTENSION postgis",
        "CREATE TABLE alembic_version (version_num text)",
        "INSERT INTO alembic_version VALUES ('first')",
        "CREATE TABLE issue (text text, place geometry(Point, 4326))",
        "INSERT INTO issue VALUES ('水管漏水', ST_SetSRID(ST_Point(110.5, 39.9), 4326))",
    )
    yield cluster
    cluster.remove()


@pytest.fixture
def county(cluster):
    """A small database as ours look: an extension, a revision, a row with a place."""
    cluster.create_database("county", "sample")
    yield cluster.url("county")
    cluster.drop_database("county")


def _issues(cluster: Cluster, url: str) -> str:
    return ask(cluster.server, url, "SELECT text, ST_AsText(place) FROM issue ORDER BY 1")


def test_a_restored_database_is_the_one_that_was_kept(cluster, county, tmp_path):
    before = _issues(cluster, county)
    backup(cluster.server, county, tmp_path / "county.backup")
    ask(cluster.server, county, "DELETE FROM issue")

    restore(cluster.server, county, tmp_path / "county.backup")

    assert _issues(cluster, county) == before == "水管漏水|POINT(110.5 39.9)"
    assert cluster.databases() == ["county", "sample"]


def test_a_backup_with_policies_comes_back_on_a_server_without_their_roles(
    cluster, county, tmp_path
):
    roles = ", ".join((APP_ROLE, *ISSUE_ROLES, SYSTEM_ROLE))
    ask(
        cluster.server,
        county,
        MAKE_GROUP_ROLES,
        "ALTER TABLE issue ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY system ON issue TO {SYSTEM_ROLE} USING (true)",
        f"GRANT SELECT ON issue TO {SYSTEM_ROLE}",
    )
    backup(cluster.server, county, tmp_path / "county.backup")
    cluster.drop_database("county")
    ask(cluster.server, cluster.url("sample"), f"DROP ROLE {roles}")

    restore(cluster.server, county, tmp_path / "county.backup")

    seen = f"SET ROLE {SYSTEM_ROLE}; SELECT count(*) FROM issue"
    assert ask(cluster.server, county, seen) == "1"
    member = f"SELECT pg_has_role('{ISSUE_ROLES[0]}', '{APP_ROLE}', 'MEMBER')"
    assert ask(cluster.server, county, member) == "t"


def test_a_restore_wins_against_a_service_that_is_connected(cluster, county, tmp_path):
    backup(cluster.server, county, tmp_path / "county.backup")

    with psycopg.connect(county.replace("+psycopg", "")) as busy:
        busy.execute("SELECT 1")
        restore(cluster.server, county, tmp_path / "county.backup")

        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")


def test_a_backup_comes_back_where_no_database_is(cluster, county, tmp_path):
    before = _issues(cluster, county)
    backup(cluster.server, county, tmp_path / "county.backup")
    cluster.drop_database("county")

    restore(cluster.server, county, tmp_path / "county.backup")

    assert _issues(cluster, county) == before


def test_a_damaged_backup_changes_nothing(cluster, county, tmp_path):
    file = tmp_path / "county.backup"
    backup(cluster.server, county, file)
    before = _issues(cluster, county)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    with pytest.raises(NotABackup, match="nothing was changed"):
        restore(cluster.server, county, file)

    assert _issues(cluster, county) == before
    assert cluster.databases() == ["county", "sample"]


def test_the_backup_of_another_program_is_refused(cluster, county, tmp_path):
    cluster.create_database("foreign_data")
    backup(cluster.server, cluster.url("foreign_data"), tmp_path / "foreign.backup")
    cluster.drop_database("foreign_data")
    before = _issues(cluster, county)

    with pytest.raises(NotABackup):
        restore(cluster.server, county, tmp_path / "foreign.backup")

    assert _issues(cluster, county) == before


def test_only_its_owner_can_read_a_backup(cluster, county, tmp_path):
    backup(cluster.server, county, tmp_path / "county.backup")

    assert stat.S_IMODE((tmp_path / "county.backup").stat().st_mode) == 0o600


def test_a_failed_backup_leaves_the_last_one(cluster, tmp_path):
    file = tmp_path / "county.backup"
    file.write_text("the last one")

    with pytest.raises(ProgramFailed):
        backup(cluster.server, cluster.url("no_such_database"), file)

    assert file.read_text() == "the last one"
    assert list(tmp_path.iterdir()) == [file]


def test_a_password_never_stands_on_a_command_line(tmp_path):
    spy = tmp_path / "psql"
    spy.write_text('#!/bin/sh\necho "$@"\necho "$PGPASSWORD"\n')
    spy.chmod(0o755)

    said = run_client(
        Server(tmp_path, 15, {}), "psql", "postgresql+psycopg://me:s%40crat@db.example:5433/county"
    )

    arguments, password = said.splitlines()
    assert password == "s@crat"
    assert arguments == "--dbname=postgresql://me@db.example:5433/county --no-password"


def test_a_server_named_by_address_is_backed_up_over_the_network(cluster, county, tmp_path):
    password = cluster.home.password.read_text()
    url = f"postgresql://wangge:{password}@127.0.0.1:{cluster.status().port}/county"

    backup(cluster.server, url, Path(tmp_path / "county.backup"))
    restore(cluster.server, url, tmp_path / "county.backup")

    assert _issues(cluster, county) == "水管漏水|POINT(110.5 39.9)"
