"""The worker: runs jobs until told to stop, through restarts of the database."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Mapping
from typing import Final

import psycopg
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from api.database import connected
from api.job_queue import Pace, error_class, make_queue
from api.jobs import Task
from api.log import FIELDS
from api.settings import Settings
from data.client_programs import ProgramFailed
from data.errors import DatabaseAway
from data.job_runs import adopt_orphans
from data.postmaster import ClusterFailed
from data.session import make_sessions, transaction

log = logging.getLogger("wangge.worker")

_LOST: Final = (
    *(ConnectorException, psycopg.OperationalError, OperationalError),
    *(ClusterFailed, DatabaseAway, ProgramFailed),
)
"""What it looks like when the database goes away."""

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

_AGAIN_S: Final = 1.0
"""Pause before the database is asked again."""


def work(
    settings: Settings, tasks: Mapping[str, Task], pace: Pace, *, begun: Callable[[], None]
) -> None:
    """Run jobs until Ctrl-C or SIGTERM; a job that runs is finished first.

    The database may go away and come back; the private cluster is started again when the
    program that kept it has ended.

    Parameters
    ----------
    begun
        Called once, when the database was reached.

    Raises
    ------
    NotReady
        If the database is missing or its schema is another one.
    """
    reached = stopped = False
    try:
        while not stopped:
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # each run takes it away
            if reached:
                time.sleep(_AGAIN_S)
            try:
                with connected(settings) as engine:
                    if not reached:
                        begun()
                    reached = True
                    stopped = asyncio.run(
                        _run(engine, make_queue(engine, settings, tasks, pace), pace)
                    )
            except _LOST as error:
                if not reached:
                    raise
                kind = error_class(error.__cause__ or error)
                log.warning("the database is away", extra={FIELDS: {"error": kind}})
    except KeyboardInterrupt:
        return


async def _run(engine: Engine, queue: App, pace: Pace) -> bool:
    """Work until told to stop or until the connection is lost; says whether we were told."""
    stop = asyncio.Event()
    _stop_on_signals(stop)
    async with queue.open_async():
        parts = [
            asyncio.create_task(queue.run_worker_async()),
            asyncio.create_task(_adopt_for_ever(engine, pace)),
            asyncio.create_task(stop.wait()),
        ]
        await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        for part in parts:
            part.cancel()  # the worker finishes its jobs first
        ends = await asyncio.gather(*parts, return_exceptions=True)
    lost = [end for end in ends if isinstance(end, Exception)]
    if lost and not stop.is_set():
        raise lost[0]
    return stop.is_set()


async def _adopt_for_ever(engine: Engine, pace: Pace) -> None:
    """Put the jobs of dead workers back into the queue; the package leaves that to us."""
    sessions = make_sessions(engine)

    def adopt() -> int:
        with transaction(sessions) as session:
            return adopt_orphans(session, pace.silent_s)

    while True:
        if count := await asyncio.to_thread(adopt):
            log.warning("jobs of dead workers taken up again", extra={FIELDS: {"jobs": count}})
        await asyncio.sleep(pace.beat_s)


def _stop_on_signals(stop: asyncio.Event) -> None:
    """Stop gently at the first signal, at once at the second."""
    loop = asyncio.get_running_loop()

    def handle() -> None:
        stop.set()
        for one in _SIGNALS:
            loop.remove_signal_handler(one)
            signal.signal(one, signal.SIG_DFL)

    for one in _SIGNALS:
        loop.add_signal_handler(one, handle)
