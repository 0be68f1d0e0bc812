"""Handing over: all posts and open issues of one agent pass to another, in one step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.orm import Session

from api.labels import N_
from api.services.people import read_person
from api.services.register_rights import require_person
from data.absences import away_between
from data.audit import Entry, record
from data.handovers import (
    GridCount,
    HandoverRecord,
    accounts_of,
    coming_handover,
    count_passed,
    find_handover,
    issue_villages,
    keep_handover,
    open_issues,
    pass_issues,
    pass_posts,
    posts_from,
)
from data.issue_steps import Writer
from data.jobs import enqueue
from data.people import PersonRecord
from data.post_register import PostRecord
from data.scope import as_system
from data.village_locks import lock_villages
from dispatch.auditing import AuditVerb, ObjectKind
from dispatch.errors import IllegalTransition
from dispatch.posts import MANY_GRIDS, Held, Passed, check_handover, grids_after
from dispatch.posts import pass_posts as decide_posts
from dispatch.reasons import Reason, ReasonCode
from dispatch.rights import Actor

TASK: Final = "pass_issues"
"""Name of the job that passes the issues of a handover on its day."""


class Warned(StrEnum):
    """What whoever hands over should know; none of it stops the handover."""

    TAKER_AWAY = "taker-away"
    MANY_GRIDS = "many-grids"
    NO_ACCOUNT = "no-account"
    NO_PHONE = "no-phone"


WARNINGS: Final[dict[Warned, str]] = {
    Warned.TAKER_AWAY: N_("Who takes over is away on that day: new issues go to the deputies."),
    Warned.MANY_GRIDS: N_("Who takes over would hold more than three grids."),
    Warned.NO_ACCOUNT: N_("Who takes over has no account yet and cannot sign in."),
    Warned.NO_PHONE: N_("Who takes over has no phone number."),
}


@dataclass(frozen=True, slots=True)
class HandoverPreview:
    """What would go over; `issues` are the open ones by grid."""

    giver: PersonRecord
    taker: PersonRecord
    posts: tuple[PostRecord, ...]
    issues: tuple[GridCount, ...]
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class HandoverResult:
    """What went over; `later` says that the issues follow on the day itself."""

    id: int
    posts: int
    issues: int
    later: bool
    warnings: tuple[Warned, ...]


def preview_handover(
    session: Session, actor: Actor, from_agent: int, to_agent: int, on: date, now: datetime
) -> HandoverPreview:
    """Say what a handover would do, and do nothing. Raises as `hand_over`."""
    giver, taker = _two(session, actor, (from_agent, to_agent), on, now)
    with as_system(session):
        posts = posts_from(session, from_agent, on)
        issues = open_issues(session, from_agent)
        warnings = _warnings(session, taker, posts, on)
    _require_something(posts, issues)
    return HandoverPreview(giver, taker, tuple(posts), tuple(issues), warnings)


def hand_over(
    session: Session,
    actor: Actor,
    from_agent: int,
    to_agent: int,
    on: date,
    note: str | None,
    now: datetime,
) -> HandoverResult:
    """Pass all posts of one agent, and his open issues, to another from a day on.

    From a later day the posts are dated ahead, and a job passes the issues on that day. What
    the giver's account may see follows from the posts, so it ends with them.

    Raises
    ------
    NotFound, NotPermitted
        If either is not the actor's to keep.
    IllegalTransition
        If it is to oneself, of a day past or far ahead, or there is nothing to hand over.
    """
    taker = _two(session, actor, (from_agent, to_agent), on, now)[1]
    with as_system(session):
        lock_villages(session, _villages(session, from_agent, on))
        posts = posts_from(session, from_agent, on)
        _require_something(posts, open_issues(session, from_agent))
        warnings = _warnings(session, taker, posts, on)
        own = posts_from(session, to_agent, on)
        passed = decide_posts(_held(posts), to_agent, _held(own), on)
        begun = pass_posts(session, passed)
        kept = {"note": note, "posts": len(posts), "made_by": actor.account_id, "made_at": now}
        handover = keep_handover(session, from_agent, to_agent, on, kept)
        issues = _now_or_later(session, handover, Writer(actor, now, 0))
        record(session, *_entries(actor, now, find_handover(session, handover), passed, begun))
    return HandoverResult(handover, len(posts), issues or 0, issues is None, warnings)


def pass_on(session: Session, handover_id: int, at: datetime) -> int:
    """Pass the issues of a handover dated ahead, on its day; answers how many went over."""
    handover = find_handover(session, handover_id)
    lock_villages(session, _villages(session, handover.from_agent_id, handover.on_day))
    return _pass_issues(session, handover, Writer(None, at, 0))


def _two(
    session: Session, actor: Actor, agents: tuple[int, int], on: date, now: datetime
) -> tuple[PersonRecord, PersonRecord]:
    """Giver and taker, both the actor's to keep."""
    check_handover(*agents, on, now.date())
    giver, taker = (read_person(session, actor, one, now) for one in agents)
    for one in agents:
        require_person(session, actor, one, now.date())
    with as_system(session):
        coming = coming_handover(session, giver.id, now.date())
    if coming is not None:
        msg = (
            f"{giver.name} hands over to {coming.to_name} on {coming.on_day}: "
            "what comes after is the taker's to pass on"
        )
        raise IllegalTransition(msg)
    return giver, taker


