"""Jobs for the worker: put into its queue, counted, listed, taken up again.

The queue is Procrastinate's, in the schema ``jobs``; see docs/decisions/0007-job-queue.md.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.errors import NotFound, UnfitArgument

_CODE: Final = re.compile(r"[A-Za-z0-9:_.+-]{1,64}")
"""An id, a code, a date, a UUID; no words of people."""

_STATES: Final = {
    "todo": "waiting",
    "doing": "running",
    "succeeded": "done",
    "failed": "failed",
    "cancelled": "cancelled",
    "aborted": "cancelled",
}

# A task this program does not know fails before any code of ours could note why.
_LIST: Final = """
SELECT job.id, job.task_name, job.status::text, job.attempts, job.args, job.scheduled_at,
    coalesce(outcome.done_at, outcome.failed_at),
    coalesce(outcome.error, CASE job.status WHEN 'failed' THEN 'TaskNotFound' END)
FROM jobs.procrastinate_jobs AS job LEFT JOIN jobs.outcome ON outcome.job_id = job.id
WHERE job.status = 'failed' OR NOT :only_failed
ORDER BY job.id DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One job as people see it.

    Attributes
    ----------
    state
        ``waiting``, ``running``, ``done``, ``failed`` or ``cancelled``.
    tries
        How often it was run to an end, good or bad.
    not_before
        When it may run at the earliest; none: at once.
    ended_at
        When it was last done, or last failed.
    error
        Class of the last error; the message may name people, so nobody keeps it.
    """

    id: int
    task: str
    state: str
    tries: int
    arguments: dict[str, Any]
    not_before: datetime | None
    ended_at: datetime | None
    error: str | None


def enqueue(
    session: Session,
    task: str,
    *,
    key: str | None = None,
    at: datetime | None = None,
    **arguments: Any,
) -> int:
    """Put a job into the queue, in the session's own transaction: it commits with the change.

    Parameters
    ----------
    task
        Name of the task, a key of `api.jobs.TASKS`.
    key
        While a job of this task and key waits for its first run no second one is made: the
        first keeps its arguments and takes the earlier time. Two transactions with one key
        may wait for each other, so choose it narrow.
    at
        Not before; left out: at once.
    arguments
        Of the task: ids and codes, or lists of them. What people wrote is never put here,
        because jobs are listed and logged; give the id of the row that holds it.

    Returns
    -------
    id
        Of the job, new or already waiting.

    Raises
    ------
    UnfitArgument
        If a value is no id and no code.
    """
    for name, value in arguments.items():
        _check(name, value)
    values = {
        "task": task,
        "arguments": json.dumps(arguments),
        "key": None if key is None else f"{task}:{key}",
        "at": at,
    }
    query = text("SELECT jobs.enqueue(:task, CAST(:arguments AS jsonb), :key, :at)")
    job_id: int = session.execute(query, values).scalar_one()
    return job_id


def job_counts(session: Session) -> dict[str, int]:
    """How many jobs there are in each state; every state is named."""
    counts = dict.fromkeys(_STATES.values(), 0)
    query = text("SELECT status::text, count(*) FROM jobs.procrastinate_jobs GROUP BY status")
    for status, number in session.execute(query):
        counts[_STATES[status]] += number
    return counts


def newest_jobs(session: Session, limit: int = 50) -> list[Job]:
    """The jobs enqueued last, newest first."""
    return _jobs(session, only_failed=False, limit=limit)


def failed_jobs(session: Session) -> list[Job]:
    """All jobs that failed for good, newest first."""
    return _jobs(session, only_failed=True, limit=None)


def retry_job(session: Session, job_id: int) -> None:
    """Let a failed job run once more, at once.

    Raises
    ------
    NotFound
        If no failed job has this id.
    """
    query = text(
        "SELECT jobs.procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL)"
        " FROM jobs.procrastinate_jobs WHERE id = :id AND status = 'failed'"
    )
    if session.execute(query, {"id": job_id}).first() is None:
        msg = f"there is no failed job {job_id}; see: wangge worker jobs --failed"
        raise NotFound(msg)


def _jobs(session: Session, **values: Any) -> list[Job]:
    rows = session.execute(text(_LIST), values)
    return [Job(number, task, _STATES[status], *rest) for number, task, status, *rest in rows]


def _check(name: str, value: Any) -> None:
    values = value if isinstance(value, list) else [value]
    for one in values:
        code = isinstance(one, str) and _CODE.fullmatch(one)
        if not (one is None or isinstance(one, int) or code):
            msg = f"argument {name!r} of a job must be an id or a code, or a list of them"
            raise UnfitArgument(msg)
