"""The queue: what is put into it, when, how often, by whom; and that it is the package's own."""

import os
import threading
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from data.backup import backup, restore
from data.errors import NotFound, UnfitArgument
from data.job_runs import (
    TRIES,
    adopt_orphans,
    forget_jobs,
    last_sign_of_life,
    note_failure,
    take_on,
)
from data.jobs import enqueue, failed_jobs, job_counts, newest_jobs, retry_job
from data.postgis import find_server
from data.schema import differences
from data.session import make_engine, make_sessions, transaction

FETCH = "SELECT id FROM jobs.procrastinate_fetch_job_v2(NULL, :worker)"
STATES = ("waiting", "running", "done", "failed", "cancelled")
NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def queue_engine(new_database):
    """Database whose changes are really committed."""
    engine = make_engine(new_database("jobs"))
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(queue_engine):
    with queue_engine.begin() as connection:
        connection.execute(text("DELETE FROM jobs.procrastinate_jobs"))
        connection.execute(text("DELETE FROM jobs.procrastinate_workers"))
    return make_sessions(queue_engine)


def start(session, worker=None):
    """Let a worker take the next job, as the package does; none if there is none."""
    return session.scalar(text(FETCH), {"worker": worker})


def register(session, *, silent_s=0):
    worker = session.scalar(text("SELECT jobs.procrastinate_register_worker_v1()"))
    query = text(
        "UPDATE jobs.procrastinate_workers SET"
        " last_heartbeat = now() - make_interval(secs => :s) WHERE id = :id"
    )
    session.execute(query, {"s": silent_s, "id": worker})
    return worker


def end(session, job_id, status):
    query = text(
        "SELECT jobs.procrastinate_finish_job_v1("
        ":id, CAST(:status AS jobs.procrastinate_job_status), false)"
    )
    session.execute(query, {"id": job_id, "status": status})


def roll_back(sessions, change):
    def run():
        with transaction(sessions) as session:
            change(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        run()


def test_a_job_is_there_once_its_change_is_committed(sessions):
    with transaction(sessions) as session:
        number = enqueue(session, "notify", issue_id=7, code="r:150622", days=["2026-01-01"])
        with sessions() as other:
            assert newest_jobs(other) == []

    with sessions() as session:
        (job,) = newest_jobs(session)
    assert (job.id, job.task, job.state, job.tries) == (number, "notify", "waiting", 0)
    assert job.arguments == {"issue_id": 7, "code": "r:150622", "days": ["2026-01-01"]}


def test_a_job_of_a_change_that_is_rolled_back_never_was(sessions):
    roll_back(sessions, lambda session: enqueue(session, "notify", issue_id=7))

    with sessions() as session:
        assert job_counts(session)["waiting"] == 0
        assert start(session) is None


@pytest.mark.parametrize(
    "value", ["张三", "a b", "", "x" * 65, 39.9, {"name": "x"}, [["x"]], b"x"], ids=repr
)
def test_what_is_no_id_and_no_code_is_not_put_into_a_job(session, value):
    with pytest.raises(UnfitArgument, match="'who'"):
        enqueue(session, "notify", who=value)

    assert newest_jobs(session) == []


def test_two_jobs_of_one_key_are_one_until_it_runs(session):
    first = enqueue(session, "count", key="150622", region="150622")

    assert enqueue(session, "count", key="150622", region="150622") == first
    assert enqueue(session, "count", key="150623") != first
    assert enqueue(session, "other", key="150622") != first
    assert enqueue(session, "count") != enqueue(session, "count")
    assert start(session) == first
    assert enqueue(session, "count", key="150622") != first


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (None, NOON, None),
        (NOON, None, None),
        (NOON, NOON - timedelta(hours=1), NOON - timedelta(hours=1)),
        (NOON, NOON + timedelta(hours=1), NOON),
    ],
    ids=["at once stays", "at once wins", "earlier wins", "later loses"],
)
def test_of_two_times_under_one_key_the_earlier_counts(session, first, second, kept):
    enqueue(session, "count", key="k", at=first)
    enqueue(session, "count", key="k", at=second)

    (job,) = newest_jobs(session)
    assert job.not_before == kept


