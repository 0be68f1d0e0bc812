"""Linking issues as one matter, and parting them again."""

from typing import Any

from sqlalchemy.orm import Session

from api.schemas.similar import MatterOut, MemberOut
from api.services.editing import Edit, edit_once, seen_issue
from api.services.occasion import Occasion
from data.issue_links import (
    count_households,
    end_link,
    keep_link,
    lock_issues,
    main_of,
    members_of,
    with_matter,
)
from data.issue_records import IssueRecord
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue, check_seen
from data.issues import find_issue
from data.scope import as_system
from data.similar import visible_among
from data.tables import Issue
from dispatch.duplicates import check_link
from dispatch.errors import IllegalTransition
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Verb


def link_issue(
    session: Session, edit: Edit, main_number: str, occasion: Occasion
) -> dict[str, Any]:
    """Let an issue be carried by another, or by the one which carries that; both stay themselves.

    Raises
    ------
    NotFound, StaleWrite
        As `api.services.editing.seen_issue`, for both.
    IllegalTransition
        If one is held, accuses somebody or is closed, or the issue carries others itself.
    """
    occasion.actor.require(Verb.LINK_ISSUES)
    body = {"link": edit.number, "main": main_number}
    return edit_once(
        session, edit, body, occasion, lambda: _link(session, edit, main_number, occasion)
    )


def unlink_issue(session: Session, edit: Edit, occasion: Occasion) -> dict[str, Any]:
    """Let an issue stand alone again, as it was before.

    Raises
    ------
    NotFound, StaleWrite
        As `api.services.editing.seen_issue`.
    IllegalTransition
        If no issue carries it.
    """
    occasion.actor.require(Verb.LINK_ISSUES)
    body = {"unlink": edit.number}
    return edit_once(session, edit, body, occasion, lambda: _unlink(session, edit, occasion))


def read_matter(session: Session, record: IssueRecord, occasion: Occasion) -> MatterOut:
    """The matter of an issue as far as the actor may see it, counted by households."""
    with as_system(session):
        ids = with_matter(session, record.id)
    seen = visible_among(session, occasion.actor, ids)
    shown = [one for one in ids if one in seen]
    members = [_member(seen[one]) for one in shown if one != ids[0]]
    main = seen[ids[0]].issue.number if ids[0] in seen else None
    households = count_households(session, shown)
    return MatterOut(main=main, members=members, filings=len(shown), households=households)


def _member(record: IssueRecord) -> MemberOut:
    return MemberOut(number=record.issue.number, version=record.issue.version)


def _link(session: Session, edit: Edit, main_number: str, occasion: Occasion) -> dict[str, Any]:
    member = seen_issue(session, edit, occasion).id
    chosen = find_issue(session, occasion.actor, main_number).id
    main = _main_over(session, chosen)
    if not _sees(session, main, occasion):
        msg = "this issue is linked to one that is not yours to see; choose another, or part it"
        raise IllegalTransition(msg)
    with as_system(session):
        rows = lock_issues(session, {member, chosen, main})
        _check_still(session, chosen, main)
        issue = rows[member]
        check_seen(session, issue, edit.seen)
        _check_pair(session, issue, rows[main])
        by = Writer(occasion.actor, occasion.now, edit.seen)
        reason = Reason(ReasonCode.LINKED, {"number": rows[main].number})
        keep_link(session, member, main, reason, by)
        _tell_both(session, issue, rows[main], (reason, ReasonCode.LINKED_HERE), by)
    return _answer(session, edit.number, occasion)


def _unlink(session: Session, edit: Edit, occasion: Occasion) -> dict[str, Any]:
    member = seen_issue(session, edit, occasion).id
    main = _main_over(session, member)
    if main == member:
        msg = "this issue is linked to no other"
        raise IllegalTransition(msg)
    sees_main = _sees(session, main, occasion)
    with as_system(session):
        rows = lock_issues(session, {member, main})
        _check_still(session, member, main)
        issue = rows[member]
        check_seen(session, issue, edit.seen)
        by = Writer(occasion.actor, occasion.now, edit.seen)
        end_link(session, member, by)
        if sees_main:
            reason = Reason(ReasonCode.UNLINKED, {"number": rows[main].number})
            _tell_both(session, issue, rows[main], (reason, ReasonCode.UNLINKED_HERE), by)
        else:
            _tell(session, issue, "unlinked", Reason(ReasonCode.PARTED), by)
    return _answer(session, edit.number, occasion)


def _main_over(session: Session, issue_id: int) -> int:
    """The issue that carries another, or that one itself."""
    with as_system(session):
        return main_of(session, issue_id) or issue_id


def _sees(session: Session, issue_id: int, occasion: Occasion) -> bool:
    return issue_id in visible_among(session, occasion.actor, [issue_id])


def _check_still(session: Session, issue_id: int, main_id: int) -> None:
    if _main_over(session, issue_id) != main_id:
        msg = "somebody links these just now; read both again"
        raise IllegalTransition(msg)


def _check_pair(session: Session, issue: Issue, main: Issue) -> None:
    check_link(
        same=issue.id == main.id,
        carried=main_of(session, issue.id) is not None,
        carries=bool(members_of(session, issue.id)),
    )
    for one in (issue, main):
        _check_linkable(one)


def _check_linkable(issue: Issue) -> None:
    if issue.held or issue.barred is not None:
        msg = f"{issue.number} is the screener's; it is linked to nothing"
        raise IllegalTransition(msg)
    if issue.closed_at is not None:
        msg = f"{issue.number} is closed; link open issues only"
        raise IllegalTransition(msg)


def _tell_both(
    session: Session, issue: Issue, main: Issue, why: tuple[Reason, ReasonCode], by: Writer
) -> None:
    """Raise the versions of both, and write into both histories what happened."""
    reason, other_code = why
    other = Reason(other_code, {"number": issue.number})
    verb = "linked" if reason.code is ReasonCode.LINKED else "unlinked"
    _tell(session, issue, verb, reason, by)
    _tell(session, main, verb, other, by)


def _tell(session: Session, issue: Issue, verb: str, why: Reason, by: Writer) -> None:
    issue_id, stage, level = issue.id, issue.stage, issue.level
    version = change_issue(session, issue_id, issue.version, {})
    keep_step(session, issue_id, Step(verb, stage, level, why, version), by)


def _answer(session: Session, number: str, occasion: Occasion) -> dict[str, Any]:
    record = find_issue(session, occasion.actor, number)
    matter = read_matter(session, record, occasion)
    return {**matter.model_dump(mode="json"), "number": number, "version": record.issue.version}
