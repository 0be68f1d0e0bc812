"""What an issue is about: suggested from its words, set by a person."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from api.labels import label
from api.schemas.alerts import CategoryIn, SuggestionOut, dangers_of
from api.schemas.issue import IssueOut
from api.services.editing import Edit, edit_once, seen_issue
from api.services.occasion import Occasion
from api.services.reading_log import log_issues
from api.services.reason_names import names_of_records
from api.services.release import take_back
from api.texts import Texts
from data.errors import NotFound
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue
from data.issues import find_issue
from data.scope import as_system
from data.tables import Issue
from dispatch.auditing import AuditVerb
from dispatch.categories import SURE, categorise
from dispatch.errors import IllegalTransition
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Verb
from dispatch.urgency import urgency_of
from dispatch.vocabulary import Category, CategoryBy, Kind


def suggest(text: str, texts: Texts) -> SuggestionOut:
    """What words speak for, as they are typed; nothing is kept."""
    about, urgency = categorise(text, None), urgency_of(text)
    return SuggestionOut(
        category=about.category,
        category_label=label(about.category, texts.translate),
        rule=about.rule,
        words=list(about.words),
        confidence=about.confidence,
        sure=(about.confidence or 0.0) >= SURE,
        urgent=urgency.urgent,
        dangers=dangers_of(urgency.signals, texts),
    )


def categorise_issue(
    session: Session, edit: Edit, wire: CategoryIn, occasion: Occasion
) -> dict[str, Any]:
    """Set what an issue is about; conduct of cadres is for the county's screener at once.

    Raises
    ------
    NotFound, StaleWrite
        As `api.services.editing.seen_issue`.
    IllegalTransition
        If it is closed.
    """
    occasion.actor.require(Verb.CATEGORISE_ISSUES)
    body = {"categorise": edit.number, **wire.model_dump(mode="json")}
    return edit_once(
        session, edit, body, occasion, lambda: _categorise(session, edit, wire, occasion)
    )


def _categorise(
    session: Session, edit: Edit, wire: CategoryIn, occasion: Occasion
) -> dict[str, Any]:
    issue = seen_issue(session, edit, occasion)
    if issue.closed_at is not None:
        msg = "this issue is closed; its category stays what it was"
        raise IllegalTransition(msg)
    accuses = wire.category is Category.CADRE_CONDUCT and not issue.held and issue.barred is None
    by = Writer(occasion.actor, occasion.now, edit.seen)
    with as_system(session):
        version = _keep(session, issue, wire, by)
        if accuses:
            take_back(session, issue, occasion.texts, replace(by, seen=version))
    return _answer(session, edit.number, occasion)


def _keep(session: Session, issue: Issue, wire: CategoryIn, by: Writer) -> int:
    before, stage, level = issue.category, issue.stage, issue.level
    values: dict[str, Any] = {
        "category": wire.category,
        "category_by": CategoryBy.PERSON,
        "category_rule": None,
        "category_confidence": None,
    }
    if wire.category is Category.CADRE_CONDUCT:
        values["kind"] = Kind.ACCUSATION
    version = change_issue(session, issue.id, by.seen, values)
    reason = Reason(ReasonCode.CATEGORISED, {"category": wire.category, "category_before": before})
    step = Step("categorised", stage, level, reason, version, wire.note or None)
    keep_step(session, issue.id, step, by)
    return version


def _answer(session: Session, number: str, occasion: Occasion) -> dict[str, Any]:
    """The issue as who categorised it may see it now; held, it may have left his sight."""
    actor, now = occasion.actor, occasion.now
    try:
        seen = find_issue(session, actor, number)
    except NotFound:
        return IssueOut(number=number, held=True).model_dump(mode="json")
    log_issues(session, actor, now, AuditVerb.READ, [seen])
    names = names_of_records(session, [seen])
    return IssueOut.of(seen, now.date(), occasion.texts, names).model_dump(mode="json")
