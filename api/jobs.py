"""What the worker does: each task, when it is due, whose functions it calls.

A task gets a session whose transaction is its whole effect, and runs again after a failure or
when a worker dies, so it must bear being repeated: what it writes to the database is there
once, what it sends elsewhere may leave twice. Its arguments are ids and codes.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, Final
from uuid import UUID

from sqlalchemy.orm import Session

from api.audit_key import signing_key
from api.log import FIELDS
from api.services.alerting import climb, climb_stalled
from api.services.attachments import store_of
from api.services.boundary_changes import TASK
from api.services.bulk_run import run_in_worker
from api.services.cutting import cut
from api.services.enacting import changes_due, enact_on_its_day
from api.services.file_retention import erase_old_files, sweep_store
from api.services.handover import pass_on
from api.services.outgoing import deliver
from api.settings import Settings
from data.attempts import sweep_tries
from data.audit_heads import sign_heads
from data.deliveries import forget_deliveries
from data.issue_steps import Writer
from data.job_runs import forget_jobs
from data.jobs import enqueue
from data.months import ensure_months
from data.published import publish
from data.regridding import regrid_astray
from data.report_keys import forget_answers
from data.waiting_issues import hand_waiting

log = logging.getLogger("wangge.worker")

_AHEAD: Final = [timedelta(days=14 * step) for step in range(8)]
"""Moments that meet every month of the next fourteen weeks."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a task may know besides its arguments: the settings and the present time."""

    settings: Settings
    now: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of job.

    Attributes
    ----------
    run
        Its work.
    due
        Cron line in the zone of the settings; none for a task that is only enqueued.
    """

    run: Callable[Concatenate[Session, Moment, ...], None]
    due: str | None = None


def sign_audit_heads(session: Session, moment: Moment) -> None:
    """Sign the heads of the history that moved, into a file outside the database."""
    settings = moment.settings
    sign_heads(session, settings.heads_dir, signing_key(settings.heads_key), moment.now)


def make_months(session: Session, moment: Moment) -> None:
    """Make the partitions of the months to come."""
    ensure_months(session, [moment.now + ahead for ahead in _AHEAD])


def publish_counts(session: Session, moment: Moment) -> None:
    """Publish the planners' figures of a quarter that is over."""
    zone = moment.settings.zone
    publish(session, moment.now.astimezone(zone).date(), zone, moment.now)


def forget(session: Session, moment: Moment) -> None:
    """Let go of what is past its time: stored answers, tries to sign in, jobs and events."""
    forget_answers(session, moment.now)
    sweep_tries(session, moment.now)
    forget_jobs(session, moment.now)
    forget_deliveries(session, moment.now)


def sweep_attachments(session: Session, moment: Moment) -> None:
    """Throw away attached files whose time is over, and those that belong to no issue."""
    store, days = store_of(moment.settings), moment.settings.attachment_days
    gone = erase_old_files(session, store, days, moment.now) if days else 0
    gone += sweep_store(session, store, moment.now)
    if gone:
        enqueue(session, "sweep_attachments", key="more")


def cut_grids(session: Session, moment: Moment, *, proposal_id: str) -> None:
    """Cut the village of one proposal into grids."""
    cut(session, UUID(proposal_id), moment.now.astimezone(moment.settings.zone))


def enact_boundary_change(session: Session, moment: Moment, *, change_id: str) -> None:
    """Let an approved change of boundaries take effect on its day."""
    enact_on_its_day(session, UUID(change_id), moment.now.astimezone(moment.settings.zone))


def hand_waiting_issues(session: Session, moment: Moment) -> None:
    """Hand what waited for a holder to those whose post began meanwhile."""
    now = moment.now.astimezone(moment.settings.zone)
    hand_waiting(session, Writer(None, now, 0), now.date())


def regrid_astray_issues(session: Session, moment: Moment) -> None:
    """Give open issues whose grid is not theirs the grid they lie in."""
    now = moment.now.astimezone(moment.settings.zone)
    count = regrid_astray(session, Writer(None, now, 0), now.date())
    if count:
        log.warning("issues were in another grid than theirs", extra={FIELDS: {"issues": count}})


def enact_due_changes(session: Session, moment: Moment) -> None:
    """Let take effect what should have by now: the machine may have been off at midnight."""
    for change_id in changes_due(session, moment.now.astimezone(moment.settings.zone)):
        enqueue(session, TASK, key=str(change_id), change_id=str(change_id))


def pass_issues(session: Session, moment: Moment, *, handover_id: int) -> None:
    """Pass the issues of a handover that was dated ahead."""
    pass_on(session, handover_id, moment.now.astimezone(moment.settings.zone))


def send_delivery(session: Session, moment: Moment, *, delivery_id: str) -> None:
    """Send one event to a program outside; a repetition has the same id."""
    deliver(session, UUID(delivery_id), moment.settings, moment.now)


def import_reports(session: Session, moment: Moment, *, file_id: str) -> None:
    """Take in the next rows of a file of reports."""
    run_in_worker(session, UUID(file_id), moment.settings, moment.now)


def climb_alert(session: Session, moment: Moment, *, alert_id: int) -> None:
    """Tell the next on the list of an urgent issue, where nobody said that he knows."""
    climb(session, alert_id, moment.now.astimezone(moment.settings.zone))


def climb_stalled_alerts(session: Session, moment: Moment) -> None:
    """Let climb on what stands still because its job failed for good: none may stop in silence."""
    count = climb_stalled(session, moment.now)
    if count:
        log.warning("alerts stood still", extra={FIELDS: {"alerts": count}})


TASKS: Final[Mapping[str, Task]] = {
    "make_months": Task(make_months, due="50 1 * * *"),
    "sign_audit_heads": Task(sign_audit_heads, due="10 2 * * *"),
    "publish_counts": Task(publish_counts, due="20 2 * * *"),
    "cut_grids": Task(cut_grids),
    "pass_issues": Task(pass_issues),
    "enact_boundary_change": Task(enact_boundary_change),
    "enact_due_changes": Task(enact_due_changes, due="5 0 * * *"),
    "hand_waiting_issues": Task(hand_waiting_issues, due="15 0 * * *"),
    "regrid_astray_issues": Task(regrid_astray_issues, due="20 0 * * *"),
    "sweep_attachments": Task(sweep_attachments, due="40 2 * * *"),
    "send_delivery": Task(send_delivery),
    "climb_alert": Task(climb_alert),
    "climb_stalled_alerts": Task(climb_stalled_alerts, due="*/5 * * * *"),
    "import_reports": Task(import_reports),
    "forget": Task(forget, due="30 2 * * *"),
}
"""Every task by its name in the queue; a name stays for as long as jobs of it may wait."""
