"""Taking a file in, a transaction a batch: once, whatever stops it."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from api.commands import import_issues
from api.services import bulk_run
from data.bulk_files import hold_file
from data.errors import BulkRunning, TwinRunning
from data.session import make_engine, make_sessions, transaction
from data.xlsx_write import write_xlsx

ROOT = Path(__file__).parents[3]
HEADER = ("编号", "内容", "时间")


def rows(numbers):
    return [[f"GD{n}", f"第{n}件：路坏了", "2026-03-01 08:30"] for n in numbers]


def table(cells, header=HEADER):
    return "".join(",".join(row) + "\n" for row in [header, *cells]).encode()


@pytest.fixture
def small_batches(monkeypatch):
    """Let a batch hold five rows."""
    monkeypatch.setattr(bulk_run, "BATCH", 5)


@pytest.fixture
def begun(bring):
    """Bring a file and begin it; answers its id."""

    def begin(content, name="a.csv", role="county"):
        browser, file_id, _ = bring(name, content, role)
        path = f"/desk/bulk/{file_id}"
        assert browser.send_form(f"{path}/start", page=path).status_code == 303
        return file_id

    return begin


@pytest.mark.usefixtures("small_batches")
def test_each_batch_is_a_job_and_progress_commits_with_its_rows(
    begun, work_off, bulk_file, issue_count
):
    file_id = begun(table(rows(range(12))))

    told = []
    while work_off(1):
        file = bulk_file(file_id)
        told.append((file.rows_done, file.added, issue_count()))

    assert told[:3] == [(5, 5, 5), (10, 10, 10), (12, 12, 12)]
    assert bulk_file(file_id).state == "done"


@pytest.mark.usefixtures("small_batches")
def test_a_batch_that_breaks_leaves_nothing_and_is_done_again(
    begun, work_off, bulk_file, issue_count, monkeypatch
):
    file_id = begun(table(rows(range(12))))
    work_off(1)
    with monkeypatch.context() as broken:
        broken.setattr(bulk_run, "note_step", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            work_off(1)
    assert (bulk_file(file_id).rows_done, issue_count()) == (5, 5)

    begun(table(rows(range(12))))
    work_off()

    file = bulk_file(file_id)
    assert (file.rows_done, file.added, file.unchanged, issue_count()) == (12, 12, 0, 12)


@pytest.mark.usefixtures("small_batches")
def test_a_row_that_stands_twice_is_told_in_whatever_batch(begun, work_off, problems, issue_count):
    keyless = [["", "路坏了", "2026-03-01"], ["", "路坏了", "2026-03-02"]]
    again = [["GD1", "第1件：路坏了", "2026-03-01 08:30"], keyless[0]]

    begun(table([*rows(range(4)), *keyless, keyless[0], *rows(range(4, 9)), *again]))
    work_off()

    assert problems() == [
        (8, None, "row-twice"),
        (14, "编号", "key-twice"),
        (15, None, "row-twice"),
    ]
    assert issue_count() == 11


def test_a_file_brought_again_before_it_was_tidied_up_waits_for_its_word(
    begun, bring, work_off, bulk_file, issue_count
):
    file_id = begun(table(rows(range(3))))
    work_off(1)  # all rows are in, the job that lets them go waits
    bring("a.csv", table(rows(range(3))))

    assert work_off(10) == 1
    assert bulk_file(file_id).state == "draft"
    begun(table(rows(range(3))))
    work_off()
    file = bulk_file(file_id)
    assert (file.state, file.unchanged, issue_count()) == ("done", 3, 3)


def test_a_changed_file_adds_its_new_rows_only(begun, work_off, bulk_file, issue_count):
    begun(table(rows(range(5))))
    work_off()

    file_id = begun(table(rows(range(7))))
    work_off()

    file = bulk_file(file_id)
    assert (file.added, file.unchanged, issue_count()) == (2, 5, 7)


def test_another_format_of_the_same_rows_adds_nothing(begun, work_off, bulk_file):
    cells = [*rows(range(3)), ["", "没有编号的事项", "2026-03-01"]]
    begun(table(cells))
    work_off()

    file_id = begun(write_xlsx(HEADER, cells), "a.xlsx")
    work_off()

    file = bulk_file(file_id)
    assert (file.added, file.unchanged) == (0, 4)


def test_a_number_that_stands_for_another_report_is_told_and_changes_nothing(
    begun, work_off, problems, issue_count
):
    begun(table(rows([1])))
    work_off()

    begun(table([["GD1", "完全不同的事", "2026-03-02"]]), "b.csv")
    work_off()

    assert (2, "编号", "key-taken") in problems()
    assert issue_count() == 1


def test_what_the_county_and_a_township_both_bring_is_there_once(
    begun, work_off, bulk_file, issue_count
):
    begun(table(rows(range(3))))
    work_off()

    file_id = begun(table(rows(range(3))), role="township")
    work_off()

    assert (bulk_file(file_id).unchanged, issue_count()) == (3, 3)


def test_of_two_at_once_one_runs(begun, county, api_settings, work_off, issue_count):
    file_id = begun(table(rows(range(3))))
    sessions = make_sessions(county)

    with transaction(sessions) as holder:
        hold_file(holder, file_id)
        with pytest.raises(BulkRunning), transaction(sessions) as other:
            bulk_run.run_batch(other, file_id, api_settings, datetime.now(UTC))
        assert work_off(1) == 1  # the job lets it be
    assert issue_count() == 0

    begun(table(rows(range(3))))
    work_off()
    assert issue_count() == 3


def test_a_batch_that_others_hold_up_is_tried_again(run, county, tmp_path, monkeypatch):
    file = tmp_path / "reports.csv"
    file.write_bytes(table(rows(range(3))))
    held_up = iter((True, True))
    take = import_issues.run_batch

    def held_up_twice(*told):
        if next(held_up, False):
            raise TwinRunning
        return take(*told)

    monkeypatch.setattr(import_issues, "run_batch", held_up_twice)
    monkeypatch.setattr(import_issues, "_AGAIN_S", 0)

    told = json.loads(run("import", "issues", file, "--json").stdout)

    assert (told["added"], told["refused"]) == (3, [])


def test_a_record_of_the_past_alarms_nobody_and_a_fresh_one_does(begun, work_off, county, now):
    words = "房子塌了，有人被压在下面"
    days = (now - timedelta(days=3), now - timedelta(hours=2))

    begun(table([[f"U{n}", words, f"{day:%Y-%m-%d %H:%M}"] for n, day in enumerate(days)]))
    work_off()

    with county.connect() as connection:
        query = "SELECT DISTINCT i.source_key FROM alert a JOIN issue i ON i.id = a.issue_id"
        assert connection.scalars(text(query)).all() == ["U1"]


def test_a_guess_is_said_aloud_and_a_mapping_file_decides(run, county, tmp_path):
    file, mapping = tmp_path / "reports.csv", tmp_path / "mapping.csv"
    file.write_bytes("单号,诉求,日期,类型\n1,路坏了,2026-03-01,坑洼\n".encode())
    mapping.write_text(
        "field,from,to\ntext,诉求,\nreceived_at,日期,\ncategory,类型,\ncategory,坑洼,roads\n"
    )

    guessed = run("import", "issues", file, "--dry-run", "--json")
    mapped = run("import", "issues", file, "--mapping", mapping, "--json")

    assert "text = 诉求, received_at = 日期, key = 单号, category = 类型" in guessed.stderr
    [refused] = json.loads(guessed.stdout)["refused"]
    assert (refused["line"], refused["column"], refused["code"]) == (2, "类型", "no-word")
    assert json.loads(mapped.stdout)["added"] == 1


@pytest.mark.long
@pytest.mark.parametrize("kills", [4])
def test_killed_again_and_again_a_command_loses_and_doubles_nothing(
    new_database, small, tmp_path, kills
):
    url, number = new_database("killed"), 9_000
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "WANGGE_DATABASE_URL": url,
        "WANGGE_PROJECT_DIR": str(tmp_path),
    }
    file = tmp_path / "reports.csv"
    file.write_bytes(table(rows(range(number))))
    command = [sys.executable, "-m", "api", "import", "issues", str(file), "--json"]

    acknowledged = 0
    for _ in range(kills):
        acknowledged = max(acknowledged, _kill_after_a_batch(command, environment, tmp_path))
    done = subprocess.run(  # noqa: S603 - our own program
        command, env=environment, cwd=tmp_path, capture_output=True, check=False, text=True
    )

    told = json.loads(done.stdout)
    assert acknowledged > 0
    assert (done.returncode, told["read"], told["added"], told["refused"]) == (
        0,
        number,
        number,
        [],
    )
    engine = make_engine(url)
    with engine.connect() as connection:
        counts = "SELECT count(*), count(DISTINCT key), count(DISTINCT source_key) FROM issue"
        assert tuple(connection.execute(text(counts)).one()) == (number,) * 3
    engine.dispose()


def _kill_after_a_batch(command, environment, folder):
    """Kill a command once it said that a batch was done; answers how many rows it told of."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        command,
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    told = 0
    for line in process.stderr:
        if "rows read" in line:
            told = int(line.split()[0])
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()
    return told
