"""The record of who was shown houses and their people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from data.audit import Entry, record
from data.issue_records import IssueRecord
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.rights import Actor
from dispatch.vocabulary import Purpose

NUMBERS_KEPT: Final = 1_000
"""As many as a page of a list holds; a map of more says how many there were."""


def log_issues(
    session: Session,
    actor: Actor,
    now: datetime,
    verb: AuditVerb,
    records: Iterable[IssueRecord],
    *,
    purpose: Purpose = Purpose.READ,
) -> None:
    """Record that an actor was shown the houses of issues; moved points and villages are none."""
    log_numbers(
        session,
        actor,
        now,
        verb,
        [one.issue.number for one in records if one.exact],
        purpose=purpose,
    )


def log_numbers(
    session: Session,
    actor: Actor,
    now: datetime,
    verb: AuditVerb,
    numbers: Sequence[str],
    *,
    purpose: Purpose = Purpose.READ,
) -> None:
    """Record that an actor was shown the houses of the issues with these numbers."""
    if numbers:
        details = {"exact": len(numbers), "issues": sorted(set(numbers))[:NUMBERS_KEPT]}
        record(session, _entry(actor, now, verb, purpose, details))


def log_households(
    session: Session,
    actor: Actor,
    now: datetime,
    verb: AuditVerb,
    ids: Sequence[int],
    *,
    purpose: Purpose = Purpose.READ,
) -> None:
    """Record that an actor was shown where households live; by id, for numbers may be words."""
    if ids:
        details = {"exact": len(ids), "households": sorted(ids)[:NUMBERS_KEPT]}
        record(session, _entry(actor, now, verb, purpose, details))


def _entry(
    actor: Actor, now: datetime, verb: AuditVerb, purpose: Purpose, details: dict[str, Any]
) -> Entry:
    about = (ObjectKind.ACCOUNT, actor.account_id)
    return Entry.by(actor, now, verb, about, purpose=purpose, details=details)
