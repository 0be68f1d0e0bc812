"""Letting everybody read of an issue in words of the county desk, and taking that back."""

from typing import Any

from sqlalchemy.orm import Session

from api.schemas.publishing import PublicationIn, PublicationOut
from api.services.editing import Edit, edit_once, seen_issue
from api.services.intake import names_for
from api.services.occasion import Occasion
from data.audit import Entry, record
from data.issue_people import behind
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue
from data.scope import as_system
from data.tables import Issue
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.publishing import Candidate, check_candidate, check_words
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Verb


def publish_issue(
    session: Session, edit: Edit, wire: PublicationIn, occasion: Occasion
) -> dict[str, Any]:
    """Let everybody read of an issue, or read other words than before.

    Raises
    ------
    NotFound, StaleWrite
        As `api.services.editing.seen_issue`.
    NotPublishable
        If it is one that nobody outside reads of.
    TellsWho
        If the words name somebody.
    """
    occasion.actor.require(Verb.PUBLISH_ISSUES)
    body = {"publish": edit.number, **wire.model_dump(mode="json")}
    return edit_once(session, edit, body, occasion, lambda: _publish(session, edit, wire, occasion))


def withdraw_issue(session: Session, edit: Edit, occasion: Occasion) -> dict[str, Any]:
    """Let nobody read of an issue any more.

    Raises
    ------
    NotFound, StaleWrite
        As `api.services.editing.seen_issue`.
    """
    occasion.actor.require(Verb.PUBLISH_ISSUES)
    body = {"unpublish": edit.number}
    return edit_once(session, edit, body, occasion, lambda: _change(session, edit, None, occasion))


def candidate_of(issue: Issue) -> Candidate:
    """What decides whether an issue may become public."""
    return Candidate(issue.category, issue.kind, issue.held or issue.barred is not None)


def _publish(
    session: Session, edit: Edit, wire: PublicationIn, occasion: Occasion
) -> dict[str, Any]:
    issue = seen_issue(session, edit, occasion)
    check_candidate(candidate_of(issue))
    known = behind(session, [issue.id])[issue.id]
    with as_system(session):
        answering = names_for(session, {issue.region_code})[issue.region_code]
    names = (*known.names, *sorted(answering))
    check_words(wire.text, names, (known.household, known.address))
    return _change(session, edit, wire.text, occasion)


def _change(session: Session, edit: Edit, words: str | None, occasion: Occasion) -> dict[str, Any]:
    issue = seen_issue(session, edit, occasion)
    issue_id, stage, level = issue.id, issue.stage, issue.level
    at = occasion.now if words else None
    with as_system(session):
        values = {"published_at": at, "public_text": words}
        version = change_issue(session, issue_id, edit.seen, values)
        code = ReasonCode.PUBLISHED if words else ReasonCode.UNPUBLISHED
        step = Step(code.value, stage, level, Reason(code), version)
        keep_step(session, issue_id, step, Writer(occasion.actor, occasion.now, edit.seen))
    about = (ObjectKind.ISSUE, edit.number)
    details = {"published": words is not None, "version": version}
    record(
        session,
        Entry.by(occasion.actor, occasion.now, AuditVerb.CHANGE, about, details=details),
    )
    out = PublicationOut(
        number=edit.number, published=bool(words), text=words, published_at=at, version=version
    )
    return out.model_dump(mode="json")