def _villages(session: Session, agent_id: int, on: date) -> set[str]:
    """Villages where somebody has posts or open issues."""
    posts = {post.region_code for post in posts_from(session, agent_id, on) if post.grid_code}
    return {code for code in posts | issue_villages(session, agent_id) if code}


def _require_something(posts: Sequence[PostRecord], issues: Sequence[GridCount]) -> None:
    if not posts and not issues:
        msg = "there is nothing to hand over: no post from that day on, and no open issue"
        raise IllegalTransition(msg)


def _warnings(
    session: Session, taker: PersonRecord, posts: Sequence[PostRecord], on: date
) -> tuple[Warned, ...]:
    own = _held(posts_from(session, taker.id, on))
    found = {
        Warned.TAKER_AWAY: away_between(session, taker.id, on, on + timedelta(days=1)) is not None,
        Warned.MANY_GRIDS: grids_after(_held(posts), own) > MANY_GRIDS,
        Warned.NO_ACCOUNT: accounts_of(session, taker.id) == 0,
        Warned.NO_PHONE: not taker.phone,
    }
    return tuple(warned for warned, true in found.items() if true)


def _held(posts: Iterable[PostRecord]) -> list[Held]:
    return [
        Held(one.id, one.grid_code, one.office_id, one.duty, one.valid_from, one.valid_to)
        for one in posts
    ]


def _now_or_later(session: Session, handover_id: int, by: Writer) -> int | None:
    """Pass the issues today, or have it done on the day itself: then none."""
    handover = find_handover(session, handover_id)
    if handover.on_day > by.at.date():
        at = datetime.combine(handover.on_day, time(), by.at.tzinfo)
        enqueue(session, TASK, key=str(handover_id), at=at, handover_id=handover_id)
        return None
    return _pass_issues(session, handover, by)


def _pass_issues(session: Session, handover: HandoverRecord, by: Writer) -> int:
    names = {"giver": handover.from_name, "agent": handover.to_name}
    reason = Reason(ReasonCode.HANDED_OVER, {**names, "date": handover.on_day.isoformat()})
    issues = pass_issues(session, handover.from_agent_id, handover.to_agent_id, reason, by)
    count_passed(session, handover.id, issues)
    return issues


def _entries(
    actor: Actor, now: datetime, handover: HandoverRecord, passed: Passed, begun: dict[int, int]
) -> list[Entry]:
    """Lines of the record: for both people, and for each post that ends or begins."""
    common = {"handover": handover.id, "on": handover.on_day.isoformat()}
    people = {handover.from_agent_id: "handed-over", handover.to_agent_id: "took-over"}
    about: list[tuple[ObjectKind, int, dict[str, Any]]] = [
        *((ObjectKind.AGENT, one, {"change": what}) for one, what in people.items()),
        *((ObjectKind.POST, one, {"change": "ended"}) for one in passed.ended),
        *((ObjectKind.POST, new, {"change": "given", "after": old}) for old, new in begun.items()),
    ]
    return [
        Entry.by(actor, now, AuditVerb.CHANGE, (kind, one), details={**details, **common})
        for kind, one, details in about
    ]
