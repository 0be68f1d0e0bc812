"""The command line: what it loads, says, refuses, and answers as exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from api.cli import main, wangge
from data.session import make_engine, make_sessions, transaction
from data.tables import Household, Issue, Region

ROOT = Path(__file__).parents[2]
REGIONS = "code,parent,name\n15,,区\n1506,15,市\n150699,1506,旗\n"


@pytest.fixture(scope="module")
def address(new_database):
    return new_database("commands")


@pytest.fixture
def run(address, tmp_path, monkeypatch):
    """Run a command on a database of its own; answers click's result."""
    monkeypatch.setenv("WANGGE_DATABASE_URL", address)
    monkeypatch.setenv("WANGGE_PROJECT_DIR", str(tmp_path))
    for name in ("WANGGE_SECRET_KEY", "WANGGE_HOST"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner().invoke(wangge, [str(word) for word in words])


@pytest.fixture
def rows(address):
    """Count the rows of a table."""

    def count(table):
        engine = make_engine(address)
        with transaction(make_sessions(engine)) as session:
            number = session.scalar(select(func.count()).select_from(table))
        engine.dispose()
        return number

    return count


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_loads_nothing_heavy(words):
    code = (
        "import sys\nfrom api.cli import main\n"
        f"try: main({words!r})\nexcept SystemExit as end: assert not end.code\n"
        "heavy = {'fastapi', 'geopandas', 'sqlalchemy', 'shapely', 'pandas', 'pydantic'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_settings_are_listed_with_secrets_masked(run, monkeypatch):
    monkeypatch.setenv("WANGGE_SECRET_KEY", "open-sesame-" * 4)
    monkeypatch.setenv("WANGGE_DATABASE_URL", "postgresql+psycopg://me:hunter2@db/wangge")
    shown = run("settings").output

    assert "WANGGE_PORT=8000" in shown
    assert "open-sesame" not in shown
    assert "hunter2" not in shown
    assert shown.count("=") == shown.count("WANGGE_")


def test_a_setting_that_cannot_be_is_refused_without_telling_the_secret(monkeypatch, capsys):
    monkeypatch.setenv("WANGGE_SECRET_KEY", "short-secret")
    with pytest.raises(SystemExit) as end:
        main(["settings"])

    said = capsys.readouterr().err
    assert end.value.code == 2
    assert "WANGGE_SECRET_KEY" in said
    assert "short-secret" not in said
    assert "Traceback" not in said


ANYWHERE = {
    "all": "0.0.0.0",  # noqa: S104
    "v4": "192.0.2.1",
    "v6": "2001:db8::1",
    "name": "example.org",
}


@pytest.mark.parametrize("host", ANYWHERE.values(), ids=ANYWHERE.keys())
def test_the_default_secret_faces_no_network(run, host):
    done = run("serve", "--host", host, "--port", "0")

    assert done.exit_code == 1
    assert "WANGGE_SECRET_KEY" in done.output


def test_an_import_says_what_it_did_and_fails_when_rows_are_refused(run, tmp_path, rows):
    file = tmp_path / "regions.csv"
    file.write_text(REGIONS + "150699100,150688,乡\n", "utf-8")
    first = run("import", "regions", file, "--json")
    again = run("import", "regions", file)

    told = json.loads(first.stdout)
    assert (first.exit_code, told["added"], len(told["refused"])) == (1, 3, 1)
    assert told["refused"][0]["line"] == 5
    assert again.exit_code == 1
    assert "line 5: parent 150688" in again.output
    assert "0 added, 0 changed, 3 unchanged" in again.output
    assert rows(Region) == 3


def test_a_dry_run_keeps_nothing(run, tmp_path, rows):
    file = tmp_path / "households.csv"
    file.write_text("number,lon,lat\nH1,110.3,39.8\nH2,39.8,110.3\n", "utf-8")
    done = run("import", "households", file, "--dry-run", "--json")

    assert json.loads(done.stdout)["added"] == 1
    assert done.exit_code == 1
    assert rows(Household) == 0


def test_issues_are_imported_once_and_bad_ones_listed(run, tmp_path, rows):
    file = tmp_path / "issues.csv"
    file.write_text(
        "key,text,category,received_at,lon,lat\n"
        "1,路坏了,roads,2026-03-01 08:30,,\n"
        "1,路又坏了,roads,2026-03-01,,\n"
        "2,,roads,2026-03-01,,\n"
        "3,井水发黄,ufo,2026-03-01,,\n"
        "4,井水发黄,water,0001-01-01,,\n"
        "5,井水发黄,water,9999-12-31,,\n"
        "6,井水发黄,water,yesterday,,\n"
        "7,井水发黄,water,2026-03-01,39.8,110.3\n"
        "8,井水发黄,water,2026-03-01,500,500\n",
        "utf-8",
    )
    first = json.loads(run("import", "issues", file, "--json").stdout)
    again = json.loads(run("import", "issues", file, "--json").stdout)

    assert (first["read"], first["added"]) == (9, 1)
    assert sorted(one["line"] for one in first["refused"]) == list(range(3, 11))
    assert (again["added"], again["unchanged"]) == (0, 1)
    assert rows(Issue) == 1


@pytest.mark.parametrize("words", [["import", "regions", "nowhere.csv"], ["nothing"], ["import"]])
def test_wrong_use_is_status_two(run, words):
    assert run(*words).exit_code == 2


def test_a_file_that_is_no_csv_is_one_line_and_no_traceback(run, tmp_path, capsys):
    file = tmp_path / "regions.csv"
    file.write_bytes(b"\xff\xfe\x00\x01\x80\xff")
    with pytest.raises(SystemExit) as end:
        main(["import", "regions", str(file)])

    said = capsys.readouterr().err
    assert end.value.code == 1
    assert said.startswith("wangge: ")
    assert "UTF-8" in said


def test_migrating_again_keeps_scheme_and_sizes(run):
    first = run("db", "migrate", "--scheme", "cn12", "--min", "8", "--max", "12")
    again = run("db", "migrate")

    assert "scheme cn12, grids of 8 to 12" in first.output
    assert again.output == first.output


def test_a_backup_put_back_is_the_database_it_was(new_database, tmp_path, monkeypatch):
    address = new_database("round_trip")
    monkeypatch.setenv("WANGGE_DATABASE_URL", address)
    file, backup = tmp_path / "regions.csv", tmp_path / "all.backup"
    file.write_text(REGIONS, "utf-8")
    runner = CliRunner()
    for words in (["import", "regions", file], ["db", "backup", backup]):
        assert runner.invoke(wangge, [str(word) for word in words]).exit_code == 0
    file.write_text("code,name\n16,别的\n", "utf-8")
    runner.invoke(wangge, ["import", "regions", str(file)])
    done = runner.invoke(wangge, ["db", "restore", str(backup)])
    engine = make_engine(address)
    with transaction(make_sessions(engine)) as session:
        codes = session.scalars(select(Region.code).order_by(Region.code)).all()
    engine.dispose()

    assert (done.exit_code, done.output) == (0, "restored\n")
    assert codes == ["150000000000", "150600000000", "150699000000"]
    assert backup.stat().st_mode & 0o077 == 0


def test_the_demo_refuses_a_county_that_is_real(run, rows, tmp_path, capsys):
    (tmp_path / "r.csv").write_text(REGIONS, "utf-8")
    run("import", "regions", tmp_path / "r.csv")
    before = rows(Region)
    with pytest.raises(SystemExit) as end:
        main(["demo", "--no-serve", "--households", "240"])

    assert end.value.code == 1
    assert "already holds a county" in capsys.readouterr().err
    assert rows(Region) == before
    assert "WANGGE_DATABASE_URL" in os.environ
