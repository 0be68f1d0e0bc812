"""Giving posts and ending them."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.services.register_rights import require_region
from data.audit import Entry, record
from data.errors import NotFound, PostRepeated, PostTaken
from data.issue_steps import Writer
from data.offices import find_office
from data.people import has_person
from data.post_register import (
    PostRecord,
    find_post,
    grid_life,
    holder_between,
    keep_post,
    same_post,
    within_life,
)
from data.register_versions import change_row
from data.scope import as_system
from data.tables import Post
from data.village_locks import lock_villages
from data.waiting_issues import hand_waiting
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.errors import IllegalTransition
from dispatch.posts import check_days, check_duty
from dispatch.rights import Actor
from dispatch.vocabulary import Duty


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post to be given, at a grid or at an office; `until` is the first day it is not held."""

    agent_id: int
    duty: Duty
    since: date
    until: date | None = None
    grid_code: str | None = None
    office_id: int | None = None


def give_post(session: Session, actor: Actor, draft: PostDraft, now: datetime) -> PostRecord:
    """Give somebody a post; one at a grid or office that ends is dated to end with it.

    Whoever begins today gets the issues that waited for somebody to hold the grid; for a later
    day the worker does it in that night.

    Raises
    ------
    NotPermitted, NotFound
        If grid or office are not the actor's to keep, or are not there, or nobody is.
    IllegalTransition
        If the days or the duty are none.
    PostTaken
        If somebody else holds the grid on some of the days; the message says who.
    PostRepeated
        If the person has this very post already.
    """
    region, since, until = _where(session, actor, draft)
    require_region(actor, region)
    check_days(draft.since, draft.until, now.date())
    check_duty(draft.duty, at_grid=draft.grid_code is not None)
    if draft.since < since or (until is not None and draft.since >= until):
        msg = f"it is not there on {draft.since}; choose a day on which it is"
        raise IllegalTransition(msg)
    draft = replace(draft, until=within_life(draft.until, until))
    with as_system(session):
        lock_villages(session, [region or ""] if draft.grid_code else [])
        _check_person(session, draft)
        _check_new(session, draft)
        _check_free(session, draft)
        post_id = keep_post(session, _values(draft))
        record(session, _entry(actor, now, post_id, _codes(draft)))
        if draft.grid_code is not None:
            hand_waiting(session, Writer(actor, now, 0), now.date(), [draft.grid_code])
        return find_post(session, actor, post_id)


def end_post(
    session: Session, actor: Actor, post_id: int, seen: int, day: date, now: datetime
) -> PostRecord:
    """End a post; `day` is the first on which it no longer is held.

    Raises
    ------
    StaleWrite
        If somebody else changed it since.
    NotPermitted, NotFound
        If it is not the actor's to keep.
    IllegalTransition
        If it has ended before that day.
    """
    before = find_post(session, actor, post_id)
    require_region(actor, before.region_code)
    if before.valid_to is not None and before.valid_to <= day:
        msg = f"the post ended on {before.valid_to} already"
        raise IllegalTransition(msg)
    ended = max(day, before.valid_from)  # one that never began is taken back
    with as_system(session):
        change_row(session, Post, post_id, seen, {"valid_to": ended})
        details = {"change": "ended", "on": ended.isoformat(), "agent": before.agent_id}
        record(session, _entry(actor, now, post_id, details))
        return find_post(session, actor, post_id)


def _where(
    session: Session, actor: Actor, draft: PostDraft
) -> tuple[str | None, date, date | None]:
    """Region of the grid or office, and the days it is there."""
    if (draft.grid_code is None) == (draft.office_id is None):
        msg = "a post is at a grid or at an office: name one of them"
        raise IllegalTransition(msg)
    if draft.grid_code is not None:
        return grid_life(session, actor, draft.grid_code)
    office = find_office(session, actor, draft.office_id or 0)
    return office.region_code, office.valid_from, office.valid_to


def _check_person(session: Session, draft: PostDraft) -> None:
    if not has_person(session, draft.agent_id):
        msg = f"no agent {draft.agent_id}"
        raise NotFound(msg)


def _check_new(session: Session, draft: PostDraft) -> None:
    same = same_post(session, _values(draft))
    if same is not None:
        msg = f"{same.agent_name} has this post already, from {same.valid_from}: end that one first"
        raise PostRepeated(msg)


def _check_free(session: Session, draft: PostDraft) -> None:
    if draft.duty is not Duty.HOLDER or draft.grid_code is None:
        return
    holder = holder_between(session, draft.grid_code, draft.since, draft.until)
    if holder is not None:
        raise PostTaken(taken(holder))


def taken(holder: PostRecord) -> str:
    """Say who holds a grid, and from when to when."""
    until = f"until {holder.valid_to}" if holder.valid_to else "with no end"
    return (
        f"{holder.agent_name} holds grid {holder.grid_code} from {holder.valid_from} {until}: "
        "end that post first, or hand over"
    )


def _values(draft: PostDraft) -> dict[str, Any]:
    values = asdict(draft)
    return {**values, "valid_from": values.pop("since"), "valid_to": values.pop("until")}


def _codes(draft: PostDraft) -> dict[str, Any]:
    return {
        "change": "given",
        "agent": draft.agent_id,
        "duty": draft.duty.value,
        "grid": draft.grid_code,
        "office": draft.office_id,
        "from": draft.since.isoformat(),
        "to": draft.until.isoformat() if draft.until else None,
    }


def _entry(actor: Actor, now: datetime, post_id: int, details: dict[str, Any]) -> Entry:
    about = (ObjectKind.POST, post_id)
    return Entry.by(actor, now, AuditVerb.CHANGE, about, details=details)
