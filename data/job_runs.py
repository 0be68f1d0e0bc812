"""What the worker writes about the jobs it runs."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

TRIES: Final = 6
"""How often a job is run before it has failed for good; the worker's pauses make it 23 minutes."""

_KEPT_DAYS: Final = 30
"""How long a job that is done stays on the list; beyond a month nobody asks."""

_ORPHANS: Final = """
SELECT job.id, job.attempts FROM jobs.procrastinate_jobs AS job
WHERE job.status = 'doing' AND NOT EXISTS (
    SELECT FROM jobs.procrastinate_workers AS worker
    WHERE worker.id = job.worker_id
        AND worker.last_heartbeat > now() - make_interval(secs => :silent_s))
FOR UPDATE OF job SKIP LOCKED
"""


def take_on(session: Session, job_id: int) -> bool:
    """Mark a job as done, in the transaction of its effect; false if it was done before.

    Of two that run the same job at once the second waits here until the first has ended.
    """
    query = text(
        "INSERT INTO jobs.outcome AS old (job_id, done_at) VALUES (:id, now())"
        " ON CONFLICT (job_id) DO UPDATE SET done_at = now(), error = NULL"
        " WHERE old.done_at IS NULL RETURNING true"
    )
    return bool(session.scalar(query, {"id": job_id}))


def note_failure(session: Session, job_id: int, error: str) -> None:
    """Keep the class of a job's error, never its message."""
    query = text(
        "INSERT INTO jobs.outcome AS old (job_id, failed_at, error) VALUES (:id, now(), :error)"
        " ON CONFLICT (job_id) DO UPDATE SET failed_at = now(), error = :error"
        " WHERE old.done_at IS NULL"
    )
    session.execute(query, {"id": job_id, "error": error})


def adopt_orphans(session: Session, silent_s: float) -> int:
    """Put the jobs of dead workers back into the queue.

    Parameters
    ----------
    silent_s
        Seconds without a sign of life after which a worker counts as dead.

    Returns
    -------
    count
        Of the jobs; one that ended with its worker `TRIES` times fails instead.
    """
    orphans = session.execute(text(_ORPHANS), {"silent_s": silent_s}).all()
    for job_id, tries in orphans:
        if tries + 1 < TRIES:
            query = "SELECT jobs.procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)"
        else:
            note_failure(session, job_id, "WorkerDied")
            query = "SELECT jobs.procrastinate_finish_job_v1(:id, 'failed', false)"
        session.execute(text(query), {"id": job_id})
    return len(orphans)


def forget_jobs(session: Session, now: datetime) -> None:
    """Take jobs off the list that were done a month ago; failed ones stay."""
    query = text(
        "DELETE FROM jobs.procrastinate_jobs WHERE status = 'succeeded' AND id IN ("
        "SELECT job_id FROM jobs.outcome WHERE done_at < :now - make_interval(days => :days))"
    )
    session.execute(query, {"now": now, "days": _KEPT_DAYS})


def last_sign_of_life(session: Session) -> datetime | None:
    """When a worker was last seen; none if there never was one."""
    query = text(
        "SELECT greatest((SELECT max(last_heartbeat) FROM jobs.procrastinate_workers),"
        " (SELECT max(greatest(done_at, failed_at)) FROM jobs.outcome))"
    )
    seen: datetime | None = session.scalar(query)
    return seen


def queue_address(engine: Engine) -> dict[str, Any]:
    """Parameters with which psycopg reaches the queue in an engine's database."""
    _, parameters = engine.dialect.create_connect_args(engine.url)
    return {**parameters, "options": "-c timezone=UTC -c search_path=jobs"}
