"""A worker in a process of its own, with tasks made for tests and a quick pulse.

Its database has two tables of the tests: ``effect(job)`` and ``switch(name)``.
"""

from logging.config import dictConfig

from sqlalchemy import text

from api.job_queue import Pace
from api.jobs import Task
from api.log import LOGGING
from api.settings import Settings
from api.worker import work

PACE = Pace(beat_s=0.2, silent_s=2.0, look_s=0.2, wait_s=1.0, again_s=0)
HELD = 4_711
"""Advisory lock that keeps a job running for as long as a test holds it."""


def act(session, moment, number):
    """Leave a trace."""
    session.execute(text("INSERT INTO effect VALUES (:number)"), {"number": number})


def act_slowly(session, moment, number):
    """Leave a trace, then wait for the test before the end."""
    act(session, moment, number)
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": HELD})


def act_alone(session, moment, number):
    """Leave a trace; refuse to run beside oneself."""
    lock = text("SELECT pg_try_advisory_xact_lock(:number)")
    if not session.scalar(lock, {"number": number}):
        raise RuntimeError
    act(session, moment, number)
    session.execute(text("SELECT pg_sleep(0.01)"))


def fail_until_mended(session, moment, number):
    """Leave a trace, then fail with a name and a number in the message."""
    act(session, moment, number)
    if not session.scalar(text("SELECT count(*) FROM switch WHERE name = 'mended'")):
        msg = "张三 13800001111"
        raise ValueError(msg)


def tick(session, moment):
    """Do nothing, on time."""


TASKS = {
    "act": Task(act),
    "act_slowly": Task(act_slowly),
    "act_alone": Task(act_alone),
    "fail_until_mended": Task(fail_until_mended),
}
SCHEDULED = {"tick": Task(tick, due="* * * * *")}


def main():
    """Work until told to stop."""
    dictConfig(LOGGING)
    settings = Settings()
    tasks = {**TASKS, **(SCHEDULED if settings.port else {})}
    work(settings, tasks, PACE, begun=lambda: None)


if __name__ == "__main__":
    main()
