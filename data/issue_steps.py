"""Writing the history of an issue that somebody changes by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from data.event_months import ensure_event_months
from data.tables import EventNote, IssueEvent
from data.tables.salt import RANDOM_SALT
from dispatch.auditing import salted_digest
from dispatch.reasons import Reason
from dispatch.rights import Actor
from dispatch.vocabulary import Level, Stage


@dataclass(frozen=True, slots=True)
class Writer:
    """Who changes an issue (none: an import), when, and the version of it that was seen."""

    actor: Actor | None
    at: datetime
    seen: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of history: what happened, where it led, and why.

    Attributes
    ----------
    version
        The one this change made, so that a stale editor can be told what he missed.
    note
        Words of the writer, kept where they can be erased.
    digests
        Salted digests of personal values kept elsewhere.
    """

    verb: str
    stage: Stage
    level: Level
    reason: Reason
    version: int
    note: str | None = None
    digests: Mapping[str, Any] | None = None


def keep_step(session: Session, issue_id: int, step: Step, by: Writer) -> None:
    """Add a line to the history of an issue; the line keeps a digest of its note only."""
    salt = session.execute(select(RANDOM_SALT)).scalar_one() if step.note else b""
    ensure_event_months(session, [by.at])
    why = reason_columns(step.reason)
    row = {
        "issue_id": issue_id,
        "at": by.at,
        "account_id": by.actor.account_id if by.actor else None,
        "verb": step.verb,
        "stage": step.stage,
        "level": step.level,
        "note_digest": bytes.fromhex(salted_digest(salt, step.note)) if step.note else None,
        **why,
        "reason_params": {**why["reason_params"], "version": step.version, **_personal(step)},
    }
    event_id = session.scalar(insert(IssueEvent).values(**row).returning(IssueEvent.id))
    if step.note:
        note = {"event_id": event_id, "at": by.at, "issue_id": issue_id, "note": step.note}
        session.execute(insert(EventNote).values(**note, salt=salt))


def _personal(step: Step) -> dict[str, Any]:
    return {"digests": dict(step.digests)} if step.digests else {}


def reason_columns(reason: Reason) -> dict[str, Any]:
    """Columns in which a row keeps its reason."""
    return {
        "reason_code": reason.code.value,
        "reason_params": reason.params,
        "rule_version": reason.rule_version,
    }
