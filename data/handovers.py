"""Handovers: what one agent has, passed to another, and the record of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from data.assignments import hand_over_to
from data.errors import NotFound
from data.issue_steps import Step, Writer, keep_step
from data.issue_versions import change_issue
from data.post_register import PostRecord, select_posts
from data.tables import Account, Agent, Handover, Issue, Post
from dispatch.posts import Passed
from dispatch.reasons import Reason
from dispatch.vocabulary import Level, Stage


@dataclass(frozen=True, slots=True)
class HandoverRecord:
    """One handover; `issues` counts those that have gone over so far."""

    id: int
    from_agent_id: int
    from_name: str
    to_agent_id: int
    to_name: str
    on_day: date
    note: str | None
    posts: int
    issues: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class GridCount:
    """Open issues of one grid, or of none."""

    grid_code: str | None
    issues: int


def list_handovers(session: Session, agent_id: int) -> list[HandoverRecord]:
    """Handovers from or to somebody, the latest first."""
    query = _records().where(
        or_(Handover.from_agent_id == agent_id, Handover.to_agent_id == agent_id)
    )
    rows = session.execute(query.order_by(Handover.on_day.desc(), Handover.id.desc()))
    return [HandoverRecord(*row) for row in rows]


def find_handover(session: Session, handover_id: int) -> HandoverRecord:
    """One handover.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = session.execute(_records().where(Handover.id == handover_id)).first()
    if row is None:
        msg = f"no handover {handover_id}"
        raise NotFound(msg)
    return HandoverRecord(*row)


def coming_handover(session: Session, giver: int, today: date) -> HandoverRecord | None:
    """The next handover from somebody whose day has not come; none if there is none."""
    query = _records().where(Handover.from_agent_id == giver, Handover.on_day > today)
    row = session.execute(query.order_by(Handover.on_day, Handover.id).limit(1)).first()
    return HandoverRecord(*row) if row else None


def keep_handover(
    session: Session, giver: int, taker: int, on: date, more: Mapping[str, Any]
) -> int:
    """Write a handover with which no issue has gone over yet; answers its id."""
    values = {"from_agent_id": giver, "to_agent_id": taker, "on_day": on, "issues": 0, **more}
    return session.scalars(insert(Handover).returning(Handover.id), values).one()


def count_passed(session: Session, handover_id: int, issues: int) -> None:
    """Write how many issues have gone over with a handover."""
    values = {"issues": Handover.issues + issues}
    session.execute(update(Handover).where(Handover.id == handover_id).values(**values))


def posts_from(session: Session, agent_id: int, day: date) -> list[PostRecord]:
    """Posts somebody holds on a day or later, by id."""
    open_posts = or_(Post.valid_to.is_(None), Post.valid_to > day)
    never = and_(Post.valid_to.is_not(None), Post.valid_to <= Post.valid_from)
    query = select_posts().where(Post.agent_id == agent_id, open_posts, ~never)
    return [PostRecord(*row) for row in session.execute(query.order_by(Post.id))]


def pass_posts(session: Session, passed: Passed) -> dict[int, int]:
    """End some posts and begin others; answers the new post's id by that of the old one."""
    for post_id, day in passed.ended.items():
        session.execute(update(Post).where(Post.id == post_id).values(valid_to=day))
    session.expire_all()
    begun: dict[int, int] = {}
    for one in passed.begun:
        values = {
            "agent_id": one.agent_id,
            "grid_code": one.grid_code,
            "office_id": one.office_id,
            "duty": one.duty,
            "valid_from": one.since,
            "valid_to": one.until,
        }
        begun[one.instead_of] = session.scalars(insert(Post).returning(Post.id), values).one()
    return begun


def open_issues(session: Session, agent_id: int) -> list[GridCount]:
    """Open issues somebody has and could pass on, by grid.

    Held reports and accusations are not among them, and nobody is told how many there are.
    """
    query = (
        select(Issue.grid_code, func.count())
        .where(Issue.agent_id == agent_id, Issue.closed_at.is_(None), _passable())
        .group_by(Issue.grid_code)
        .order_by(Issue.grid_code)
    )
    return [GridCount(*row) for row in session.execute(query)]


def issue_villages(session: Session, agent_id: int) -> set[str | None]:
    """Regions in which somebody has open issues."""
    query = select(Issue.region_code).where(Issue.agent_id == agent_id, Issue.closed_at.is_(None))
    return set(session.scalars(query.distinct()))


def pass_issues(session: Session, giver: int, taker: int, reason: Reason, by: Writer) -> int:
    """Pass the open issues somebody has to somebody else.

    Held reports and accusations stay as they are: whom they are kept from was decided with
    them, and a screener decides again.

    Returns
    -------
    count
        Of the issues that went over.
    """
    query = (
        select(Issue.id, Issue.version, Issue.stage, Issue.level, Issue.grid_code)
        .where(Issue.agent_id == giver, Issue.closed_at.is_(None), _passable())
        .order_by(Issue.id)
        .with_for_update()
    )
    rows = session.execute(query).all()
    posts = _posts_of(session, taker, {row.grid_code for row in rows}, by.at.date())
    for row in rows:
        _pass_on(session, row, (taker, posts.get(row.grid_code)), reason, by)
    return len(rows)


def accounts_of(session: Session, agent_id: int) -> int:
    """How many active accounts somebody can sign in with."""
    query = select(func.count()).where(Account.agent_id == agent_id, Account.active)
    return session.scalar(query) or 0


def _passable() -> Any:
    return and_(~Issue.held, Issue.barred.is_(None))


def _posts_of(
    session: Session, agent_id: int, grids: set[str | None], day: date
) -> dict[str | None, int]:
    query = (
        select(Post.grid_code, func.min(Post.id))
        .where(
            Post.agent_id == agent_id,
            Post.grid_code.in_({grid for grid in grids if grid}),
            Post.valid_from <= day,
            or_(Post.valid_to.is_(None), Post.valid_to > day),
        )
        .group_by(Post.grid_code)
    )
    return dict(session.execute(query).all())


def _pass_on(
    session: Session, row: Any, taker: tuple[int, int | None], reason: Reason, by: Writer
) -> None:
    version = change_issue(session, row.id, row.version, {"agent_id": taker[0]})
    hand_over_to(session, row.id, Level(row.level), taker, reason, by.at)
    step = Step("assigned", Stage(row.stage), Level(row.level), reason, version)
    keep_step(session, row.id, step, by)


def _records() -> Select[*tuple[Any, ...]]:
    giver, taker = aliased(Agent), aliased(Agent)
    return (
        select(
            Handover.id,
            Handover.from_agent_id,
            giver.name,
            Handover.to_agent_id,
            taker.name,
            Handover.on_day,
            Handover.note,
            Handover.posts,
            Handover.issues,
            Handover.made_at,
        )
        .join(giver, giver.id == Handover.from_agent_id)
        .join(taker, taker.id == Handover.to_agent_id)
    )
