"""``wangge worker``: background jobs."""

import json
import logging
from dataclasses import asdict
from datetime import UTC, datetime
from logging.config import dictConfig
from typing import Any, Final

import click

from api.database import connected
from api.job_queue import Pace
from api.jobs import TASKS, Moment
from api.log import LOGGING
from api.settings import Settings
from api.worker import work
from api.workers_beside import stop_with_parent
from data.job_runs import last_sign_of_life
from data.jobs import Job, failed_jobs, job_counts, newest_jobs, retry_job
from data.session import make_sessions, transaction

_BEGUN: Final = "Wangge works on jobs  (Ctrl-C stops it)"

_SCHEDULED: Final = sorted(name for name, task in TASKS.items() if task.due)


@click.group("worker", invoke_without_command=True)
@click.option("--tethered", is_flag=True, hidden=True, help="stop when standard input ends")
@click.pass_context
def command(context: click.Context, tethered: bool) -> None:  # noqa: FBT001
    """Run background jobs until Ctrl-C; the commands below look at them."""
    if context.invoked_subcommand is None:
        if tethered:
            stop_with_parent()
        dictConfig(LOGGING)
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # our lines say the same
        work(Settings(), TASKS, Pace(), begun=lambda: click.echo(_BEGUN))


@command.command("jobs")
@click.option("--failed", is_flag=True, help="only those that failed for good, all of them")
@click.option("--json", "as_json", is_flag=True, help="machine-readable on stdout")
def show_jobs(failed: bool, as_json: bool) -> None:  # noqa: FBT001
    """Count the jobs and list the newest 50."""
    settings = Settings()
    with connected(settings) as engine, transaction(make_sessions(engine)) as session:
        counts = job_counts(session)
        jobs = failed_jobs(session) if failed else newest_jobs(session)
        seen = last_sign_of_life(session)
    if as_json:
        listed = [asdict(job) for job in jobs]
        told = {"counts": counts, "worker_seen": seen, "jobs": listed}
        click.echo(json.dumps(told, default=_in_json))
        return
    click.echo(", ".join(f"{number} {state}" for state, number in counts.items()))
    click.echo(f"a worker was last seen: {_shown(seen, settings)}")
    for job in jobs:
        click.echo(_line(job, settings))


@command.command()
@click.argument("job_id", metavar="ID", type=int)
def retry(job_id: int) -> None:
    """Let the failed job ID run once more."""
    with connected(Settings()) as engine, transaction(make_sessions(engine)) as session:
        retry_job(session, job_id)
    click.echo(f"job {job_id} waits for a worker")


@command.command()
@click.argument("task", type=click.Choice(_SCHEDULED))
def run(task: str) -> None:
    """Run the scheduled TASK here and now; nothing is put into the queue."""
    settings = Settings()
    with connected(settings) as engine, transaction(make_sessions(engine)) as session:
        TASKS[task].run(session, Moment(settings, datetime.now(UTC)))
    click.echo(f"{task}: done")


def _line(job: Job, settings: Settings) -> str:
    words = [f"{job.id:>6}", f"{job.state:<9}", job.task]
    if job.ended_at:
        words.append(_shown(job.ended_at, settings))
    words += [f"{name}={value}" for name, value in job.arguments.items() if name != "timestamp"]
    if job.error:
        words.append(f"{job.error}, tried {job.tries} times")
    return "  ".join(words)


def _shown(moment: datetime | None, settings: Settings) -> str:
    return f"{moment.astimezone(settings.zone):%Y-%m-%d %H:%M}" if moment else "never"


def _in_json(value: Any) -> str:
    moment: datetime = value
    return moment.isoformat()
