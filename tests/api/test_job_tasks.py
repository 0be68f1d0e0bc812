"""The tasks of the queue: when they are due, what they do."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from procrastinate.periodic import PeriodicDeferrer
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from api.job_queue import Pace, make_queue
from api.jobs import TASKS, Moment, Task, forget, make_months
from api.settings import Settings
from data.report_keys import KEPT_FOR, UsedKey, remember
from data.session import make_engine, make_sessions, transaction
from data.tables import ReportKey

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def engine(new_database):
    engine = make_engine(new_database("tasks"))
    yield engine
    engine.dispose()


def deferrals(engine, tasks, now, **settings):
    """What a worker that starts now would put into the queue, and when it looks next."""
    queue = make_queue(engine, Settings(**settings), tasks, Pace())
    deferrer = PeriodicDeferrer(queue.periodic_registry, **queue.periodic_defaults)
    due = [(task.task.name, at) for task, at in deferrer.get_previous_tasks(now.timestamp())]
    return due, deferrer.get_next_tick(now.timestamp())


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Paris", "America/New_York"])
@pytest.mark.parametrize("month", [1, 7])
def test_the_night_is_the_countys_own(engine, zone, month):
    tasks = {"nightly": Task(forget, due="30 2 * * *")}
    now = datetime(2026, month, 15, 9, 0, tzinfo=ZoneInfo(zone))

    due, next_s = deferrals(engine, tasks, now, time_zone=zone)

    assert due == [("nightly", now.replace(hour=2, minute=30).timestamp())]
    assert next_s == 17.5 * 3600


def test_what_a_machine_missed_while_it_was_off_is_done_when_it_is_back(engine):
    tasks = {"monthly": Task(forget, due="0 3 1 * *")}
    now = datetime(2026, 3, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

    due, _ = deferrals(engine, tasks, now)

    assert due == [("monthly", now.replace(day=1, hour=3).timestamp())]


def test_every_task_can_be_run_by_hand(run):
    for name, task in TASKS.items():
        done = run("worker", "run", name)
        assert (done.exit_code == 0) == (task.due is not None), done.output


@pytest.mark.parametrize("day", [1, 15, 31])
def test_the_partitions_of_the_months_to_come_are_made(engine, day):
    moment = Moment(Settings(), datetime(2031, 10, day, 23, 0, tzinfo=UTC))
    made = text("SELECT relname FROM pg_class WHERE relname ~ '^issue_event_203[12]_..$'")

    with engine.connect() as connection, connection.begin() as outer:
        session = Session(connection, join_transaction_mode="create_savepoint")
        make_months(session, moment)
        make_months(session, moment)
        months = set(session.scalars(made))
        outer.rollback()

    assert months >= {f"issue_event_{one}" for one in ("2031_10", "2031_11", "2031_12", "2032_01")}


def test_stored_answers_are_emptied_after_their_time_and_their_keys_stay(engine):
    old, young = uuid4(), uuid4()
    moment = Moment(Settings(), datetime(2026, 3, 20, tzinfo=UTC))
    with transaction(make_sessions(engine)) as session:
        for key, made in ((old, moment.now - KEPT_FOR - DAY), (young, moment.now - DAY)):
            remember(session, UsedKey(key, b"digest", None), {"number": "x"}, made)

    with transaction(make_sessions(engine)) as session:
        forget(session, moment)

    with transaction(make_sessions(engine)) as session:
        kept = {row.key: row.answer for row in session.scalars(select(ReportKey))}
        empty = session.scalar(text("SELECT count(*) FROM report_key WHERE answer IS NULL"))
        session.execute(text("DELETE FROM report_key"))
    assert kept == {old: None, young: {"number": "x"}}
    assert empty == 1
