"""The queue as Procrastinate runs it: our tasks, their schedules, one transaction for each job."""

import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from api.jobs import Moment, Task
from api.log import FIELDS
from api.settings import Settings
from data.errors import DatabaseAway
from data.job_runs import TRIES, note_failure, queue_address, take_on
from data.session import make_sessions, transaction

log = logging.getLogger("wangge.worker")

_AT_ONCE: Final = 2
"""Jobs that run side by side: a long one of the night does not hold up an urgent one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a worker notices things.

    Attributes
    ----------
    beat_s, silent_s
        Seconds between two signs of life, and without one until a worker counts as dead.
    look_s
        Seconds between two looks for jobs; the notice of a new one comes sooner.
    wait_s
        Seconds a connection is waited for before the database counts as away.
    again_s
        Base of the pauses after a failure, again_s to the power of 1, 2, 3 ...: 4 s to 17 min.
    late_s
        How late a schedule is still kept: a machine that is off at night does the night's
        work in the morning, and last month's when it was away for weeks.
    """

    beat_s: float = 10.0
    silent_s: float = 30.0
    look_s: float = 5.0
    wait_s: float = 5.0
    again_s: int = 4
    late_s: float = 32 * 24 * 3600.0


class JobFailed(Exception):
    """A job's error without its message, which may name people and would be logged."""


def make_queue(engine: Engine, settings: Settings, tasks: Mapping[str, Task], pace: Pace) -> App:
    """Queue in an engine's database, with every task and its schedule; not yet opened."""
    queue = App(
        connector=PsycopgConnector(
            kwargs=queue_address(engine), min_size=1, max_size=_AT_ONCE + 4, timeout=pace.wait_s
        ),
        periodic_defaults={"max_delay": pace.late_s},
        worker_defaults={
            "concurrency": _AT_ONCE,
            "install_signal_handlers": False,
            "fetch_job_polling_interval": pace.look_s,
            "update_heartbeat_interval": pace.beat_s,
            "stalled_worker_timeout": pace.silent_s,
        },
    )
    again = RetryStrategy(max_attempts=TRIES - 1, exponential_wait=pace.again_s)
    for name, task in tasks.items():
        run = _in_transaction(engine, settings, task)
        known = queue.task(name=name, retry=again, pass_context=True)(run)
        if task.due is not None:
            schedule = queue.periodic_registry.register_task(known, task.due, "", {})
            schedule.croniter.set_current(datetime.now(settings.zone))  # else it counts in UTC
    return queue


def error_class(error: BaseException) -> str:
    """Name of an error's class, the database's own where there is one."""
    refused = error.__cause__ if isinstance(error, DatabaseAway) and error.__cause__ else error
    cause = refused.orig if isinstance(refused, DBAPIError) and refused.orig else refused
    return type(cause).__name__


def _in_transaction(engine: Engine, settings: Settings, task: Task) -> Callable[..., None]:
    """Wrap a task: its effect commits together with the mark that it is done."""
    sessions = make_sessions(engine)

    def run(context: JobContext, *, timestamp: int = 0, **arguments: Any) -> None:  # noqa: ARG001 - of schedules
        job_id = context.job.id or 0
        about = {"job": job_id, "task": context.job.task_name}
        try:
            with transaction(sessions) as session:
                if take_on(session, job_id):
                    task.run(session, Moment(settings, datetime.now(UTC)), **arguments)
        except Exception as error:  # noqa: BLE001 - whatever it is, only its class is kept
            kind = error_class(error)
            log.warning("job failed", extra={FIELDS: {**about, "error": kind}})
            with contextlib.suppress(DBAPIError, DatabaseAway), transaction(sessions) as session:
                note_failure(session, job_id, kind)
            raise JobFailed(kind) from None
        log.info("job done", extra={FIELDS: about})

    return run
