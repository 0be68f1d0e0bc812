"""The worker as its own process: what it does once, what survives a kill, what people see."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from api.cli import wangge
from api.jobs import TASKS
from api.server import miss_worker
from data.cluster import Cluster
from data.job_runs import queue_address
from data.jobs import enqueue, failed_jobs, newest_jobs
from data.schema import migrate
from data.session import make_engine, make_sessions, transaction

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE_S = 60


@pytest.fixture(scope="module")
def process():
    """The module that the workers of these tests run."""
    spec = spec_from_file_location("worker_process", HERE / "worker_process.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def worked_url(new_database):
    url = new_database("worked")
    engine = make_engine(url)
    add_tables(engine)
    engine.dispose()
    return url


def add_tables(engine):
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE effect (job bigint)"))
        connection.execute(text("CREATE TABLE switch (name text)"))


@pytest.fixture
def engine(worked_url):
    engine = make_engine(worked_url)
    with engine.begin() as connection:
        for table in ("effect", "switch", "jobs.procrastinate_jobs", "jobs.procrastinate_workers"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("DELETE FROM jobs.procrastinate_periodic_defers"))
    yield engine
    engine.dispose()


@pytest.fixture
def start_worker(worked_url, tmp_path):
    """Start a worker process; all are killed at the end."""
    started = []

    def start(*, scheduled=False, **environment):
        number = len(started)
        variables = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "WANGGE_PROJECT_DIR": str(tmp_path),
            "WANGGE_DATABASE_URL": worked_url,
            "WANGGE_PORT": "1" if scheduled else "0",
            **environment,
        }
        with (tmp_path / f"log{number}").open("w") as log:
            worker = subprocess.Popen(  # noqa: S603
                [sys.executable, HERE / "worker_process.py"],
                env={name: one for name, one in variables.items() if one},
                cwd=tmp_path,
                stderr=log,
            )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def until(condition):
    """Wait until something is so; answers what it was."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    pytest.fail(f"{condition} never came true")


def put(engine, task, **arguments):
    with transaction(make_sessions(engine)) as session:
        return enqueue(session, task, **arguments)


def states(engine):
    with make_sessions(engine)() as session:
        return {job.id: job.state for job in newest_jobs(session, limit=1000)}


def effects(engine):
    with engine.connect() as connection:
        return sorted(connection.scalars(text("SELECT job FROM effect")))


def all_in(state, engine):
    return lambda: set(states(engine).values()) == {state}


def test_a_job_runs_once_its_change_is_committed(engine, start_worker):
    start_worker()
    sessions = make_sessions(engine)
    with transaction(sessions) as session:
        enqueue(session, "act", number=1)
    with sessions() as session:
        enqueue(session, "act", number=2)
        session.rollback()
    put(engine, "act", number=3)

    until(lambda: list(states(engine).values()) == ["done", "done"])
    assert effects(engine) == [1, 3]


@pytest.fixture
def held(engine, process):
    """Connection that keeps the slow jobs running until it is closed."""
    with psycopg.connect(**queue_address(engine)) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [process.HELD])
        yield connection


def waits_for_us(engine):
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock' AND wait_event = 'advisory'"
    )

    def look():
        with engine.connect() as connection:
            return connection.scalar(query)

    return look


def test_a_worker_killed_in_the_middle_of_a_job_leaves_its_effect_once(engine, start_worker, held):
    worker = start_worker()
    put(engine, "act_slowly", number=1)
    until(waits_for_us(engine))
    worker.kill()
    worker.wait()
    assert effects(engine) == []

    held.close()
    start_worker()
    until(all_in("done", engine))

    assert effects(engine) == [1]
    with make_sessions(engine)() as session:
        assert newest_jobs(session)[0].tries == 2


def test_a_job_that_died_after_its_effect_does_not_act_again(engine, start_worker):
    job = put(engine, "act", number=1)
    with engine.begin() as connection:
        connection.execute(text("SELECT jobs.procrastinate_fetch_job_v2(NULL, NULL)"))
        connection.execute(text("INSERT INTO effect VALUES (1)"))
        connection.execute(text("INSERT INTO jobs.outcome VALUES (:job, now())"), {"job": job})

    start_worker()
    until(all_in("done", engine))

    assert effects(engine) == [1]


def test_a_worker_told_to_stop_finishes_its_job_first(engine, start_worker, held):
    worker = start_worker()
    put(engine, "act_slowly", number=1)
    until(waits_for_us(engine))
    worker.send_signal(signal.SIGTERM)
    held.close()

    assert worker.wait(PATIENCE_S) == 0
    assert set(states(engine).values()) == {"done"}
    assert effects(engine) == [1]


def test_two_workers_never_run_one_job_at_once(engine, start_worker):
    sessions = make_sessions(engine)
    with transaction(sessions) as session:
        for number in range(200):
            enqueue(session, "act_alone", number=number)
    start_worker()
    start_worker()
    until(all_in("done", engine))

    with engine.connect() as connection:
        workers = connection.scalar(
            text("SELECT count(DISTINCT worker_id) FROM jobs.procrastinate_jobs")
        )
        tries = set(connection.scalars(text("SELECT attempts FROM jobs.procrastinate_jobs")))
    assert effects(engine) == list(range(200))
    assert (workers, tries) == (2, {1})


