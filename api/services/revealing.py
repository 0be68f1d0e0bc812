"""Showing who is behind an issue or a household, to who says what for."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from api.schemas.reveal import RevealedHousehold, RevealedIssue, RevealIn
from data.audit import Entry, record
from data.households import find_household
from data.issue_people import petitioners_of
from data.issues import find_issue
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.errors import NotPermitted
from dispatch.rights import Actor, Verb
from dispatch.vocabulary import Precision

_NOT_YOURS: Final = (
    "who has it now is shown the person; ask that desk, or state the purpose `place` at a desk "
    "that is finding the house"
)


def reveal_issue(
    session: Session, actor: Actor, number: str, asked: RevealIn, now: datetime
) -> RevealedIssue:
    """Show petitioners, address and exact place of an issue, and keep that they were shown.

    Raises
    ------
    NotFound
        If there is no such issue, or it is not the actor's to see.
    NotPermitted
        If the role may not, or the issue is not the actor's task.
    """
    actor.require(Verb.REVEAL)
    found = find_issue(session, actor, number, asked.purpose)
    if not found.exact:
        raise NotPermitted(_NOT_YOURS)
    shown = RevealedIssue.of(found, petitioners_of(session, found.id))
    _keep(session, actor, (ObjectKind.ISSUE, found.issue.number), asked, now)
    return shown


def reveal_household(
    session: Session, actor: Actor, number: str, asked: RevealIn, now: datetime
) -> RevealedHousehold:
    """Show head, phone and exact place of a household, and keep that they were shown.

    Raises
    ------
    NotFound
        If there is no such household, or it is not the actor's to see.
    NotPermitted
        If the role may not, or the household is not the actor's task.
    """
    actor.require(Verb.REVEAL)
    actor.require(Verb.READ_HOUSEHOLDS)
    found = find_household(session, actor, number, now.date(), asked.purpose)
    if found.precision is not Precision.EXACT:
        raise NotPermitted(_NOT_YOURS)
    _keep(session, actor, (ObjectKind.HOUSEHOLD, found.id), asked, now)
    return RevealedHousehold.of(found)


def _keep(
    session: Session,
    actor: Actor,
    about: tuple[ObjectKind, str | int],
    asked: RevealIn,
    now: datetime,
) -> None:
    details = {"note": asked.note} if asked.note else {}
    entry = Entry.by(actor, now, AuditVerb.REVEAL, about, purpose=asked.purpose, details=details)
    record(session, entry)