def test_a_job_shared_with_an_open_change_waits_for_it(sessions):
    with transaction(sessions) as session:
        job = enqueue(session, "count", key="k")

    with transaction(sessions) as change:
        assert enqueue(change, "count", key="k") == job
        with sessions() as worker:
            early = start(worker)
    with sessions() as worker:
        late = start(worker)

    assert (early, late) == (None, job)


def test_two_changes_at_once_under_one_key_make_one_job(sessions):
    made = []

    def change():
        with transaction(sessions) as session:
            made.append(enqueue(session, "count", key="k"))

    with transaction(sessions) as session:
        made.append(enqueue(session, "count", key="k"))
        other = threading.Thread(target=change)
        other.start()
    other.join(timeout=60)

    assert len(made) == 2
    assert len(set(made)) == 1


def test_a_job_that_comes_back_does_not_clash_with_a_later_one_of_its_key(session):
    first = enqueue(session, "count", key="k")
    worker = register(session, silent_s=60)
    assert start(session, worker) == first
    second = enqueue(session, "count", key="k")

    adopt_orphans(session, silent_s=30)

    states = {job.id: job.state for job in newest_jobs(session)}
    assert states == {first: "waiting", second: "waiting"}


def test_a_failed_job_is_listed_with_the_class_of_its_error_and_can_run_again(session):
    waiting, failed = enqueue(session, "a"), enqueue(session, "b", issue_id=3)
    assert {start(session), start(session)} == {waiting, failed}
    note_failure(session, failed, "ValueError")
    end(session, failed, "failed")

    (job,) = failed_jobs(session)
    assert (job.id, job.error, job.state) == (failed, "ValueError", "failed")
    assert job.ended_at is not None
    assert {**dict.fromkeys(STATES, 0), "running": 1, "failed": 1} == job_counts(session)

    retry_job(session, failed)

    assert failed_jobs(session) == []
    assert start(session) == failed


@pytest.mark.parametrize("state", ["waiting", "running", "done", "none"])
def test_only_a_failed_job_can_be_tried_again(session, state):
    job = enqueue(session, "a") if state != "none" else 10**12
    if state in {"running", "done"}:
        start(session)
    if state == "done":
        end(session, job, "succeeded")

    with pytest.raises(NotFound, match=str(job)):
        retry_job(session, job)


def test_only_jobs_of_dead_workers_are_taken_up_again(session):
    alive, silent = register(session), register(session, silent_s=60)
    jobs = [enqueue(session, "a", number=n) for n in range(3)]
    assert [start(session, worker) for worker in (alive, silent, None)] == jobs

    assert adopt_orphans(session, silent_s=30) == 2
    assert adopt_orphans(session, silent_s=30) == 0

    states = [job.state for job in reversed(newest_jobs(session))]
    assert states == ["running", "waiting", "waiting"]


def test_a_job_that_kills_every_worker_fails_in_the_end(session):
    enqueue(session, "a")
    for _ in range(TRIES):
        assert start(session) is not None
        adopt_orphans(session, silent_s=30)

    (job,) = failed_jobs(session)
    assert (job.error, job.tries) == ("WorkerDied", TRIES)


def test_of_two_that_run_one_job_the_second_waits_and_does_nothing(sessions):
    with transaction(sessions) as session:
        job = enqueue(session, "a")
    answers = []

    def second():
        with transaction(sessions) as session:
            answers.append(take_on(session, job))

    with transaction(sessions) as first:
        answers.append(take_on(first, job))
        other = threading.Thread(target=second)
        other.start()
        wait_until_blocked(sessions)
        assert answers == [True]
    other.join(timeout=60)

    assert answers == [True, False]


def wait_until_blocked(sessions):
    query = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(6000):
        with sessions() as session:
            if session.scalar(query):
                return
            session.execute(text("SELECT pg_sleep(0.01)"))
    pytest.fail("nobody waits")


def test_a_job_whose_work_is_rolled_back_is_not_done(sessions):
    with transaction(sessions) as session:
        job = enqueue(session, "a")
    roll_back(sessions, lambda session: take_on(session, job))
    with transaction(sessions) as session:
        note_failure(session, job, "RuntimeError")

    with transaction(sessions) as session:
        assert take_on(session, job)
    with transaction(sessions) as session:
        note_failure(session, job, "RuntimeError")
        assert not take_on(session, job)


