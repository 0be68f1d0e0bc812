"""Throwing away files whose time is over, and bytes nobody needs."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from api.file_store import FileStore
from api.resident_forms import LIVES
from data.attachments import (
    OutOfTime,
    erase_files,
    forget_unbound,
    hold_content,
    is_needed,
    needed_among,
    out_of_time,
)
from data.issue_steps import Step, Writer, keep_step
from dispatch.reasons import Reason, ReasonCode

UNBOUND_FOR: Final = LIVES + timedelta(days=1)
"""No form lives so long; what was sent without a report is nobody's then."""
AT_ONCE: Final = 500
"""Contents thrown away in one transaction: each holds a lock until its end."""


def erase_old_files(session: Session, store: FileStore, days: int, now: datetime) -> int:
    """Throw away the files of issues closed so many days ago; answers of how many issues."""
    over = out_of_time(session, now - timedelta(days=days))
    for one in over:
        for digest in erase_files(session, one.issue_id, now):
            _delete(session, store, digest)
        keep_step(session, one.issue_id, _step(one), Writer(None, now, one.version))
    return len(over)


def sweep_store(session: Session, store: FileStore, now: datetime) -> int:
    """Throw away what belongs to no issue for days; answers how many contents went."""
    before = now - UNBOUND_FOR
    forget_unbound(session, before)
    store.sweep_parts(before)
    old = (digest for digest, put_at in store.list_all() if put_at < before)
    gone = 0
    while gone < AT_ONCE and (part := list(islice(old, AT_ONCE))):
        needed = needed_among(session, part)
        gone += sum(_delete(session, store, digest) for digest in part if digest not in needed)
    return gone


def _delete(session: Session, store: FileStore, digest: bytes) -> bool:
    """Throw a content away unless another file has it; who adds one now waits for us."""
    hold_content(session, digest, alone=True)
    if is_needed(session, digest):
        return False
    store.delete(digest)
    return True


def _step(one: OutOfTime) -> Step:
    reason = Reason(ReasonCode.FILES_ERASED)
    return Step("files-erased", one.stage, one.level, reason, one.version)
