"""Adding people to an issue: at most five speak for one matter."""

from typing import Any

from sqlalchemy.orm import Session

from api.schemas.similar import PersonOut, PetitionerAddIn, PetitionersOut
from api.services.editing import Edit, edit_once, seen_issue
from api.services.occasion import Occasion
from data.issue_links import lock_issues, with_matter
from data.issue_records import IssueRecord
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue, check_seen
from data.issues import find_issue
from data.petitioners import add_petitioner, people_of, representatives_of
from data.scope import as_system
from data.similar import visible_among
from dispatch.duplicates import check_representatives
from dispatch.errors import NotPermitted
from dispatch.masking import mask_name, mask_phone
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Actor, Verb


def add_person(
    session: Session, edit: Edit, wire: PetitionerAddIn, occasion: Occasion
) -> dict[str, Any]:
    """Add somebody behind an issue, who may speak for it or only stand behind it.

    Raises
    ------
    NotFound, StaleWrite
        As `api.services.editing.seen_issue`.
    NotPermitted
        If the issue is nothing the actor is at work on.
    TooManyRepresentatives
        If as many as may speak for its matter already.
    """
    occasion.actor.require(Verb.FILE_ISSUE)
    body = {"petitioner": edit.number, **wire.model_dump(mode="json")}
    return edit_once(session, edit, body, occasion, lambda: _add(session, edit, wire, occasion))


def read_people(session: Session, record: IssueRecord, actor: Actor) -> PetitionersOut:
    """Who stands behind an issue, masked, and how many speak for what the actor sees of its matter.

    The limit is counted over the whole matter, seen or not.
    """
    with as_system(session):
        matter = with_matter(session, record.id)
    seen = list(visible_among(session, actor, matter))
    with as_system(session):
        speaking = representatives_of(session, seen)
    people = [
        PersonOut(
            name=mask_name(one.name) if one.name else None,
            phone=mask_phone(one.phone) if one.phone else None,
            representative=one.representative,
        )
        for one in people_of(session, record.id)
    ]
    issue = record.issue
    return PetitionersOut(
        number=issue.number, version=issue.version, people=people, representatives=speaking
    )


def _add(session: Session, edit: Edit, wire: PetitionerAddIn, occasion: Occasion) -> dict[str, Any]:
    record = find_issue(session, occasion.actor, edit.number)
    if not record.exact:
        msg = "add people to an issue that you have in hand; this one is with somebody else"
        raise NotPermitted(msg)
    issue_id = seen_issue(session, edit, occasion).id
    with as_system(session):
        # The main issue is locked with it, so that two cannot each become the fifth.
        matter = with_matter(session, issue_id)
        issue = lock_issues(session, {matter[0], issue_id})[issue_id]
        check_seen(session, issue, edit.seen)
        if wire.representative:
            check_representatives(representatives_of(session, matter))
        digests = add_petitioner(
            session, issue_id, wire.name, wire.phone, representative=wire.representative
        )
        stage, level = issue.stage, issue.level
        version = change_issue(session, issue_id, edit.seen, {})
        code = ReasonCode.REPRESENTATIVE_ADDED if wire.representative else ReasonCode.PERSON_ADDED
        step = Step("petitioner", stage, level, Reason(code), version, digests=digests)
        keep_step(session, issue_id, step, Writer(occasion.actor, occasion.now, edit.seen))
    shown = find_issue(session, occasion.actor, edit.number)
    return read_people(session, shown, occasion.actor).model_dump(mode="json")