def test_a_schedule_is_kept_once_by_two_workers(engine, start_worker):
    start_worker(scheduled=True)
    start_worker(scheduled=True)
    query = text("SELECT count(*) FROM jobs.procrastinate_workers")
    with engine.connect() as connection:
        until(lambda: connection.scalar(query) == 2)
    put(engine, "act", number=1)
    until(lambda: "waiting" not in states(engine).values() and effects(engine) == [1])

    with make_sessions(engine)() as session:
        due = [job.arguments["timestamp"] for job in newest_jobs(session) if job.task == "tick"]
    assert due
    assert len(set(due)) == len(due)


def test_a_job_that_fails_for_good_is_seen_without_its_words_and_can_run_again(
    engine, start_worker, worked_url, tmp_path, monkeypatch
):
    monkeypatch.setenv("WANGGE_DATABASE_URL", worked_url)
    monkeypatch.setenv("WANGGE_PROJECT_DIR", str(tmp_path))

    def run(*words):
        return CliRunner().invoke(wangge, ["worker", *words])

    start_worker()
    job = put(engine, "fail_until_mended", number=1)
    until(all_in("failed", engine))

    listed = run("jobs", "--failed").output
    told = json.loads(run("jobs", "--failed", "--json").output)
    assert f"{job}  failed" in listed
    assert "ValueError, tried 6 times" in listed
    assert told["counts"]["failed"] == 1
    assert [(one["id"], one["error"]) for one in told["jobs"]] == [(job, "ValueError")]
    assert effects(engine) == []
    written = (tmp_path / "log0").read_text() + json.dumps(told) + listed
    assert "13800001111" not in written + everything_in_the_queue(engine)
    assert "张三" not in written

    with engine.begin() as connection:
        connection.execute(text("INSERT INTO switch VALUES ('mended')"))
    again = run("retry", str(job))
    until(all_in("done", engine))

    assert again.exit_code == 0
    assert effects(engine) == [1]
    assert run("retry", str(job)).exit_code == 1
    assert run("jobs", "--failed").output.count("fail_until_mended") == 0


def everything_in_the_queue(engine):
    tables = ("procrastinate_jobs", "procrastinate_events", "outcome")
    with engine.connect() as connection:
        rows = [connection.execute(text(f"SELECT * FROM jobs.{one}")).all() for one in tables]
    return repr(rows)


def test_a_task_nobody_knows_is_a_failed_job(engine, start_worker):
    start_worker()
    put(engine, "unheard_of")
    until(all_in("failed", engine))

    with make_sessions(engine)() as session:
        assert [job.error for job in failed_jobs(session)] == ["TaskNotFound"]


def answers(engine):
    try:
        with engine.connect():
            return True
    except OperationalError:
        return False


def test_a_worker_lives_through_restarts_of_the_database(start_worker, tmp_path):
    cluster = Cluster(tmp_path, os.environ)
    cluster.start(daemon=True)
    try:
        cluster.create_database("wangge")
        engine = make_engine(cluster.url("wangge"))
        migrate(engine)
        add_tables(engine)
        worker = start_worker(WANGGE_DATABASE_URL="")
        put(engine, "act", number=1)
        until(all_in("done", engine))

        engine.dispose()
        cluster.stop()
        cluster.start(daemon=True)
        engine = make_engine(cluster.url("wangge"))
        put(engine, "act", number=2)
        until(all_in("done", engine))
        engine.dispose()
        cluster.stop()  # for good: the worker starts it itself
        until(lambda: cluster.status().running)
        engine = make_engine(cluster.url("wangge"))
        until(lambda: answers(engine))
        put(engine, "act", number=3)
        until(all_in("done", engine))

        assert effects(engine) == [1, 2, 3]
        assert worker.poll() is None
        engine.dispose()
        worker.send_signal(signal.SIGINT)
        assert worker.wait(PATIENCE_S) == 0
        assert not cluster.status().running
    finally:
        cluster.remove()


def test_the_command_does_last_nights_work_and_ends_at_ctrl_c(engine, worked_url, tmp_path):
    scheduled = sorted(name for name, task in TASKS.items() if task.due)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "WANGGE_PROJECT_DIR": str(tmp_path),
        "WANGGE_DATABASE_URL": worked_url,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "api", "worker"], env=environment, stdout=subprocess.PIPE, text=True
    ) as worker:
        try:
            until(lambda: len(states(engine)) == len(scheduled) and all_in("done", engine)())
            worker.send_signal(signal.SIGINT)
            said, _ = worker.communicate(timeout=PATIENCE_S)
        finally:
            worker.kill()

    with make_sessions(engine)() as session:
        assert sorted(job.task for job in newest_jobs(session)) == scheduled
    assert said == "Wangge works on jobs  (Ctrl-C stops it)\n"
    assert worker.returncode == 0


def test_a_worker_beside_the_demo_stops_when_the_demo_is_gone(worked_url, tmp_path):
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "WANGGE_PROJECT_DIR": str(tmp_path),
        "WANGGE_DATABASE_URL": worked_url,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "api", "worker", "--tethered"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        try:
            begun = worker.stdout.readline()
            worker.stdin.close()
            ended = worker.wait(PATIENCE_S)
        finally:
            worker.kill()

    assert begun == "Wangge works on jobs  (Ctrl-C stops it)\n"
    assert ended == 0


def test_whoever_serves_is_told_when_nobody_works(engine, capsys):
    miss_worker(engine)
    missed = capsys.readouterr().err
    with engine.begin() as connection:
        connection.execute(text("SELECT jobs.procrastinate_register_worker_v1()"))
    miss_worker(engine)

    assert "wangge worker" in missed
    assert capsys.readouterr().err == ""