def test_jobs_done_a_month_ago_are_forgotten_and_failed_ones_are_not(session):
    now = datetime.now(UTC)
    done, failed = enqueue(session, "a"), enqueue(session, "b")
    start(session), start(session)
    take_on(session, done)
    end(session, done, "succeeded")
    note_failure(session, failed, "ValueError")
    end(session, failed, "failed")

    forget_jobs(session, now + timedelta(days=29))
    before = len(newest_jobs(session))
    forget_jobs(session, now + timedelta(days=31))

    assert before == 2
    assert [job.id for job in newest_jobs(session)] == [failed]


def test_a_worker_is_seen_by_its_heartbeat_and_by_its_work(session):
    session.execute(text("DELETE FROM jobs.procrastinate_workers"))
    never = last_sign_of_life(session)
    take_on(session, enqueue(session, "a"))
    by_work = last_sign_of_life(session)
    session.execute(text("DELETE FROM jobs.procrastinate_jobs"))
    register(session)

    assert never is None
    assert by_work is not None
    assert last_sign_of_life(session) is not None


def test_a_role_that_owns_nothing_may_only_enqueue(engine):
    role = f"t{os.getpid()}_enqueues"
    with engine.connect() as connection, connection.begin() as outer:
        connection.execute(text(f"CREATE ROLE {role}"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA jobs TO {role}"))
        connection.execute(text(f"GRANT EXECUTE ON FUNCTION jobs.enqueue TO {role}"))
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        made = [connection.scalar(text("SELECT jobs.enqueue('a', '{}', 'k', NULL)")) for _ in "12"]
        assert made[0] == made[1]
        for forbidden in (
            "SELECT * FROM jobs.procrastinate_jobs",
            "DELETE FROM jobs.outcome",
            "SELECT jobs.procrastinate_finish_job_v1(1, 'failed', true)",
        ):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                connection.begin_nested(),
            ):
                connection.execute(text(forbidden))
        outer.rollback()


def test_a_restored_database_keeps_its_jobs_and_goes_on(new_database, tmp_path):
    url = new_database("jobs_kept")
    engine = make_engine(url)
    server = find_server(os.environ)
    with transaction(make_sessions(engine)) as session:
        kept = enqueue(session, "a", key="k")
    engine.dispose()
    backup(server, url, tmp_path / "kept")

    restore(server, url, tmp_path / "kept")

    with engine.connect() as connection:
        assert differences(connection) == []
    with transaction(make_sessions(engine)) as session:
        assert enqueue(session, "a", key="k") == kept
        assert start(session) == kept
    engine.dispose()


CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default
        FROM information_schema.columns WHERE table_schema = :schema""",
    "words of enums": """
        SELECT typname, enumsortorder, enumlabel FROM pg_enum
        JOIN pg_type ON pg_type.oid = enumtypid JOIN pg_namespace n ON n.oid = typnamespace
        WHERE nspname = :schema""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = :schema",
    "constraints": """
        SELECT conname, pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint
        JOIN pg_namespace n ON n.oid = connamespace WHERE nspname = :schema""",
    "triggers": """
        SELECT tgname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace
        WHERE nspname = :schema AND NOT tgisinternal""",
    "functions": """
        SELECT proname, pg_get_function_arguments(pg_proc.oid), pg_get_function_result(pg_proc.oid),
            md5(prosrc) FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
        WHERE nspname = :schema""",
}
OURS = ("outcome", "enqueue", "free_key", "rank_job")


@pytest.mark.parametrize("part", [*CATALOGUE])
def test_the_migrations_make_the_queue_that_the_installed_package_expects(session, part):
    """If this fails after an upgrade, put the package's newer migrations into one of ours."""
    session.execute(text("CREATE SCHEMA shipped"))
    session.execute(text("SET LOCAL search_path = shipped, public"))
    session.connection().exec_driver_sql(
        SchemaManager.get_schema(), execution_options={"no_parameters": True}
    )
    session.execute(text("SET LOCAL search_path = pg_catalog"))

    def found(schema):
        rows = session.execute(text(CATALOGUE[part]), {"schema": schema})
        plain = [tuple(str(value).replace(f"{schema}.", "") for value in row) for row in rows]
        return sorted(row for row in plain if not row[0].startswith(OURS))

    assert found("shipped")
    assert found("jobs") == found("shipped")
